/** Parts as containers: what ends them, what strikes them, and what they may leave in the Docker engine. */
import type { SystemHost } from '../system-host.ts';
import { belongings, removeAll } from './belongings.ts';
import type { Container } from './container.ts';
import type { DockerEngine } from './docker-engine.ts';

export interface DockerHostParts {
  readonly docker: DockerEngine;
  readonly runId: string;
  /** The engine's, with its supervisor as first process. */
  readonly engine: Container;
  readonly others: readonly Container[];
  /** The `muster` command in the image. */
  readonly muster: readonly string[];
}

export function dockerHost({ docker, runId, engine, others, muster }: DockerHostParts): SystemHost {
  const all = [engine, ...others];
  return {
    processes: () => all.flatMap((container) => container.processes()),
    containers: {
      get(name) {
        const container = all.find((one) => one.name === name);
        if (container !== undefined) return container;
        throw new RangeError(`Expected a container of ${all.map((one) => one.name).join(', ')}, got ${name}`);
      },
    },
    stopSupervisor: () => engine.stop(),
    async stopOthers() {
      await Promise.allSettled(others.map((container) => container.stop()));
      await removeAll(await belongings(docker, runId));
    },
    async scanForLeaks() {
      const left = await belongings(docker, runId);
      await removeAll(left);
      return {
        scanned: [`${all.length} containers, their networks and volumes in the Docker engine by label`],
        found: left.map(({ kind, name }) => `the ${kind} ${name} still exists`),
      };
    },
    besideEngine: (args, environment) => engine.run([...muster, ...args], environment),
    async saveLogs() {
      await Promise.all(all.map((container) => container.saveLog()));
    },
  };
}
