/** A run as a reader may meet it: drills that held, one with deviations, one violated, one inconclusive, one aborted. */
import { type DrillRecord, type RunRecord, runRecord } from '../../src/record/schema.ts';
import { aborted, deviating, gracefulRestart, inconclusive, violated } from './fixture-drills.ts';
import { held } from './fixture-held.ts';
import { sha, wall } from './fixture-parts.ts';

export const drills = { held, gracefulRestart, deviating, violated, inconclusive, aborted } as const;

/** The run over these drills; counts and verdict as the worst of them would have it. */
export function runOf(...list: readonly DrillRecord[]): RunRecord {
  const of = (verdict: DrillRecord['verdict']) => list.filter((drill) => drill.verdict === verdict).length;
  const worst =
    list.find((drill) => drill.verdict === 'violated') ??
    list.find((drill) => drill.verdict === 'inconclusive') ??
    list.find((drill) => drill.outcome === 'held with deviations') ??
    held;
  return runRecord.parse({
    version: 1,
    run: '01KAMUSTER0000000000000RUN',
    kind: 'profile',
    profile: 'smoke',
    command: 'muster run --profile smoke',
    musterVersion: '0.1.0',
    startedWall: wall(-7000),
    endedWall: wall(64_000),
    verdict: worst.verdict,
    outcome: worst.outcome,
    why: worst.verdict === 'held' ? 'Every drill held.' : `${worst.code} ${worst.title}: ${worst.why}`,
    counts: { drills: list.length, held: of('held'), violated: of('violated'), inconclusive: of('inconclusive') },
    expectedDrills: list.map((drill) => drill.id),
    environment: {
      runtime: 'process',
      image: null,
      node: 'v24.21.0',
      platform: 'linux x64',
      kernel: '6.1.0',
      cpus: 2,
      cpuModel: 'a processor',
      memoryMiB: 24_576,
      filesystem: 'ext4',
      commit: '626ce24b1c0d4e5f60718293a4b5c6d7e8f90123',
      dirty: null,
      lockfileSha256: sha('9'),
      proxy: 'Toxiproxy 2.12.0',
      linkProxy: { kind: 'toxiproxy', version: '2.12.0', sha256: sha('7') },
      clock: 'CLOCK_MONOTONIC of the host',
      engine: 'reference engine 0.1.0',
    },
    drills: list,
  });
}

/** All six. */
export const fixtureRun = runOf(held, gracefulRestart, deviating, violated, inconclusive, aborted);
