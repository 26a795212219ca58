import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { awaitGone, goneBecause, type ProcessIdentity } from '../../src/common/process-liveness.ts';
import { cutLinks } from '../../src/faults/cut-links.ts';
import { systemClock as clock } from '../../src/node/clock.ts';
import { scanForLeaks } from '../../src/topology/leaks.ts';
import { startPart } from '../../src/topology/part.ts';
import { startProcessSystem } from '../../src/topology/process-world.ts';
import type { RunningSystem } from '../../src/topology/running-system.ts';
import { child } from '../fixtures/children.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const newRun = () => `topology-${crypto.randomUUID()}`;

async function start(runId = newRun()): Promise<RunningSystem> {
  const system = await startProcessSystem({
    runId,
    folder: join(folder.path, runId),
    seed: 1,
    muster: child('muster'),
  });
  await vi.waitFor(async () => expect(await system.engine.health()).not.toBeNull(), { timeout: 10_000 });
  return system;
}

async function foundOf(runId: string): Promise<readonly string[]> {
  return (await scanForLeaks({ runId, processes: [], ports: [], proxies: { made: [], left: [] } })).found;
}

describe('a system that is up', () => {
  let running: RunningSystem;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.stop());

  it('brings up two venues, the proxy with three links each, the supervisor and its engine', async () => {
    expect((await running.pids()).map(({ name }) => name)).toEqual([
      'supervisor',
      'toxiproxy',
      'venue-A',
      'venue-B',
      'engine',
    ]);
    expect(running.links().map(({ name }) => name)).toEqual([
      'A-order-entry',
      'A-user-stream',
      'A-market-data',
      'B-order-entry',
      'B-user-stream',
      'B-market-data',
    ]);
    expect(Object.keys(await running.proxies.getAll()).toSorted()).toEqual(
      running
        .links()
        .map(({ name }) => name)
        .toSorted(),
    );
    for (const { venue, port } of running.links()) {
      expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe(`venue ${venue}`);
    }
  });

  it('tells the engine the addresses of the links and never those of the venues', async () => {
    const engine = await running.engineProcess();
    const { pid } = (await running.engine.health()) ?? {};
    expect(engine?.pid).toBe(pid);
    const [a] = running.connections;
    const [orderEntry, userStream, marketData] = running.links('A').map(({ port }) => port);
    expect(a).toMatchObject({
      name: 'A',
      orderEntryUrl: `http://127.0.0.1:${orderEntry}`,
      userStreamUrl: `ws://127.0.0.1:${userStream}/ws-api/v3`,
      marketDataUrl: `ws://127.0.0.1:${marketData}`,
      apiKey: 'key-A',
    });
    expect(JSON.stringify(running.connections)).not.toContain(new URL(running.venue('A').ready.url).port);
  });

  it('cuts one venue off and leaves the other reachable', async () => {
    const names = running.links('A').map(({ name }) => name);
    const fault = cutLinks({ id: 'cut', target: 'links of venue A', proxies: running.proxies, names, clock });
    expect((await fault.inject()).effect?.holds).toBe(true);
    const [other] = running.links('B');
    expect((await fetch(`http://127.0.0.1:${other?.port}`)).ok).toBe(true);
    expect((await fault.undo()).holds).toBe(true);
  });

  it('finds a leak while it still runs', async () => {
    const { found } = await running.scanForLeaks();
    expect(found.filter((sentence) => sentence.startsWith('process'))).toHaveLength(5);
  });

  it('stopped, it leaves nothing behind, and stopping again does nothing', async () => {
    const processes = await running.pids();
    await running.stop();
    await running.stop();
    expect(processes.map(goneBecause)).not.toContain(null);
    const { scanned, found } = await running.scanForLeaks();
    expect(found).toEqual([]);
    expect(scanned).toEqual(
      expect.arrayContaining(['5 processes of this run by pid and start time', '6 proxies', '13 ports of 127.0.0.1']),
    );
    expect(await running.engine.health()).toBeNull();
    expect(await running.supervisor.status()).toBeNull();
    expect(await running.venue('A').status()).toBeNull();
  });
});

it('stops in full also when parts of it were killed', async () => {
  await using running = await start();
  const processes = await running.pids();
  for (const { name, pid } of processes)
    if (name === 'supervisor' || name === 'toxiproxy') process.kill(pid, 'SIGKILL');
  await running.stop();
  expect((await running.scanForLeaks()).found).toEqual([]);
});

it('leaves nothing behind when a part cannot start', async () => {
  vi.stubEnv('FAIL_PART', 'supervisor');
  const runId = newRun();
  await expect(start(runId)).rejects.toMatchObject({ name: 'PartError', part: 'supervisor', exitCode: 4 });
  vi.unstubAllEnvs();
  expect(await foundOf(runId)).toEqual([]);
});

it('refuses a venue that is not on this machine and leaves nothing behind', async () => {
  vi.stubEnv('VENUE_URL', 'https://api.binance.com');
  const runId = newRun();
  const refusal = { exit: 3, message: expect.stringContaining('never sends an order') };
  await expect(start(runId)).rejects.toMatchObject(refusal);
  vi.unstubAllEnvs();
  expect(await foundOf(runId)).toEqual([]);
});

it('dies with the process that started it, however that dies', async () => {
  const command = child('topology', newRun(), join(folder.path, 'work'));
  const harness = await startPart({
    name: 'harness',
    command,
    env: process.env,
    logFile: join(folder.path, 'harness.log'),
  });
  const { processes } = harness.ready as { processes: ProcessIdentity[] };
  expect(processes).toHaveLength(5);
  process.kill(harness.pid, 'SIGKILL');
  for (const identity of processes) expect(await awaitGone(identity, 5000)).not.toBeNull();
  await harness.stop();
});
