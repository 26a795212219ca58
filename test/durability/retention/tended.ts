/** A live journal of several segments and checkpoints, and the upkeep of its files, on a disk in memory. */
import { type MemoryDisk, memoryDisk } from '../../../simulators/world/disk.ts';
import type { Fact } from '../../../src/core/records.ts';
import { segmentName } from '../../../src/durability/directory.ts';
import type { Opened } from '../../../src/durability/open-directory.ts';
import { durabilityParts } from '../../../src/durability/parts.ts';
import { RoundTimes } from '../../../src/durability/retention/round-times.ts';
import { scrubRound } from '../../../src/durability/retention/scrub.ts';
import { betweenRoundsMs, retryMs, type UpkeepAlarm, upkeep } from '../../../src/durability/retention/upkeep.ts';
import type { Finding, UpkeepSource } from '../../../src/durability/retention/upkeep-source.ts';
import type { Disk } from '../../../src/ports/disk.ts';
import { tradingFact } from '../../bench/trading-facts.ts';
import { checkpoint, directory, opened, write } from '../rig.ts';

export interface Tended {
  readonly disk: MemoryDisk;
  readonly live: Opened;
  readonly source: UpkeepSource;
}

export const facts = (from: number, count: number): readonly Fact[] =>
  Array.from({ length: count }, (_, index) => tradingFact(from + index));

/** `groups` reactions of two facts each; a checkpoint after each index of `checkpoints`. */
export async function tended(groups = 16, checkpoints: readonly number[] = [5, 12]): Promise<Tended> {
  const disk = memoryDisk();
  const live = await opened(disk);
  for (let group = 0; group < groups; group++) {
    await write(live, [facts(group * 2, 2)]);
    if (checkpoints.includes(group)) await checkpoint(live, disk);
  }
  return { disk, live, source: sourceOf(disk, live) };
}

export function sourceOf(disk: Disk, { journal }: Opened): UpkeepSource {
  const { clusterId } = journal;
  return { disk, directory, clusterId, parts: durabilityParts, position: () => journal.position };
}

export async function scrubbed(source: UpkeepSource): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for await (const piece of scrubRound(source, new RoundTimes())) findings.push(...piece.findings);
  return findings;
}

/** One round of the upkeep, as its host runs it; a checkpoint is written whenever the upkeep waits for one. */
export async function tend({ disk, live, source }: Pick<Tended, 'live' | 'source'> & { readonly disk: Disk }) {
  const alarms: UpkeepAlarm[] = [];
  const { journal } = live;
  const onAlarm = (alarm: UpkeepAlarm) => {
    alarms.push(alarm);
    journal.append([{ type: 'alarm', ...alarm }]);
  };
  for await (const pauseMs of upkeep({ ...source, requestRoll: () => void journal.roll(), onAlarm })) {
    if (pauseMs === betweenRoundsMs) break;
    if (pauseMs === retryMs) await checkpoint(live, disk);
  }
  return alarms;
}

export const segmentPath = (id: number) => `${directory}/${segmentName(id)}`;

export function flip(disk: MemoryDisk, path: string, at: number): void {
  const bytes = disk.bytesOf(path);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
}
