/**
 * A follower: a state that moves along a journal by reading it, frame by frame as they become durable. The same one
 * replays at a start, answers the inspector, and writes checkpoints beside a live engine.
 *
 * - It only reads; what must be cut or repaired it names. Told a durable position it reads nothing behind it, so a batch
 *   in flight is never seen; told none it reads to the end of the directory, and an unfinished batch there is `torn`:
 *   a live follower waits and steps again, a restart cuts.
 * - Before an entry is applied its frame's checksums, sequence, epoch and chain hold; after each frame the state's hash
 *   is the one the frame was written with. The first frame that does not hold ends the following, named.
 * - Damage in entries that the state held from the beginning is passed over and told.
 * - The state it begins with must be the one the journal had at that sequence; where it is not, `unfit` says so, and
 *   another beginning may still do.
 * - It keeps the place it has read to: what was appended since costs reading that alone.
 */
import { apply } from '../../core/apply.ts';
import type { Entry } from '../../core/records.ts';
import type { State } from '../../core/state.ts';
import { formatHash, stateHash } from '../../core/state-hash.ts';
import { segmentName } from '../directory.ts';
import { type Refusal, type RefusedFile, refusal } from '../errors.ts';
import type { ReadHeader } from '../journal/batch-frame.ts';
import type { JournalPosition } from '../journal/journal.ts';
import { readRecords } from '../journal/record-frame.ts';
import { readSegmentHeader, segmentHeaderBytes } from '../journal/segment-header.ts';
import {
  type Chain,
  type Difference,
  nextSoundHeader,
  nonZeroEnd,
  type SegmentEnd,
  type Stretch,
  walkSegment,
} from '../journal/walk-segment.ts';
import type { DurabilityParts } from '../parts.ts';
import {
  chainInto,
  headProblems,
  type JournalSource,
  linkProblem,
  missingSegment,
  segmentIdsOf,
} from './segment-heads.ts';

export interface FollowerStart extends JournalSource {
  /** Moved in place. */
  readonly state: State;
  readonly parts: DurabilityParts;
  /** Holds the entry behind the state, or the one before it: see firstNeeded of segment-heads.ts. */
  readonly segmentId: number;
  /** Sees the entries of every frame above the state, after they were applied. */
  readonly onFrame?: (header: ReadHeader, entries: readonly Entry[]) => void;
  /** The first entry for which it holds, and all behind it, are left alone; also inside a frame. */
  readonly until?: (entry: Entry) => boolean;
}

/** How far to read: to a durable position, or to what the directory holds. */
export type Limit = Pick<JournalPosition, 'segmentId' | 'offset'> | 'end';

/** Why nothing more is read for now. All but `damaged` can be stepped on from. */
export type Rest =
  | { readonly kind: 'reached' }
  | { readonly kind: 'torn'; readonly refusal: Refusal; readonly bytes: number }
  | { readonly kind: 'damaged'; readonly refusal: Refusal }
  | { readonly kind: 'stopped'; readonly entry: Entry };

interface Place {
  readonly segmentId: number;
  /** 0 before the segment's head was read. */
  readonly offset: number;
  /** What the next frame must continue; null before the first segment's head was read. */
  readonly chain: Chain | null;
}

export class Follower {
  readonly state: State;
  /** Damage that the state made harmless. */
  readonly passed: RefusedFile[] = [];
  replayedEntries = 0;
  /** The state it began with is not the journal's. */
  unfit = false;
  readonly #start: FollowerStart;
  /** Sequence of the state at the beginning. */
  readonly #heldUpTo: bigint;
  #place: Place;
  #stoppedAt: Entry | null = null;

  constructor(start: FollowerStart) {
    this.#start = start;
    this.state = start.state;
    this.#heldUpTo = start.state.head.sequence;
    this.#place = { segmentId: start.segmentId, offset: 0, chain: null };
  }

  /** Behind the last frame it has read. */
  get place(): Place {
    return this.#place;
  }

  /** Steps until there is a reason to rest. */
  async follow(limit: Limit): Promise<Rest> {
    for (;;) {
      const rest = await this.step(limit);
      if (rest !== null) return rest;
    }
  }

  /** Reads what the segment it stands in holds up to the limit. Null when there is more behind it. */
  async step(limit: Limit): Promise<Rest | null> {
    const { segmentId, offset } = this.#place;
    // Listed before the segment is read: only a segment that had a successor by then is known to be complete.
    const ids = limit === 'end' ? await segmentIdsOf(this.#start) : [];
    const lastId = limit === 'end' ? (ids.at(-1) ?? segmentId) : limit.segmentId;
    const endOffset = limit !== 'end' && segmentId === lastId ? limit.offset : null;
    if (limit !== 'end' && (segmentId > lastId || (endOffset !== null && offset >= endOffset)))
      return { kind: 'reached' };
    const stretch = await this.#read(endOffset);
    const end = this.#walk(stretch);
    if ('reason' in end) return { kind: 'damaged', refusal: end };
    this.#place = { segmentId, offset: end.offset, chain: end.chain };
    const rest = this.#restAt(end, stretch, endOffset, segmentId >= lastId);
    if (rest !== null || segmentId >= lastId) return rest;
    const next = ids.find((id) => id > segmentId) ?? segmentId + 1;
    if (next !== segmentId + 1)
      return { kind: 'damaged', refusal: missingSegment(segmentId + 1, `the records before ${segmentName(next)}`) };
    this.#place = { segmentId: next, offset: 0, chain: end.chain };
    return null;
  }

  /** From its place to the end of the file, or to `endOffset`. */
  async #read(endOffset: number | null): Promise<Stretch> {
    const { disk, directory } = this.#start;
    const { segmentId, offset } = this.#place;
    const name = segmentName(segmentId);
    const path = `${directory}/${name}`;
    if (offset === 0 && endOffset === null) return { file: name, at: 0, bytes: await disk.readFile(path) };
    const file = await disk.open(path, 'read');
    try {
      const bytes = await file.read(offset, (endOffset ?? (await file.size())) - offset);
      return { file: name, at: offset, bytes };
    } finally {
      await file.close();
    }
  }

  #walk(stretch: Stretch): SegmentEnd | Refusal {
    const { segmentId, offset, chain } = this.#place;
    if (offset > 0 && chain !== null) return this.#walkPassing(stretch, offset, chain);
    const header = readSegmentHeader(stretch.bytes);
    const expectedAfter = chain === null ? this.#heldUpTo : chain.nextSequence - 1n;
    const [problem] = headProblems([{ id: segmentId, header }], expectedAfter, this.#start.clusterId);
    if (problem !== undefined) return problem;
    if ('problem' in header) throw new Error('Expected a head with a problem to have been refused');
    const gap = chain === null ? null : linkProblem(segmentId, header, chain);
    if (gap !== null) return gap;
    const misfit = this.#misfit(header.firstSequence - 1n, header.stateHash);
    if (misfit !== null)
      return refusal({ file: stretch.file, offset: 32, sequence: header.firstSequence - 1n, ...misfit });
    return this.#walkPassing(stretch, segmentHeaderBytes, chain ?? chainInto(header));
  }

  /** Walks a stretch, stepping over damage whose entries the state already held at the beginning. */
  #walkPassing(stretch: Stretch, from: number, start: Chain): SegmentEnd {
    const onFrame = (header: ReadHeader, body: Uint8Array) => this.#applyFrame(header, body);
    let end = walkSegment(stretch, from, start, onFrame);
    while (end.kind === 'damaged' && !this.unfit && end.chain.nextSequence <= this.#heldUpTo) {
      const next = nextSoundHeader(stretch, end.offset + 8);
      if (
        next === null ||
        next.header.firstSequence > this.#heldUpTo + 1n ||
        next.header.firstSequence < end.chain.nextSequence
      )
        return end;
      if (end.refusal !== null) {
        const { offset, reason } = end.refusal;
        this.passed.push({ file: stretch.file, offset, reason });
      }
      const chain = { ...chainInto(next.header), epoch: end.chain.epoch };
      end = walkSegment(stretch, next.offset, chain, onFrame);
    }
    return end;
  }

  /** Applies what the state lacks of a sound frame, and compares the state with the one the frame was written with. */
  #applyFrame(header: ReadHeader, body: Uint8Array): Difference | 'stop' | null {
    const { parts, onFrame, until } = this.#start;
    const { state } = this;
    const end = header.firstSequence + BigInt(header.count) - 1n;
    if (end < state.head.sequence) return null;
    if (end === this.#heldUpTo) return this.#misfit(end, header.stateHash);
    const entries: Entry[] = [];
    this.#stoppedAt = null;
    readRecords(body, (entry) => {
      if (entry.sequence <= state.head.sequence || this.#stoppedAt !== null) return;
      if (until?.(entry) === true) {
        this.#stoppedAt = entry;
        return;
      }
      apply(state, entry, parts.core);
      this.replayedEntries += 1;
      if (onFrame !== undefined) entries.push(entry);
    });
    if (this.#stoppedAt !== null) return 'stop';
    const difference = this.#difference(header.stateHash);
    if (difference === null) onFrame?.(header, entries);
    return difference;
  }

  /** Compares the state at the beginning with what the journal says of that sequence. */
  #misfit(sequence: bigint, written: bigint): Difference | null {
    if (sequence !== this.#heldUpTo || this.state.head.sequence !== sequence) return null;
    const difference = this.#difference(written);
    if (difference !== null) this.unfit = true;
    return difference;
  }

  #difference(written: bigint): Difference | null {
    const replayed = stateHash(this.state);
    if (this.#start.parts.sameState(written, replayed)) return null;
    return { expected: `state hash ${formatHash(written)}`, found: `state hash ${formatHash(replayed)}` };
  }

  #restAt(end: SegmentEnd, stretch: Stretch, endOffset: number | null, last: boolean): Rest | null {
    const { file } = stretch;
    if (end.kind === 'stopped' && this.#stoppedAt !== null) return { kind: 'stopped', entry: this.#stoppedAt };
    const whole = last && endOffset === null;
    if (end.refusal !== null && end.kind === 'torn' && whole)
      return { kind: 'torn', refusal: end.refusal, bytes: nonZeroEnd(stretch) - end.offset };
    if (end.refusal !== null) return { kind: 'damaged', refusal: end.refusal };
    if (!last) return null;
    if (endOffset === null || end.offset === endOffset) return { kind: 'reached' };
    const both = { expected: `durable batches up to ${endOffset}`, found: 'none' };
    return {
      kind: 'damaged',
      refusal: refusal({ file, offset: end.offset, sequence: end.chain.nextSequence, ...both }),
    };
  }
}
