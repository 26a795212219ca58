/** Each engine that is broken on purpose must be caught by the right check of a real drill. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { musterCommand } from '../../src/common/muster-command.ts';
import { type RunDocument, runDocument } from '../../src/report/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Mutant, the drill that meets it, the checks of which each must be violated. */
const matrix = [
  // I2 too: the damaged fill is asked for by nobody, so it would tell on an engine that lies about what it loaded.
  ['checkpoint-checksum-ignored', 'checkpoint-corruption', ['I2', 'I11']],
  ['fill-applied-twice', 'application-crash', ['I2', 'I3']],
  ['fill-after-reconnect-not-fetched', 'exchange-disconnect', ['I2']],
  ['trade-before-gates', 'graceful-restart', ['I5']],
  ['reconciliation-skipped', 'application-crash', ['I3', 'I4']],
  ['venue-watermark-ignored', 'old-backup-restored', ['I12']],
] as const;

describe('a mutant', () => {
  it.each(matrix)('with %s is caught in %s by %s', async (mutant, drill, checks) => {
    const document = await runDrillOn(mutant, drill);
    const violated = document.drills[0]?.checks.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id);
    expect(document.verdict, JSON.stringify(document.drills[0])).toBe('violated');
    expect(violated).toEqual(expect.arrayContaining([...checks]));
  });
});

async function runDrillOn(mutant: string, drill: string): Promise<RunDocument> {
  const config = join(folder, `${mutant}.config.mjs`);
  const engine = join(import.meta.dirname, 'engines', `${mutant}.ts`);
  const command = [process.execPath, '--conditions=muster-source', engine];
  writeFileSync(config, `export default { engine: { command: ${JSON.stringify(command)} } };\n`);
  const [program = '', ...args] = musterCommand();
  const options = ['--config', config, '--out', join(folder, mutant), '--json'];
  const { stdout, exitCode } = await execa(program, [...args, 'run', drill, ...options], { reject: false });
  expect(exitCode, stdout).toBe(1);
  return runDocument.parse(JSON.parse(stdout));
}
