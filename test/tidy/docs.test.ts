import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exitMeanings } from '../../src/common/muster-error.ts';
import { root } from './source-files.ts';

const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const manifest = z
  .object({ dependencies: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(text('package.json')));
const catalogue = z
  .object({ drills: z.array(z.object({ id: z.string(), code: z.string() })) })
  .parse(JSON.parse(text('drills/catalogue.json')));

/** The first cells of a table's rows below `heading`. */
function firstCells(file: string, heading: string): string[] {
  const [, section = ''] = text(file).split(`\n## ${heading}\n`);
  const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(1).map((row) => row.split('|')[1]?.trim() ?? '');
}

describe('the documents', () => {
  it('list every drill of the catalogue and no other in the README', () => {
    expect(firstCells('README.md', 'Drills').toSorted()).toEqual(catalogue.drills.map(({ code }) => code).toSorted());
    for (const { code, id } of catalogue.drills) expect(text('README.md')).toContain(`| ${code} | \`${id}\` |`);
  });

  it('give the exit statuses of the command in the README, in its words', () => {
    const rows = exitMeanings.map(([status, meaning]) => `| ${status} | ${meaning} |`);
    for (const row of rows) expect(text('README.md')).toContain(row);
    expect(firstCells('README.md', 'Exit status')).toHaveLength(rows.length);
  });

  it('give a reason for every dependency and for nothing else in DECISIONS.md', () => {
    const reasoned = firstCells('DECISIONS.md', 'Dependencies').flatMap((cell) => cell.split(', '));
    const present = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(reasoned.toSorted()).toEqual(present.toSorted());
  });

  it('keep ARCHITECTURE.md within 200 lines', () => {
    expect(text('ARCHITECTURE.md').split('\n').length).toBeLessThanOrEqual(200);
  });
});
