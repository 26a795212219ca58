/**
 * Retirement: a damaged segment and all before it leave the journal, once a base checkpoint stands that does not need
 * them (rows 20, 28).
 *
 *     1. a base checkpoint at or above the last entry of the segment, two copies, each atomic
 *     2. the segments, oldest first, renamed to `retired-<8 digits>.log`; the directory synced after each
 *     3. the older bases removed; the directory synced
 *
 * - Crash safety: after any step, and after any loss of what was not synced, the journal is a gapless run that either
 *   the newest checkpoint or the new base connects to. Before 1 is whole nothing was taken away; from then on what is
 *   taken away is needed by nothing that stays.
 * - What a crash interrupts the next round finds again: the damage still stands in its segment, or an older base stands
 *   before the beginning. Doing any step twice changes nothing.
 * - The segment being written is never retired: roll first.
 */
import { retiredName, segmentName, sortFiles } from '../directory.ts';
import { readHeads } from '../follower/segment-heads.ts';
import { ensureBase, removeBasesBelow } from './base.ts';
import type { UpkeepSource } from './upkeep-source.ts';

export type Retirement =
  | { readonly kind: 'waiting'; readonly reason: string }
  | { readonly kind: 'done'; readonly base: bigint; readonly retired: readonly string[] };

/** Retires all segments up to `segmentId`, further where the head of the next one is bad too. */
export async function retireThrough(source: UpkeepSource, segmentId: number): Promise<Retirement> {
  const { disk, directory } = source;
  const { segmentIds } = sortFiles(await disk.list(directory));
  const beginning = await firstSound(source, segmentIds, segmentId);
  if (beginning === null) return { kind: 'waiting', reason: `no sound segment follows ${segmentName(segmentId)}` };
  const needed = beginning.firstSequence - 1n;
  const base = await ensureBase(source, needed);
  if (base === null) return { kind: 'waiting', reason: `no sound checkpoint holds sequence ${needed}` };
  const retired = segmentIds.filter((id) => id < beginning.id);
  for (const id of retired) {
    await disk.rename(`${directory}/${segmentName(id)}`, `${directory}/${retiredName(id)}`);
    await disk.syncDirectory(directory);
  }
  await removeBasesBelow(source, needed);
  return { kind: 'done', base, retired: retired.map(retiredName) };
}

async function firstSound(
  source: UpkeepSource,
  segmentIds: readonly number[],
  above: number,
): Promise<{ readonly id: number; readonly firstSequence: bigint } | null> {
  const heads = await readHeads(
    source,
    segmentIds.filter((id) => id > above),
  );
  for (const { id, header } of heads) {
    if (!('problem' in header) && header.segmentId === id && header.clusterId === source.clusterId)
      return { id, firstSequence: header.firstSequence };
  }
  return null;
}
