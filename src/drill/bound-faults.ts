/** The faults of the catalogue, bound to a running system so that a script names only what it breaks. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isCheckpointFile } from '../contract/engine.ts';
import { cutLinks } from '../faults/cut-links.ts';
import type { Fault } from '../faults/fault.ts';
import { flipByte } from '../faults/flip-byte.ts';
import { killProcess } from '../faults/kill-process.ts';
import { stopEngine } from '../faults/stop-engine.ts';
import { systemClock } from '../node/clock.ts';
import type { RunningSystem } from '../topology/running-system.ts';

export interface BoundFaults {
  /** SIGKILL of the engine process. */
  killEngine(id: string): Fault;
  /** Orderly stop through the supervisor. */
  stopEngine(id: string): Fault;
  /** All links between the engine and one venue. */
  cutLinks(id: string, venue: string): Fault;
  /** One digit of a fill's quantity in the newest checkpoint: the text stays well-formed, only a checksum can tell. */
  flipCheckpointQuantity(id: string): Fault;
}

export function boundFaults(system: RunningSystem): BoundFaults {
  const clock = systemClock;
  const find = () => system.engineProcess();
  return {
    killEngine: (id) => killProcess({ id, target: 'engine', find, clock }),
    stopEngine: (id) => stopEngine({ id, supervisor: system.supervisor, clock }),
    cutLinks: (id, venue) =>
      cutLinks({
        id,
        target: `all links of venue ${venue}`,
        proxies: system.proxies,
        names: system.links(venue).map((link) => link.name),
        clock,
      }),
    flipCheckpointQuantity: (id) =>
      flipByte({
        id,
        target: 'newest checkpoint of the engine',
        file: () => newestCheckpoint(system.dataDirectory),
        // Of a fill: an open order's quantity would be healed by the next query, a fill is asked for only once.
        pattern: /"tradeId":\d+[^{}]*?"quantity":"([\d.]+)"/,
        owner: find,
        clock,
      }),
  };
}

/** Checkpoint names sort by the position they hold. @throws Error when the directory has none. */
export async function newestCheckpoint(directory: string): Promise<string> {
  const files = await readdir(directory, { recursive: true });
  const newest = files.filter(isCheckpointFile).sort().at(-1);
  if (newest === undefined) throw new Error('the data directory holds no checkpoint yet');
  return join(directory, newest);
}
