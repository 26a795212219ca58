import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeThenSync } from '../../simulators/world/write-then-sync.ts';
import { FollowingWriter } from '../../src/durability/checkpoint/checkpoint-writer.ts';
import { engineParts } from '../../src/engine/engine-parts.ts';
import type { RunningEngine } from '../../src/engine/start-engine.ts';
import { systemClock } from '../../src/node/clock.ts';
import { systemDisk } from '../../src/node/disk.ts';
import type { Disk } from '../../src/ports/disk.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { ledgerAt, placedAfter, repeatedIds, stateTruth } from './ledger-truth.ts';
import { type LiveVenue, liveEngine, liveVenue, stateOf } from './live-rig.ts';

const patient = { timeout: 20_000, interval: 50 };

describe('the engine against live venues', { timeout: 60_000 }, () => {
  let folder: TemporaryFolder;
  let venues: LiveVenue[] = [];
  const engines: RunningEngine[] = [];

  beforeEach(async () => {
    folder = await temporaryFolder();
    venues = [await liveVenue(folder.path, 'A', 7), await liveVenue(folder.path, 'B', 8)];
  });

  afterEach(async () => {
    for (const engine of engines.splice(0)) {
      engine.stop();
      await engine.ended;
    }
    for (const { running, links } of venues) {
      for (const link of links) await link.stop();
      await running.close();
    }
    await folder[Symbol.asyncDispose]();
  });

  function start(...rest: [Parameters<typeof liveEngine>[2]?]): RunningEngine {
    const engine = liveEngine(folder.path, venues, ...rest);
    engines.push(engine);
    return engine;
  }

  async function trading(engine: RunningEngine, fills = 5) {
    await vi.waitFor(async () => {
      const state = await stateOf(engine);
      const quoted = new Set(state.openOrders.map(({ venue, symbol }) => `${venue} ${symbol}`));
      expect(quoted.size).toBe(6);
      expect(state.fills.length).toBeGreaterThan(fills);
    }, patient);
  }

  /** At each venue's cursor, whatever came after it. */
  async function expectLedgerEquals(engine: RunningEngine, at: 'now' | 'resumed'): Promise<void> {
    const state = await stateOf(engine, at);
    for (const { running } of venues) {
      const { venue, ledger } = running.ready;
      const cursor = state.cursors[venue];
      if (cursor === undefined) throw new Error(`Expected a cursor of ${venue}`);
      const truth = ledgerAt(ledger, cursor);
      expect(stateTruth(state, venue, truth.balances)).toEqual(truth);
    }
  }

  /** Ends an engine with orders in the book, as a crash does. */
  async function crash(): Promise<void> {
    const fault = { full: false };
    const engine = start({ disk: fillingDisk(fault) });
    await trading(engine);
    fault.full = true;
    await engine.ended;
  }

  async function expectTradesEqual(engine: RunningEngine): Promise<void> {
    const state = await stateOf(engine, 'resumed');
    for (const { running } of venues) {
      const { venue, ledger } = running.ready;
      const cursor = state.cursors[venue];
      if (cursor === undefined) throw new Error(`Expected a cursor of ${venue}`);
      expect(stateTruth(state, venue, []).trades).toEqual(ledgerAt(ledger, cursor).trades);
    }
  }

  it('quotes all six instruments, gets filled, equals the ledgers at its cursors, and leaves nothing behind (rows 1, 2, 4, 5, 51)', async () => {
    const engine = start();
    await trading(engine);
    await expectLedgerEquals(engine, 'resumed');
    await expectLedgerEquals(engine, 'now');
    engine.stop();
    expect(await engine.ended).toEqual({ exit: 0, reason: 'stopped in order' });
    for (const { running } of venues) {
      const status = await (await fetch(`${running.ready.adminUrl}/status`)).json();
      expect(status).toMatchObject({ orders: { open: 0 } });
    }
    const next = start();
    await vi.waitFor(() => expect(next.health().status).toBe('trading'), patient);
    expect((await next.recovery()).recoveries[0]?.previousEnd).toBe('clean');
  });

  it('recovers one venue from the loss of its three links while the other trades on, with the fills it missed (rows 31, 32, 40)', async () => {
    const engine = start();
    await trading(engine);
    const [cut, kept] = venues;
    if (cut === undefined || kept === undefined) throw new Error('Expected two venues');
    const before = (await stateOf(engine)).fills.filter(({ venue }) => venue === 'B').length;
    await Promise.all(cut.links.map((link) => link.stop()));
    await vi.waitFor(async () => expect((await engine.recovery()).recoveries).toHaveLength(2), {
      timeout: 1000,
      interval: 10,
    });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await stateOf(engine)).fills.filter(({ venue }) => venue === 'B').length).toBeGreaterThan(before);
    await Promise.all(cut.links.map((link) => link.start()));
    await vi.waitFor(async () => expect((await engine.recovery()).recoveries[1]?.resumed).not.toBeNull(), patient);
    await expectLedgerEquals(engine, 'resumed');
    const [, session] = (await engine.recovery()).recoveries;
    expect(session).toMatchObject({ scope: 'session', venues: ['A'], previousEnd: null });
    expect(session?.phases.map((phase) => phase.name)).toEqual([
      'assess',
      'recover',
      'reconcile',
      'validate',
      'resume',
    ]);
    expect(session?.phases.every((phase) => phase.endedMonoNs !== null)).toBe(true);
  });

  it('refuses a directory a live engine holds, without touching it (row 49)', async () => {
    const first = start();
    await vi.waitFor(() => expect(first.health().epoch).not.toBeNull(), patient);
    const second = start();
    expect((await second.ended).exit).toBe(22);
    expect(first.health().status).not.toBe('stopping');
  });

  it('recovers from a crash to the ledgers, with checkpoint and journal, and never sends an id twice (rows 3, 13, 31-33)', async () => {
    await crash();
    const next = start();
    await vi.waitFor(() => expect(next.health().status).toBe('trading'), patient);
    await expectLedgerEquals(next, 'resumed');
    await trading(next, 20);
    expect((await next.recovery()).recoveries[0]?.previousEnd).toBe('crash');
    for (const { running } of venues) expect(repeatedIds(running.ready.ledger)).toEqual([]);
  });

  it('rebuilds from the venues with an empty directory: the orders of the lost journal raise an alarm and are canceled, and nothing is sent before the last of them has expired (rows 21, 38, 46)', async () => {
    await crash();
    const open = await Promise.all(venues.map(async (venue) => (await openOrders(venue)) > 0));
    expect(open).toContain(true);
    const startedMs = systemClock.wallMs();
    const next = start({ dataDirectory: `${folder.path}/empty` });
    await vi.waitFor(async () => {
      const holds = (await next.recovery()).recoveries[0]?.instruments.map(({ hold }) => hold);
      expect(holds).toEqual([null, null, null, null, null, null]);
    }, patient);
    const state = await stateOf(next, 'resumed');
    expect(state.openOrders).toEqual([]);
    await expectTradesEqual(next);
    // What the lost journal had signed last expires after its window and the venue's bounds; nothing new is sent before.
    await trading(next, 0);
    for (const { running } of venues) {
      const [first] = placedAfter(running.ready.ledger, startedMs);
      expect(first?.wallMs).toBeGreaterThan(startedMs + 1000 + 50 + 50);
    }
  });

  it('stops at once with its own status when the journal cannot be written, and sends no order afterwards (row 22)', async () => {
    const fault = { full: false };
    const engine = start({ disk: fillingDisk(fault) });
    await trading(engine);
    fault.full = true;
    expect((await engine.ended).exit).toBe(20);
    const atEnd = await accepted();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await accepted()).toEqual(atEnd);
  });

  it('sends no new order once the follower that writes checkpoints is dead, alerts, and still cancels (row 25)', async () => {
    let die: (why: string) => void = () => {};
    const dead = new Promise<string>((resolve) => {
      die = resolve;
    });
    const engine = start({
      startCheckpointWriter: (from) => {
        const writer = new FollowingWriter(from, systemDisk, engineParts.durability);
        return { dead, write: (position) => writer.write(position), stop: () => writer.stop() };
      },
    });
    await trading(engine);
    die('another state');
    await vi.waitFor(
      () => expect(engine.health().alerts.map(({ code }) => code)).toEqual(['checkpoint-follower-dead']),
      patient,
    );
    // What was decided before has been answered by now.
    await vi.waitFor(async () => expect((await stateOf(engine)).pendingOrders).toEqual([]), patient);
    const atDeath = await accepted();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await accepted()).toEqual(atDeath);
    expect(await Promise.all(venues.map(openOrders))).not.toEqual([0, 0]);
    engine.stop();
    await engine.ended;
    expect(await Promise.all(venues.map(openOrders))).toEqual([0, 0]);
  });

  const accepted = () => Promise.all(venues.map(async (venue) => (await ordersOf(venue)).accepted));
});

const openOrders = async (venue: LiveVenue): Promise<number> => (await ordersOf(venue)).open;

async function ordersOf({ running }: LiveVenue) {
  const reply = await fetch(`${running.ready.adminUrl}/status`);
  const status = (await reply.json()) as { orders: { open: number; accepted: number } };
  return status.orders;
}

/** The real disk until it is full; then every write of an open file fails. */
function fillingDisk(fault: { full: boolean }): Disk {
  return {
    ...systemDisk,
    open: async (path, mode) => {
      const file = await systemDisk.open(path, mode);
      const write: typeof file.write = async (bytes, offset) => {
        if (fault.full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        await file.write(bytes, offset);
      };
      return { ...file, write, writeAndSync: writeThenSync({ ...file, write }, systemClock.monotonicNs) };
    },
  };
}
