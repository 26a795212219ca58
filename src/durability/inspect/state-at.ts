/**
 * The state at any sequence or time: the nearest valid checkpoint at or below the point, and the entries from there
 * (row 66). Exact also inside a batch; every whole batch on the way is compared with the state hash it was written with.
 */
import { emptyState } from '../../core/find-or-create.ts';
import type { Entry } from '../../core/records.ts';
import type { State } from '../../core/state.ts';
import { loadCheckpoint } from '../checkpoint/load-checkpoint.ts';
import { JournalDamageError } from '../errors.ts';
import { Follower, type Rest } from '../follower/follower.ts';
import { firstNeeded, missingSegment, readHeads } from '../follower/segment-heads.ts';
import { durabilityParts } from '../parts.ts';
import { claimedTimeUs } from './claimed-time.ts';
import type { JournalDirectory, OnProgress } from './read-directory.ts';

/**
 * A time means the state before the first entry recorded later than it (wall microseconds, UTC). Where the wall clock
 * was set back, entries behind such a one are not looked for.
 */
export type Point = { readonly sequence: bigint } | { readonly timeUs: number };

export interface StateAt {
  readonly state: State;
  /** File the reading began with; null for the empty state. */
  readonly checkpoint: string | null;
  /** Entries applied on top of it. */
  readonly replayedEntries: number;
}

/** A point outside the retained journal; `limit` is the entry at the end that it lies beyond. */
export class PointError extends Error {
  override readonly name = 'PointError';
  readonly side: 'before' | 'beyond';
  readonly limit: { readonly sequence: bigint; readonly timeUs: number };

  constructor(side: PointError['side'], limit: PointError['limit']) {
    super(`The point lies ${side} the retained journal, which ends there at sequence ${limit.sequence}`);
    this.side = side;
    this.limit = limit;
  }
}

/** @throws PointError, or JournalDamageError where damage lies between the checkpoint and the point. */
export async function stateAt(source: JournalDirectory, point: Point, onProgress: OnProgress): Promise<StateAt> {
  const { state, checkpoint } = await startFor(source, point);
  const startedAt = state.head.sequence;
  const done = () => ({ state, checkpoint, replayedEntries: Number(state.head.sequence - startedAt) });
  const isThere = () => 'sequence' in point && point.sequence === state.head.sequence;
  if (isThere()) return done();
  const rest = await followTo(source, state, point, onProgress);
  if (rest.kind === 'damaged' && !isThere()) throw new JournalDamageError([rest.refusal]);
  if (rest.kind === 'stopped' && 'timeUs' in point && state.head.sequence === 0n)
    throw new PointError('before', rest.entry);
  if ('sequence' in point && !isThere()) throw new PointError('beyond', state.head);
  return done();
}

/** Moves the state up to the point, or to where the journal ends. */
async function followTo(source: JournalDirectory, state: State, point: Point, onProgress: OnProgress): Promise<Rest> {
  const heads = await readHeads(source, source.files.segmentIds);
  const index = firstNeeded(heads, state.head.sequence);
  const first = heads[index];
  if (first === undefined) return { kind: 'damaged', refusal: missingSegment(1, 'the journal') };
  const until = ({ sequence, timeUs }: Entry) =>
    'sequence' in point ? sequence > point.sequence : timeUs > point.timeUs;
  const follower = new Follower({ ...source, state, parts: durabilityParts, segmentId: first.id, until });
  for (let read = 1; ; read++) {
    const rest = await follower.step('end');
    onProgress(Math.min(1, read / (heads.length - index)));
    if (rest !== null) return rest;
  }
}

async function startFor(
  { disk, directory, clusterId, files }: JournalDirectory,
  point: Point,
): Promise<{ readonly state: State; readonly checkpoint: string | null }> {
  for (const { file, sequence } of files.checkpoints) {
    if ('sequence' in point && sequence > point.sequence) continue;
    if ('timeUs' in point && ((await claimedTimeUs(disk, directory, file)) ?? 0) > point.timeUs) continue;
    const loaded = await loadCheckpoint(disk, directory, file, clusterId, durabilityParts);
    if (!('state' in loaded)) continue;
    if ('sequence' in point || loaded.state.head.timeUs <= point.timeUs)
      return { state: loaded.state, checkpoint: file };
  }
  if (files.segmentIds[0] === 1) return { state: emptyState(), checkpoint: null };
  throw new PointError('before', await oldestRetained({ disk, directory, clusterId, files }));
}

/** The state the retained journal starts from, when the point lies below it. */
async function oldestRetained({ disk, directory, clusterId, files }: JournalDirectory): Promise<State['head']> {
  for (const { file } of files.checkpoints.toReversed()) {
    const loaded = await loadCheckpoint(disk, directory, file, clusterId, durabilityParts);
    if ('state' in loaded) return loaded.state.head;
  }
  return emptyState().head;
}
