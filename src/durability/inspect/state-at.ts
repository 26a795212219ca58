/**
 * The state at any sequence or time: the nearest valid checkpoint at or below the point, and the entries from there
 * (row 66). Exact also inside a batch; every whole batch on the way is compared with the state hash it was written with.
 */
import { apply } from '../../core/apply.ts';
import { emptyState } from '../../core/find-or-create.ts';
import type { Entry } from '../../core/records.ts';
import type { State } from '../../core/state.ts';
import { formatHash, stateHash } from '../../core/state-hash.ts';
import { loadCheckpoint } from '../checkpoint/load-checkpoint.ts';
import { JournalDamageError, type Refusal, refusal } from '../errors.ts';
import { readRecords } from '../journal/record-frame.ts';
import { durabilityParts } from '../parts.ts';
import { type Frame, framesAbove } from './frames.ts';
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
  const steps = framesAbove(source, startedAt, onProgress);
  const done = () => ({ state, checkpoint, replayedEntries: Number(state.head.sequence - startedAt) });
  if ('sequence' in point && point.sequence === startedAt) return done();
  for (;;) {
    const step = await steps.next();
    if (step.done === true) {
      if (step.value.damage.length > 0) throw new JournalDamageError(step.value.damage);
      if ('sequence' in point) throw new PointError('beyond', state.head);
      return done();
    }
    for (const frame of step.value) {
      const stopped = applyFrame(state, frame, point);
      if (stopped === null) continue;
      if ('timeUs' in point && state.head.sequence === 0n) throw new PointError('before', stopped);
      return done();
    }
  }
}

/** Applies what the point lets through; gives the first entry behind the point, or the last one before a named sequence is reached. */
function applyFrame(state: State, frame: Frame, point: Point): Entry | null {
  const entries: Entry[] = [];
  readRecords(frame.body, (entry) => entries.push(entry));
  for (const entry of entries) {
    if (entry.sequence <= state.head.sequence) continue;
    if ('timeUs' in point && entry.timeUs > point.timeUs) return entry;
    apply(state, entry, durabilityParts.core);
    if ('sequence' in point && entry.sequence === point.sequence && entry !== entries.at(-1)) return entry;
  }
  const mismatch = hashMismatch(state, frame);
  if (mismatch !== null) throw new JournalDamageError([mismatch]);
  const last = entries.at(-1);
  return last !== undefined && 'sequence' in point && last.sequence === point.sequence ? last : null;
}

function hashMismatch(state: State, { file, offset, header }: Frame): Refusal | null {
  const replayed = stateHash(state);
  if (replayed === header.stateHash) return null;
  return refusal({
    file,
    offset,
    sequence: header.firstSequence,
    expected: `state hash ${formatHash(header.stateHash)}`,
    found: `state hash ${formatHash(replayed)}`,
  });
}

async function startFor(
  { disk, directory, clusterId, files }: JournalDirectory,
  point: Point,
): Promise<{ readonly state: State; readonly checkpoint: string | null }> {
  let oldest: State | null = null;
  for (const { file, sequence } of files.checkpoints) {
    if ('sequence' in point && sequence > point.sequence) continue;
    const loaded = await loadCheckpoint(disk, directory, file, clusterId, durabilityParts);
    if (!('state' in loaded)) continue;
    if ('sequence' in point || loaded.state.head.timeUs <= point.timeUs)
      return { state: loaded.state, checkpoint: file };
    oldest = loaded.state;
  }
  if (files.segmentIds[0] === 1) return { state: emptyState(), checkpoint: null };
  throw new PointError('before', oldest?.head ?? (await oldestRetained({ disk, directory, clusterId, files })));
}

/** The state the retained journal starts from, when the point lies below it. */
async function oldestRetained({ disk, directory, clusterId, files }: JournalDirectory): Promise<State['head']> {
  for (const { file } of files.checkpoints.toReversed()) {
    const loaded = await loadCheckpoint(disk, directory, file, clusterId, durabilityParts);
    if ('state' in loaded) return loaded.state.head;
  }
  return emptyState().head;
}
