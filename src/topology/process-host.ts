/** Parts as child processes of this one: the channels to them end them, and their logs are files from the start. */
import { execa } from 'execa';
import { killUnlessGone } from './kill-unless-gone.ts';
import type { Part } from './part.ts';
import type { NamedProcess, SystemHost } from './system-host.ts';

const besideEngineWithinMs = 60_000;

export interface ProcessHostParts {
  readonly supervisor: Part;
  readonly others: readonly Part[];
  /** What a part holds that is no part itself, and ends with it. */
  readonly held: readonly NamedProcess[];
  /** The `muster` command. */
  readonly muster: readonly string[];
}

export function processHost({ supervisor, others, held, muster }: ProcessHostParts): SystemHost {
  const processes = [supervisor, ...others, ...held].map(({ name, pid, startTime }) => ({ name, pid, startTime }));
  return {
    processes: () => processes,
    containers: null,
    stopSupervisor: () => supervisor.stop(),
    async stopOthers() {
      const results = await Promise.allSettled(others.map((part) => part.stop()));
      results.push(...(await Promise.allSettled(held.map(killUnlessGone))));
      const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
      if (failures.length > 0) throw new AggregateError(failures, failures.join('; '));
    },
    scanForLeaks: async () => ({ scanned: [], found: [] }),
    async besideEngine(args, environment) {
      const [program = '', ...rest] = [...muster, ...args];
      const options = { env: environment, reject: false, timeout: besideEngineWithinMs, all: true } as const;
      const { exitCode, all } = await execa(program, rest, options);
      return { exitCode: exitCode ?? null, output: all };
    },
    saveLogs: async () => {},
  };
}
