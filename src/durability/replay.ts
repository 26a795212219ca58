/**
 * From a state at some sequence to the journal's head. Reads only: what must be repaired is returned, not done.
 *
 * - Starts in the segment that holds the first entry the state lacks; of earlier segments only the heads are looked at.
 * - Damage that only concerns entries the state already holds is reported and passed; any other is refused, except a torn
 *   tail: broken bytes at the very end, in a batch whose entries the state does not hold.
 */
import type { Entry } from '../core/records.ts';
import type { State } from '../core/state.ts';
import { segmentName } from './directory.ts';
import { type Refusal, type RefusedFile, refusal } from './errors.ts';
import { Follower, type Rest } from './follower/follower.ts';
import {
  firstNeeded,
  headProblems,
  type JournalSource,
  missingSegment,
  readHeads,
  type SegmentHead,
} from './follower/segment-heads.ts';
import type { ReadHeader } from './journal/batch-frame.ts';
import type { Chain } from './journal/walk-segment.ts';
import type { DurabilityParts } from './parts.ts';

export interface ReplayInput extends JournalSource {
  /** Ascending, as found in the directory. */
  readonly segmentIds: readonly number[];
  /** Moved to the head in place. */
  readonly state: State;
  readonly parts: DurabilityParts;
  /** Sees every frame above the state, after it was applied. */
  readonly onFrame?: (header: ReadHeader, entries: readonly Entry[]) => void;
}

export interface ReplayHead {
  readonly segmentId: number;
  readonly offset: number;
  readonly chain: Chain;
  /** Broken bytes behind the head, from `offset`. */
  readonly torn: { readonly bytes: number; readonly refusal: Refusal } | null;
  readonly replayedEntries: number;
  /** Damage that the state made harmless. */
  readonly passed: readonly RefusedFile[];
}

export interface ReplayRefused {
  readonly refusals: readonly Refusal[];
  /** The state it began with is not one the journal ever had: another beginning may still do. */
  readonly unfit: boolean;
}

export type ReplayResult = { readonly head: ReplayHead } | ReplayRefused;

/** Pauses after each segment, so that a long replay can hand over what it has. */
export async function* replaying(input: ReplayInput): AsyncGenerator<void, ReplayResult> {
  const heads = await readHeads(input, input.segmentIds);
  const startedAt = input.state.head.sequence;
  const index = firstNeeded(heads, startedAt);
  const refusals = headProblems(heads.slice(index), startedAt, input.clusterId);
  const first = heads[index];
  if (refusals.length > 0 || first === undefined) return { refusals, unfit: false };
  const follower = new Follower({ ...input, segmentId: first.id });
  let rest: Rest | null = null;
  while (rest === null) {
    rest = await follower.step('end');
    yield;
  }
  const { segmentId, offset, chain } = follower.place;
  if (rest.kind === 'damaged') return { refusals: [rest.refusal], unfit: follower.unfit };
  if (chain === null) throw new Error('Expected a replay that rests to have read a segment');
  const torn = rest.kind === 'torn' ? { bytes: rest.bytes, refusal: rest.refusal } : null;
  const lost = lostTail(follower, torn?.refusal ?? null, startedAt);
  if (lost !== null) return { refusals: [lost], unfit: false };
  const passed = [...earlierProblems(heads.slice(0, index + 1)), ...follower.passed];
  return { head: { segmentId, offset, chain, torn, replayedEntries: follower.replayedEntries, passed } };
}

export async function replay(input: ReplayInput): Promise<ReplayResult> {
  const steps = replaying(input);
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return step.value;
  }
}

function earlierProblems(heads: readonly SegmentHead[]): RefusedFile[] {
  return heads.flatMap(({ id, header }, index) => {
    const before = heads[index - 1];
    const missing =
      before !== undefined && before.id + 1 !== id
        ? [{ file: segmentName(before.id + 1), offset: 0, reason: missingSegment(before.id + 1, 'its records').reason }]
        : [];
    if (!('problem' in header)) return missing;
    return [
      ...missing,
      { file: segmentName(id), offset: 0, reason: `expected a segment header, found ${header.problem}` },
    ];
  });
}

/** A journal that ends below what a checkpoint holds has lost its tail (row 21). */
function lostTail({ place }: Follower, torn: Refusal | null, watermark: bigint): Refusal | null {
  const next = place.chain?.nextSequence ?? 0n;
  if (next > watermark) return null;
  return refusal({
    file: segmentName(place.segmentId),
    offset: torn?.offset ?? place.offset,
    sequence: next,
    expected: `records up to ${watermark}, which a checkpoint holds`,
    found: torn?.found ?? 'the end of the journal',
  });
}
