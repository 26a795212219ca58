/** The engine of this process against real venues on loopback, each of its links through a proxy that can be cut. */
import { join } from 'node:path';
import { TcpProxy } from '../../simulators/toxiproxy/tcp-proxy.ts';
import type { RunningVenue } from '../../simulators/venue/start-venue.ts';
import { startVenue } from '../../simulators/venue/start-venue.ts';
import { seededRandom } from '../../src/common/seeded-random.ts';
import type { EngineState, VenueConnection } from '../../src/contract/engine.ts';
import { FollowingWriter } from '../../src/durability/checkpoint/checkpoint-writer.ts';
import { engineParts } from '../../src/engine/engine-parts.ts';
import { type EngineOptions, type RunningEngine, startEngine } from '../../src/engine/start-engine.ts';
import { systemClock } from '../../src/node/clock.ts';
import { nodeCryptography } from '../../src/node/cryptography.ts';
import { lockDirectory } from '../../src/node/directory-lock.ts';
import { systemDisk } from '../../src/node/disk.ts';
import { fetchTransport } from '../../src/node/http-transport.ts';
import { webSocketTransport } from '../../src/node/socket-transport.ts';

export interface LiveVenue {
  readonly running: RunningVenue;
  readonly connection: VenueConnection;
  /** Order entry, user stream, market data. */
  readonly links: readonly TcpProxy[];
  admin(path: string): Promise<void>;
}

export async function liveVenue(folder: string, name: string, seed: number): Promise<LiveVenue> {
  const ledgerFile = join(folder, `${name}.ndjson`);
  const clock = systemClock;
  const running = await startVenue({
    name,
    port: 0,
    adminPort: 0,
    seed,
    ledgerFile,
    market: { kind: 'seeded' },
    clock,
  });
  const { ready } = running;
  const upstream = new URL(ready.url).host;
  const links = ['order-entry', 'user-stream', 'market-data'].map(
    (link) => new TcpProxy(link, '127.0.0.1:0', upstream, { clock, random: seededRandom(seed) }),
  );
  for (const link of links) await link.start();
  const [orderEntry, userStream, marketData] = links.map((link) => link.view().listen);
  const { apiKey, apiSecret, symbols, bounds } = ready;
  return {
    running,
    links,
    connection: {
      name,
      orderEntryUrl: `http://${orderEntry}`,
      userStreamUrl: `ws://${userStream}/ws-api/v3`,
      marketDataUrl: `ws://${marketData}`,
      apiKey,
      apiSecret,
      symbols,
      bounds,
    },
    admin: async (path) => {
      const reply = await fetch(`${ready.adminUrl}${path}`, { method: 'POST' });
      if (!reply.ok) throw new Error(`${path} answered ${reply.status}`);
    },
  };
}

let incarnations = 0;

export function liveEngine(
  folder: string,
  venues: readonly LiveVenue[],
  change: Partial<EngineOptions> = {},
): RunningEngine {
  incarnations += 1;
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  return startEngine({
    dataDirectory: join(folder, 'data'),
    venues: venues.map(({ connection }) => connection),
    incarnation: `incarnation-${incarnations}`,
    version: 'test',
    pid: process.pid,
    clock: systemClock,
    random: seededRandom(incarnations),
    disk: systemDisk,
    startCheckpointWriter: (start) => new FollowingWriter(start, change.disk ?? systemDisk, engineParts.durability),
    lockDirectory,
    http: fetchTransport,
    connect: webSocketTransport,
    cryptography: nodeCryptography,
    log: silent,
    parts: engineParts,
    ...change,
  });
}

export async function stateOf(engine: RunningEngine, at: 'now' | 'resumed' = 'now'): Promise<EngineState> {
  const state = await engine.state(at);
  if (state === null) throw new Error(`Expected a state at ${at}`);
  return state;
}
