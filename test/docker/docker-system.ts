/** A system in containers for tests, and a look from inside one of them. */
import { join } from 'node:path';
import { vi } from 'vitest';
import { type Belonging, belongings } from '../../src/topology/docker/belongings.ts';
import { dockerEngine } from '../../src/topology/docker/docker-engine.ts';
import { type DockerSystemOptions, startDockerSystem } from '../../src/topology/docker/docker-world.ts';
import { musterImage } from '../../src/topology/docker/image.ts';
import { readOutput } from '../../src/topology/docker/output.ts';
import type { RunningSystem } from '../../src/topology/running-system.ts';

export const newRun = () => `test-${crypto.randomUUID()}`;

export async function startSystem(folder: string, changes: Partial<DockerSystemOptions> = {}): Promise<RunningSystem> {
  const { runId = newRun() } = changes;
  const { id: image } = await musterImage(() => {});
  return startDockerSystem({ runId, folder: join(folder, runId), seed: 1, image, ...changes });
}

/** Waits until the engine trades, `orders` of it accepted at each venue. */
export async function trading(system: RunningSystem, orders = 20): Promise<void> {
  const all = async () => {
    const statuses = await Promise.all(system.venues.map((venue) => venue.status()));
    const health = await system.engine.health();
    return health?.status === 'trading' && statuses.every((status) => (status?.orders.accepted ?? 0) >= orders);
  };
  await vi.waitUntil(all, { timeout: 20_000, interval: 20 });
}

export async function leftOf(runId: string): Promise<Belonging[]> {
  return belongings(await dockerEngine(), runId);
}

/** What a Node program prints that runs in a container of the system. */
export async function inside(system: RunningSystem, name: string, program: string): Promise<string> {
  const docker = await dockerEngine();
  const container = docker.getContainer(`muster-${system.runId}-${name}`);
  const options = { AttachStdout: true, AttachStderr: true };
  const exec = await container.exec({ Cmd: ['node', '-e', program], ...options });
  return (await readOutput(await exec.start({}))).trim();
}
