import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { goneBecause } from '../../src/common/process-liveness.ts';
import { boundFaults } from '../../src/drill/bound-faults.ts';
import type { Fault } from '../../src/faults/fault.ts';
import type { RunningSystem } from '../../src/topology/running-system.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { inside, startSystem, trading } from './docker-system.ts';

let folder: TemporaryFolder;
let system: RunningSystem;
beforeAll(async () => {
  folder = await temporaryFolder();
  system = await startSystem(folder.path);
});
afterAll(async () => {
  await system?.stop();
  await folder[Symbol.asyncDispose]();
});

const accepted = async (venue: string) => (await system.venue(venue).status())?.orders.accepted ?? 0;

/** Until each venue has accepted orders anew. */
async function tradesAgain(): Promise<void> {
  const before = await Promise.all(system.venues.map(({ name }) => accepted(name)));
  const grown = async () =>
    (await Promise.all(system.venues.map(({ name }) => accepted(name)))).every(
      (now, index) => now > (before[index] ?? 0),
    );
  await vi.waitUntil(grown, { timeout: 30_000, interval: 20 });
}

async function strike(fault: Fault) {
  expect(await fault.unavailable()).toBeNull();
  const injection = await fault.inject();
  expect(injection.effect).toMatchObject({ holds: true });
  return injection.effect?.statement ?? '';
}

const faults = () => boundFaults(system);

describe('a fault on the engine in its container', () => {
  it('kills the engine process by the pid this machine knows it by, and its supervisor restarts it', async () => {
    await trading(system);
    const engine = await system.engineProcess();
    const health = await system.engine.health();
    expect(engine?.pid).not.toBe(health?.pid);
    const kill = faults().killEngine('kill');
    expect(await strike(kill)).toContain(`pid ${engine?.pid}`);
    expect(await kill.undo()).toMatchObject({ holds: true });
    await tradesAgain();
    expect((await system.supervisor.status())?.restarts).toBe(1);
  });

  it('kills the whole container, which comes back with a new supervisor whose predecessor is not forgotten', async () => {
    const before = (await system.supervisor.status())?.events ?? [];
    const first = await system.containers?.get('engine').firstProcess();
    const kill = faults().killContainer('kill');
    const statement = await strike(kill);
    expect(statement).toMatch(
      /^the first process: pid \d+ is (absent|a zombie).* the engine in it: pid \d+ is (absent|a zombie)/,
    );
    expect(first === null || first === undefined ? null : goneBecause(first)).not.toBeNull();
    expect(await kill.undo()).toMatchObject({ holds: true });
    await tradesAgain();
    const events = (await system.supervisor.status())?.events ?? [];
    expect(events.slice(0, before.length)).toEqual(before);
    expect(events[before.length]).toMatchObject({ event: 'exited', pid: before.at(-1)?.pid, signal: 'SIGKILL' });
    expect(events.filter(({ event }) => event === 'started')).toHaveLength(3);
    expect(await system.containers?.get('engine').firstProcess()).not.toEqual(first);
  });

  it('stops the engine in order, and starts it again', async () => {
    const stop = faults().stopEngine('stop');
    expect(await strike(stop)).toContain('ended by exit status 0');
    expect(await stop.undo()).toMatchObject({ holds: true });
    await tradesAgain();
  });

  it('pauses the container: it is there and does not answer until it is let go on', async () => {
    const pause = faults().pauseContainer('pause', 'engine');
    expect(await strike(pause)).toMatch(/^container engine is paused, a request to it: silent/);
    expect(await pause.unavailable()).toBe('container engine is already paused');
    expect(await pause.undo()).toMatchObject({ holds: true });
    await tradesAgain();
  });

  it('disconnects the container: nothing reaches it until it is back at its own address', async () => {
    const { address } = system.containers?.get('engine') ?? {};
    const cut = faults().disconnectContainer('cut', 'engine');
    expect(await strike(cut)).toMatch(
      /is no longer on its network, a connection to [\d.:]+: (timed out|EHOSTUNREACH)$/,
    );
    expect(await cut.unavailable()).toBe('container engine is already disconnected');
    const proof = await cut.undo();
    expect(proof).toMatchObject({ holds: true });
    expect(proof.statement).toContain(`a request to ${address}: answered`);
    await tradesAgain();
  });
});

describe('a fault on a venue in its container', () => {
  it('disconnects it, the engine goes on at the other, and comes back to it afterwards', async () => {
    await tradesAgain();
    const cut = faults().disconnectContainer('cut', 'venue-A');
    await strike(cut);
    const atB = await accepted('B');
    await vi.waitUntil(async () => (await accepted('B')) > atB, { timeout: 20_000, interval: 20 });
    expect(await cut.undo()).toMatchObject({ holds: true });
    await tradesAgain();
  });

  it('pauses it and lets it go on', async () => {
    const pause = faults().pauseContainer('pause', 'venue-B');
    await strike(pause);
    expect(await pause.undo()).toMatchObject({ holds: true });
    await tradesAgain();
  });

  it('cuts its links at the proxy, and the engine is refused there', async () => {
    const cut = faults().cutLinks('cut', 'A');
    await strike(cut);
    const [link] = system.links('A');
    const program = `require('node:net').connect(${link?.port}, '${link?.host}').on('error', (e) => console.log(e.code));`;
    expect(await inside(system, 'engine', program)).toBe('ECONNREFUSED');
    expect(await cut.undo()).toMatchObject({ holds: true });
    await tradesAgain();
  });
});

it('undoes nothing where nothing was struck', async () => {
  const all = [
    faults().killContainer('a'),
    faults().pauseContainer('b', 'engine'),
    faults().disconnectContainer('c', 'venue-A'),
  ];
  for (const fault of all) expect(await fault.undo()).toMatchObject({ holds: true });
});

it('stops in full while containers are paused and disconnected', async () => {
  await faults().pauseContainer('pause', 'engine').inject();
  await faults().disconnectContainer('cut', 'venue-B').inject();
  await system.stop();
  expect((await system.scanForLeaks()).found).toEqual([]);
});
