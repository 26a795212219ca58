/** The profile `release` beyond `smoke`, on real processes: damage to every file an engine lives by. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readCatalogue } from '../../src/drill/catalogue.ts';
import { muster, readRecord } from './muster-run.ts';

it('holds on the reference engine, drill by drill', { timeout: 400_000 }, async () => {
  const out = mkdtempSync(join(tmpdir(), 'release-'));
  try {
    const { smoke = [], release = [] } = readCatalogue().profiles;
    const drills = release.filter((id) => !smoke.includes(id));
    const { exitCode } = await muster(['run', ...drills, '--out', out], { cwd: out });
    const judged = readRecord(out).drills.map(({ id, verdict, why }) => ({ id, verdict, why }));
    expect(judged.filter(({ verdict }) => verdict !== 'held')).toEqual([]);
    expect(judged.map(({ id }) => id)).toEqual(drills);
    expect(exitCode).toBe(0);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
