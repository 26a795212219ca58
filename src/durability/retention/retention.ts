/**
 * Retention: how far back the journal reaches (row 11). Time is the journal's own, from its frames.
 *
 * - A base checkpoint is written each {@link baseEveryUs}, so that one stands near any point of the past that is kept.
 * - The journal reaches back to the newest base that is {@link retainedUs} old. What lies before that base, and before
 *   the oldest recent checkpoint, goes: first the older bases, then whole segments, oldest first.
 * - Crash safety: the base that the journal then begins with has stood in two copies for a day; the directory is synced
 *   after each removal, so what is left is always a gapless run. The next pass does what is left to do.
 * - Evidence is kept until the journal begins behind it: a torn tail's copy as long as its segment, a refused checkpoint
 *   as long as entries of its time. A retired segment is kept until an operator removes it: it holds the only copy of
 *   what the journal lost, and tells of a medium that somebody must look at.
 */
import { segmentName, sortFiles } from '../directory.ts';
import { isWhole, newBase, removeBasesBelow } from './base.ts';
import type { RoundTimes } from './round-times.ts';
import type { UpkeepSource } from './upkeep-source.ts';

const hourUs = 3_600_000_000;
export const retainedUs = 24 * hourUs;
export const baseEveryUs = 6 * hourUs;

/**
 * @param times of a round that found nothing wrong.
 * @returns the names of what was removed.
 */
export async function keepRetention(source: UpkeepSource, times: RoundTimes): Promise<readonly string[]> {
  const removed = await removeOld(source, times);
  const newest = times.bases.at(-1);
  if (newest === undefined || newest.timeUs <= times.headTimeUs - baseEveryUs)
    await newBase(source, newest === undefined ? 0n : newest.sequence + 1n);
  return removed;
}

async function removeOld(source: UpkeepSource, times: RoundTimes): Promise<readonly string[]> {
  const { disk, directory } = source;
  const start = times.bases.findLast(({ timeUs }) => timeUs <= times.headTimeUs - retainedUs)?.sequence;
  if (start === undefined || !(await isWhole(source, start))) return [];
  const { segmentIds, checkpoints, evidence } = sortFiles(await disk.list(directory));
  // Generations that old say that none was written for a day: then nothing is taken away from under them.
  if (checkpoints.some(({ base, sequence }) => !base && sequence < start)) return [];
  const bases = await removeBasesBelow(source, start);
  const firstId = times.segments.findLast(({ firstSequence }) => firstSequence <= start + 1n)?.id ?? 0;
  // Also those without a frame, which have no time: a gap must not be left.
  const segments = segmentIds.filter((id) => id < firstId).map(segmentName);
  const told = evidence.filter((name) => tellsOfBefore(name, firstId, start));
  for (const name of [...segments, ...told]) {
    await disk.remove(`${directory}/${name}`);
    await disk.syncDirectory(directory);
  }
  return [...bases, ...segments, ...told];
}

function tellsOfBefore(evidence: string, firstId: number, sequence: bigint): boolean {
  const torn = /^torn-(\d+)-/.exec(evidence)?.[1];
  if (torn !== undefined) return Number(torn) < firstId;
  const refused = /^refused-(?:checkpoint|base)-(\d+)/.exec(evidence)?.[1];
  return refused !== undefined && BigInt(refused) < sequence;
}
