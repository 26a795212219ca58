/** The drills on containers: the same files, from `muster run` to the report. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCatalogue } from '../../src/drill/catalogue.ts';
import { defaultObjectives } from '../../src/drill/default-objectives.ts';
import type { DrillDefinition } from '../../src/drill/definition.ts';
import { type DrillScript, runDrill } from '../../src/drill/run-drill.ts';
import { contradictions } from '../../src/record/entailment.ts';
import type { DrillRecord, RunRecord } from '../../src/record/schema.ts';
import { musterImage } from '../../src/topology/docker/image.ts';
import { toxiproxyProgram } from '../../src/topology/machine.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { muster, readRecord, readReport } from '../process/muster-run.ts';
import { leftOf } from './docker-system.ts';

/** The bar for S2 in all, besides building the image. */
const secondsOfS2 = 20;
/** As this bar to the one of the process runtime, 8 s. */
const timesProcesses = 2.5;

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
  await musterImage(() => {});
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('muster run --runtime docker', () => {
  it('holds every smoke drill', async () => {
    const { exitCode, stdout } = await muster(['run', '--runtime', 'docker', '--out', folder.path], {
      cwd: folder.path,
    });
    expect(exitCode, stdout).toBe(0);
    const { drills } = readRecord(folder.path);
    expect(drills.map(({ id, verdict }) => [id, verdict])).toEqual(
      readCatalogue().profiles['smoke']?.map((id) => [id, 'held']),
    );
    for (const { run, id } of drills.map((drill) => ({ run: readRecord(folder.path).run, ...drill })))
      expect(await leftOf(`${run}-${id}-1`)).toEqual([]);
    process.stdout.write(`${drills.map(figures).join('\n')}\n`);
  });

  it('takes at most 20 s for S2 in all; on a machine too busy for that, 2.5 times what processes take there', {
    timeout: 300_000,
  }, async () => {
    const seconds = secondsOf(readRecord(folder.path));
    process.stdout.write(`S2 in all: ${seconds.toFixed(1)} s on containers\n`);
    if (seconds <= secondsOfS2) return;
    const [containers, processes] = [join(folder.path, 'again'), join(folder.path, 'processes')];
    await muster(['run', 'S2', '--runtime', 'docker', '--out', containers], { cwd: folder.path });
    await muster(['run', 'S2', '--out', processes], { cwd: folder.path });
    const [again, beside] = [secondsOf(readRecord(containers)), secondsOf(readRecord(processes))];
    process.stdout.write(`Once more: ${again.toFixed(1)} s; on processes: ${beside.toFixed(1)} s\n`);
    expect(again).toBeLessThanOrEqual(Math.max(secondsOfS2, timesProcesses * beside));
  });

  it('records the image and its platform by digest, and shows them at the foot of the report', async () => {
    const record = readRecord(folder.path);
    const { name, id, platform } = await musterImage(() => {});
    expect(record.environment).toMatchObject({ runtime: 'docker', image: { name, id, platform } });
    expect(id).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(record.command).toContain('--runtime docker');
    expect(contradictions(record)).toEqual([]);
    expect(readReport(folder.path, 'report.html')).toContain(id);
  });

  it('counts containers among what it looked for after the run', () => {
    for (const { leaks } of readRecord(folder.path).drills) {
      expect(leaks?.found).toEqual([]);
      expect(leaks?.scanned.join()).toContain('4 containers');
    }
  });

  it('ends with status 4 and says what to install where DOCKER_HOST names no engine', async () => {
    const env = { DOCKER_HOST: `unix://${join(folder.path, 'nobody.sock')}` };
    const { exitCode, stderr } = await muster(['run', 'S2', '--runtime', 'docker'], { cwd: folder.path, env });
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/^muster: Expected a Docker engine .*install and start Docker.*$/);
  });

  it('refuses an engine of the configuration, which is not in the image', async () => {
    const config = join(folder.path, 'muster.config.js');
    writeFileSync(config, `export default { engine: { command: ['true'] } };\n`);
    const args = ['run', 'S2', '--runtime', 'docker', '--config', config];
    const { exitCode, stderr } = await muster(args, { cwd: folder.path });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('is not in the image');
  });
});

describe('muster run --runtime docker --toxiproxy', () => {
  it.skipIf(!existsSync(toxiproxyProgram))(
    'holds with the real Toxiproxy in its container, by a cut of its links',
    async () => {
      const out = join(folder.path, 'real');
      const args = ['run', 'S4', '--runtime', 'docker', '--toxiproxy', toxiproxyProgram, '--out', out];
      const { exitCode, stdout } = await muster(args, { cwd: folder.path });
      expect(exitCode, stdout).toBe(0);
      const { environment, drills } = readRecord(out);
      expect(environment).toMatchObject({ runtime: 'docker', linkProxy: { kind: 'toxiproxy' } });
      expect(drills.map(({ verdict, leaks }) => [verdict, leaks?.found])).toEqual([['held', []]]);
      process.stdout.write(`Toxiproxy ${environment.linkProxy?.version}: ${drills.map(figures).join()}\n`);
    },
  );
});

describe('a drill that strikes containers', () => {
  it('is inconclusive on processes, never held', async () => {
    const record = await drillOnProcesses(async (stage) => {
      await stage.inject(stage.faults.killContainer('kill'));
    });
    expect(record.verdict).toBe('inconclusive');
    expect(record.why).toBe('Fault kill cannot strike: this runtime has no containers.');
  });
});

const definition: DrillDefinition = {
  id: 'container-kill',
  code: 'X1',
  title: 'The container of the engine is killed',
  revision: 1,
  proves: 'The engine comes back in a new container life.',
  doesNotProve: 'Anything about syncs.',
  exercises: ['I1', 'I2', 'I3', 'I4', 'I5', 'I7'],
  objectives: defaultObjectives.crash,
  judgedVenues: ['A', 'B'],
  notAssessed: [],
  deadlineMs: 120_000,
};

function drillOnProcesses(script: DrillScript): Promise<DrillRecord> {
  const run = `x-${crypto.randomUUID()}`;
  const seeded = { seed: 1, market: null, repetitions: 1, keep: false, engineCommand: null, toxiproxy: null };
  return runDrill(definition, script, {
    context: { run, folder: join(folder.path, run), ...seeded, image: null },
    repetition: 1,
    print: () => {},
    signal: new AbortController().signal,
  });
}

function secondsOf({ drills }: RunRecord): number {
  const wallMs = drills.find(({ code }) => code === 'S2')?.harness?.wallMs;
  return (wallMs ?? Number.POSITIVE_INFINITY) / 1000;
}

function figures({ code, id, rtoMs, faults, harness }: DrillRecord): string {
  const proven = faults.map(({ type, requestedMonoNs, provenMonoNs }) => {
    const ms = Number(BigInt(provenMonoNs ?? requestedMonoNs) - BigInt(requestedMonoNs)) / 1e6;
    return `${type} proven in ${ms.toFixed(0)} ms`;
  });
  const seconds = ((harness?.wallMs ?? 0) / 1000).toFixed(1);
  return `${code} ${id}: RTO ${rtoMs?.resumed?.toFixed(0)} ms, ${proven.join(', ')}, ${seconds} s in all`;
}
