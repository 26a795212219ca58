import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MusterError } from '../../src/common/muster-error.ts';
import { packageRoot } from '../../src/common/package-root.ts';
import { drillFile, readCatalogue, resolveDrill, resolveProfile } from '../../src/drill/catalogue.ts';

const catalogue = readCatalogue();

describe('the drill catalogue', () => {
  it('finds a drill by its id and by its code in any case', () => {
    expect(resolveDrill(catalogue, 'application-crash').code).toBe('S2');
    expect(resolveDrill(catalogue, 's2').id).toBe('application-crash');
  });

  it('names near matches of an unknown drill and ends with exit 3', () => {
    const attempt = () => resolveDrill(catalogue, 'aplication-crash');
    expect(attempt).toThrow(MusterError);
    expect(attempt).toThrow(
      /There is no drill "aplication-crash", did you mean application-crash; muster list shows all\./,
    );
    expect(catchError(attempt).exit).toBe(3);
  });

  it('lists all names when nothing is near', () => {
    expect(() => resolveDrill(catalogue, 'zzzzzzzzzz')).toThrow(/there are graceful-restart, S1, /);
  });

  it('names near profiles of an unknown one', () => {
    expect(() => resolveProfile(catalogue, 'smok')).toThrow('There is no profile "smok", did you mean smoke.');
  });

  it('has a file for every drill and a drill for every file', () => {
    for (const { id } of catalogue.drills) expect(existsSync(drillFile(id)), id).toBe(true);
    const files = readdirSync(join(packageRoot(), 'drills')).filter((name) => name.endsWith('.drill.ts'));
    expect(files.map((name) => name.replace('.drill.ts', '')).sort()).toEqual(
      catalogue.drills.map(({ id }) => id).sort(),
    );
  });

  it('says the same of each drill as its file does', () => {
    for (const { id, code, title } of catalogue.drills) {
      const source = readFileSync(drillFile(id), 'utf8');
      expect(source).toContain(`id: '${id}'`);
      expect(source).toContain(`code: '${code}'`);
      expect(source).toContain(`title: '${title}'`);
    }
  });

  it('keeps the canary out of every profile', () => {
    expect(Object.values(catalogue.profiles).flat()).not.toContain('canary');
  });
});

function catchError(work: () => unknown): MusterError {
  try {
    work();
  } catch (error) {
    if (error instanceof MusterError) return error;
  }
  throw new Error('Expected a MusterError');
}
