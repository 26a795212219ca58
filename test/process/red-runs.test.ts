/** Runs that end red without a verdict on the engine: an engine that cannot trade, and `--keep`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contradictions } from '../../src/record/entailment.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { expectNothingLeft, type MusterRun, readRecord, readReport, startMuster } from './muster-run.ts';

let folder: TemporaryFolder;
let exiting: MusterRun;
let absent: MusterRun;
// Each waits 20 s for a steady state that never comes: side by side, since neither is timed.
beforeAll(async () => {
  folder = await temporaryFolder();
  exiting = await startOn('exiting', [process.execPath, '-e', 'process.exit(1)'], '--json');
  absent = await startOn('absent', [join(folder.path, 'no-such-engine')], '--keep');
});
afterAll(async () => {
  for (const run of [exiting, absent]) {
    run.signal('SIGKILL');
    await expectNothingLeft(run, 10_000);
  }
  await folder[Symbol.asyncDispose]();
});

async function startOn(name: string, command: readonly string[], flag: string): Promise<MusterRun> {
  const config = `${name}.config.mjs`;
  writeFileSync(join(folder.path, config), `export default { engine: { command: ${JSON.stringify(command)} } };\n`);
  return startMuster(['run', 'S2', '--config', config, '--out', name, flag], { cwd: folder.path });
}

function expectInconclusiveReports(name: string) {
  const record = readRecord(join(folder.path, name));
  expect(record).toMatchObject({ verdict: 'inconclusive', outcome: 'inconclusive', counts: { inconclusive: 1 } });
  expect(contradictions(record)).toEqual([]);
  const [drill] = record.drills;
  expect(drill).toMatchObject({ faults: [], steadyState: { reached: false }, rtoMs: { resumed: null } });
  expect(drill?.checks.map(({ verdict }) => verdict)).not.toContain('violated');
  expect(drill?.leaks?.found).toEqual([]);
  expect(readReport(join(folder.path, name), 'report.html')).toContain('inconclusive');
  expect(readReport(join(folder.path, name), 'junit.xml')).toMatch(/<(error|failure) message="inconclusive/);
  return drill;
}

describe('a drill whose engine never trades', () => {
  it('is inconclusive and ends with exit status 2, and says what was missing', async () => {
    const { exitCode, stdout, stderr } = await exiting.ended;
    expect(exitCode, stderr).toBe(2);
    expect(exiting.living()).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'inconclusive', outcome: 'inconclusive' });
    expect(stderr).toContain('exit status 1');
    const drill = expectInconclusiveReports('exiting');
    expect(drill?.why).toContain(
      'Waited 20000 ms in vain for steady state (orders accepted, all venues: 0, required at least 200; ',
    );
  });

  it('with --keep is left up, named part by part, until Ctrl-C ends it without a trace', async () => {
    await absent.line('Ctrl-C stops it', 50_000);
    expect(absent.said()).toContain('exit status 127');
    const kept = [...absent.said().matchAll(/kept up: (\S+) pid (\d+)/g)];
    expect(kept.map(([, name]) => name)).toEqual(['supervisor', 'toxiproxy', 'venue-A', 'venue-B']);
    const living = absent.living().map(({ pid }) => pid);
    expect(living).toEqual(expect.arrayContaining(kept.map(([, , pid]) => Number(pid))));
    const [, admin = ''] = /kept up: venue A at \S+, admin (\S+)/.exec(absent.said()) ?? [];
    expect((await fetch(`${admin}/status`)).status).toBe(200);
    absent.signal('SIGINT');
    const { exitCode } = await absent.ended;
    expect(exitCode, absent.said()).toBe(2);
    expect(absent.living()).toEqual([]);
    expectInconclusiveReports('absent');
  });
});
