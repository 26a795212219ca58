import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeThenSync } from '../../../simulators/world/write-then-sync.ts';
import { seededRandom } from '../../../src/common/seeded-random.ts';
import { durabilityParts } from '../../../src/durability/parts.ts';
import { epochOfClientOrderId } from '../../../src/engine/orders/client-order-id.ts';
import { type RebuildOptions, type Rebuilt, rebuild } from '../../../src/engine/rebuild/rebuild.ts';
import type { RunningEngine } from '../../../src/engine/start-engine.ts';
import { systemClock } from '../../../src/node/clock.ts';
import { nodeCryptography } from '../../../src/node/cryptography.ts';
import { lockDirectory } from '../../../src/node/directory-lock.ts';
import { systemDisk } from '../../../src/node/disk.ts';
import { fetchTransport } from '../../../src/node/http-transport.ts';
import { webSocketTransport } from '../../../src/node/socket-transport.ts';
import type { Disk } from '../../../src/ports/disk.ts';
import { type TemporaryFolder, temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { ledgerAt, repeatedIds, stateTruth } from '../ledger-truth.ts';
import { type LiveVenue, liveEngine, liveVenue, stateOf } from '../live-rig.ts';

const patient = { timeout: 20_000, interval: 50 };

describe('the cold rebuild from live venues (row 46)', { timeout: 60_000 }, () => {
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

  function start(change: Parameters<typeof liveEngine>[2] = {}): RunningEngine {
    const engine = liveEngine(folder.path, venues, change);
    engines.push(engine);
    return engine;
  }

  /** An engine that traded and died with orders in the books. */
  async function crashed(): Promise<string> {
    const fault = { full: false };
    const engine = start({ disk: fillingDisk(() => fault.full) });
    await vi.waitFor(async () => {
      const state = await stateOf(engine);
      expect(new Set(state.openOrders.map(({ venue, symbol }) => `${venue} ${symbol}`)).size).toBe(6);
      expect(state.fills.length).toBeGreaterThan(10);
    }, patient);
    fault.full = true;
    await engine.ended;
    return join(folder.path, 'data');
  }

  const rebuilding = (change: Partial<RebuildOptions> = {}): Promise<Rebuilt> =>
    rebuild({
      from: join(folder.path, 'data'),
      into: join(folder.path, 'new'),
      venues: venues.map(({ connection }) => connection),
      incarnation: 'rebuild',
      tell: () => {},
      clock: systemClock,
      random: seededRandom(1),
      disk: systemDisk,
      lockDirectory,
      http: fetchTransport,
      connect: webSocketTransport,
      cryptography: nodeCryptography,
      parts: durabilityParts,
      ...change,
    });

  async function expectLedgerEquals(engine: RunningEngine): Promise<void> {
    const state = await stateOf(engine, 'resumed');
    for (const { running } of venues) {
      const { venue, ledger } = running.ready;
      const cursor = state.cursors[venue];
      if (cursor === undefined) throw new Error(`Expected a cursor of ${venue}`);
      const truth = ledgerAt(ledger, cursor);
      expect(stateTruth(state, venue, truth.balances)).toEqual(truth);
    }
  }

  it('gives an engine that resumes with the trades, balances and orders of the ledgers, under a higher epoch (I2-I4, row 13)', async () => {
    const from = await crashed();
    const before = readdirSync(from).map((name) => [name, readFileSync(join(from, name)).toString('base64')]);
    const rebuilt = await rebuilding();
    expect(readdirSync(from).map((name) => [name, readFileSync(join(from, name)).toString('base64')])).toEqual(before);
    expect(rebuilt.instruments.reduce((sum, { resting }) => sum + resting, 0)).toBeGreaterThan(0);
    expect(rebuilt.epoch).toBeGreaterThan(rebuilt.salvage.highestEpoch);
    expect(rebuilt.salvage.highestEpoch).toBe(rebuilt.highestEpochAtVenues);

    const next = start({ dataDirectory: join(folder.path, 'new') });
    await vi.waitFor(() => expect(next.health().status).toBe('trading'), patient);
    await expectLedgerEquals(next);
    const { recoveries, refused } = await next.recovery();
    expect(refused).toEqual([]);
    expect(recoveries[0]?.previousEnd).toBe('clean');
    expect(next.health().epoch).toBeGreaterThan(rebuilt.epoch);
    await vi.waitFor(async () => {
      const { openOrders } = await stateOf(next);
      const epochs = openOrders.map(({ clientOrderId }) => epochOfClientOrderId(clientOrderId));
      expect(epochs.filter((epoch) => epoch === next.health().epoch).length).toBeGreaterThan(6);
    }, patient);
    for (const { running } of venues) expect(repeatedIds(running.ready.ledger)).toEqual([]);
  });

  it('needs nothing of the old directory: absent, wiped or overwritten, the rebuilt one holds the same', async () => {
    const from = await crashed();
    const sound = await rebuilding({ into: join(folder.path, 'sound') });
    for (const name of readdirSync(from)) writeFileSync(join(from, name), 'x'.repeat(4096));
    const damaged = await rebuilding({ into: join(folder.path, 'damaged') });
    const absent = await rebuilding({ from: join(folder.path, 'absent'), into: join(folder.path, 'none') });
    expect(existsSync(join(folder.path, 'absent'))).toBe(false);
    for (const rebuilt of [damaged, absent]) {
      expect(rebuilt.salvage.highestEpoch).toBe(0);
      expect(rebuilt.epoch).toBeGreaterThan(sound.salvage.highestEpoch);
      for (const [index, instrument] of rebuilt.instruments.entries()) {
        const { orders, fills } = sound.instruments[index] ?? { orders: 0, fills: 0 };
        expect(instrument.orders).toBe(orders);
        // What rests may be filled between two rebuilds.
        expect(instrument.fills).toBeGreaterThanOrEqual(fills);
      }
    }
  });

  it('is refused beside a live engine, whichever directory that one uses, and writes nothing', async () => {
    const engine = start();
    await vi.waitFor(() => expect(engine.health().status).toBe('trading'), patient);
    await expect(rebuilding()).rejects.toThrow('is in use by a live engine');
    await expect(rebuilding({ from: join(folder.path, 'absent') })).rejects.toThrow(
      /no engine to trade on the account at [AB], found order m-\d+-\d+ newly placed/,
    );
    expect(readdirSync(folder.path).filter((name) => name.startsWith('new'))).toEqual([]);
  });

  it('sends the venues queries only', async () => {
    await crashed();
    const sent: string[] = [];
    await rebuilding({
      http: (request) => {
        sent.push(request.method);
        return fetchTransport(request);
      },
      connect: (url, handlers) => {
        const socket = webSocketTransport(url, handlers);
        return {
          send(text) {
            sent.push(JSON.parse(text).method);
            socket.send(text);
          },
          abandon: () => socket.abandon(),
        };
      },
    });
    expect([...new Set(sent)].sort()).toEqual(['GET', 'account.status', 'ping', 'userDataStream.subscribe.signature']);
  });
});

/** The real disk until it is full. */
function fillingDisk(isFull: () => boolean): Disk {
  return {
    ...systemDisk,
    open: async (path, mode) => {
      const file = await systemDisk.open(path, mode);
      const write: typeof file.write = async (bytes, offset) => {
        if (isFull()) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        await file.write(bytes, offset);
      };
      return { ...file, write, writeAndSync: writeThenSync({ ...file, write }, systemClock.monotonicNs) };
    },
  };
}
