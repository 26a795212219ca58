/** Ctrl-C, SIGTERM and SIGKILL of `muster run`: what is written, what is undone, and that nothing is left. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contradictions } from '../../src/record/entailment.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { expectNothingLeft, type MusterRun, readRecord, readReport, startMuster } from './muster-run.ts';

let folder: TemporaryFolder;
let run: MusterRun;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  run.signal('SIGKILL');
  await expectNothingLeft(run, 10_000);
  await folder[Symbol.asyncDispose]();
});

async function startDrill(drill: string): Promise<string> {
  const out = join(folder.path, 'reports');
  run = startMuster(['run', drill, '--out', out], { cwd: folder.path });
  return out;
}

function expectAbortedRecord(out: string, drill: string) {
  const record = readRecord(out);
  expect(record).toMatchObject({ outcome: 'aborted', verdict: 'inconclusive', counts: { drills: 1, inconclusive: 1 } });
  expect(contradictions(record)).toEqual([]);
  const [only] = record.drills;
  expect(only).toMatchObject({ id: drill, outcome: 'aborted', verdict: 'inconclusive', error: null });
  expect(only?.leaks?.found).toEqual([]);
  expect(readReport(out, 'report.html')).toContain('aborted');
  expect(readReport(out, 'junit.xml')).toContain(drill);
  expect(run.said()).toContain('Interrupted: undoing faults');
  expect(run.said()).toContain(`Again:  npx muster run ${drill} `);
  return only;
}

describe('an interrupted run', () => {
  it('undoes the cut links and leaves a partial record, both reports and no process after the first Ctrl-C', async () => {
    const out = await startDrill('exchange-disconnect');
    await run.line('proven from outside');
    run.signal('SIGINT');
    const { exitCode } = await run.ended;
    expect(exitCode, run.said()).toBe(2);
    expect(run.living()).toEqual([]);
    const drill = expectAbortedRecord(out, 'exchange-disconnect');
    expect(drill?.faults).toHaveLength(1);
    expect(drill?.faults[0]?.undo).toMatchObject({ holds: true });
    // What was seen until then is evidence all the same.
    expect(drill?.evidence.map(({ role }) => role)).toEqual(expect.arrayContaining(['ledger', 'journal-export']));
  });

  it('treats SIGTERM before any fault as it treats Ctrl-C', async () => {
    const out = await startDrill('application-crash');
    await run.line('supervisor started');
    run.signal('SIGTERM');
    const { exitCode } = await run.ended;
    expect(exitCode, run.said()).toBe(2);
    expect(run.living()).toEqual([]);
    expect(expectAbortedRecord(out, 'application-crash')?.faults).toEqual([]);
  });

  it('is heard before the first drill has begun', async () => {
    const out = await startDrill('application-crash');
    await run.line('Muster runs');
    run.signal('SIGINT');
    const { exitCode } = await run.ended;
    expect(exitCode, run.said()).toBe(2);
    expect(readRecord(out)).toMatchObject({ outcome: 'aborted', verdict: 'inconclusive' });
    expect(run.said()).not.toContain('fault crash');
  });

  it('is killed at once by a second Ctrl-C, and still leaves no process', async () => {
    const out = await startDrill('application-crash');
    await run.line('fault crash');
    run.signal('SIGINT');
    await run.line('Ctrl-C again kills at once');
    // Closer together the two count as one key press, which npm hands on twice.
    await delay(200);
    const second = performance.now();
    run.signal('SIGINT');
    const { exitCode } = await run.ended;
    expect(performance.now() - second).toBeLessThan(2000);
    expect(exitCode).toBe(2);
    await expectNothingLeft(run, 2000);
    expect(existsSync(join(out, 'latest'))).toBe(false);
  });

  it('leaves no process after SIGKILL of muster in the middle of a drill', async () => {
    await startDrill('application-crash');
    await run.line('fault crash');
    // muster, two venues, the proxy and the supervisor at least; the engine is dead or being started.
    expect(run.living().length).toBeGreaterThanOrEqual(5);
    run.signal('SIGKILL');
    await run.ended;
    await expectNothingLeft(run, 5000);
  });
});
