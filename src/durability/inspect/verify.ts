/**
 * The whole directory, in one reading: every checksum of frames, records and checkpoints, the chain over all segments,
 * gaps, epochs, every batch's state hash, every checkpoint against the journal, and the watermark (row 70).
 *
 * - Damage is named once, where it begins; checking goes on at the next sound frame, and with a known state again from
 *   the next checkpoint that the journal passes.
 * - A torn tail above every checkpoint is what a crash leaves behind: told, but no damage.
 */
import { apply } from '../../core/apply.ts';
import { emptyState } from '../../core/find-or-create.ts';
import type { Entry } from '../../core/records.ts';
import type { State } from '../../core/state.ts';
import { formatHash, stateHash } from '../../core/state-hash.ts';
import type { LoadedCheckpoint } from '../checkpoint/load-checkpoint.ts';
import { segmentName } from '../directory.ts';
import { type Refusal, refusal } from '../errors.ts';
import {
  chainInto,
  headProblems,
  linkProblem,
  missingSegment,
  readHeads,
  type SegmentHead,
} from '../follower/segment-heads.ts';
import { batchHeaderBytes, type ReadHeader } from '../journal/batch-frame.ts';
import { firstDamagedRecord, readRecords } from '../journal/record-frame.ts';
import { segmentHeaderBytes } from '../journal/segment-header.ts';
import {
  type Chain,
  nextSoundHeader,
  nonZeroEnd,
  type SegmentEnd,
  type Stretch,
  walkSegment,
} from '../journal/walk-segment.ts';
import { durabilityParts } from '../parts.ts';
import type { JournalDirectory, OnProgress } from './read-directory.ts';
import { checkCheckpoints } from './verify-checkpoints.ts';

export interface Verification {
  readonly segments: number;
  readonly checkpoints: number;
  readonly batches: number;
  readonly entries: number;
  /** Of the last sound frame. */
  readonly sequence: string;
  readonly epoch: number;
  /** Null where damage left no state to compare with. */
  readonly stateHash: string | null;
  readonly tornTail: { readonly file: string; readonly offset: number; readonly bytes: number } | null;
  readonly damage: readonly Refusal[];
}

export async function verifyDirectory(source: JournalDirectory, onProgress: OnProgress): Promise<Verification> {
  const checkpoints = await checkCheckpoints(source);
  const heads = await readHeads(source, source.files.segmentIds);
  const audit = new JournalAudit(source, checkpoints.sound);
  if (heads.length === 0) audit.damage.push(missingSegment(1, 'the journal'));
  for (const [index, head] of heads.entries()) {
    const file = segmentName(head.id);
    const bytes = await source.disk.readFile(`${source.directory}/${file}`);
    audit.segment(head, heads[index - 1], { file, at: 0, bytes }, index === heads.length - 1);
    onProgress((index + 1) / heads.length);
  }
  audit.watermark();
  return {
    segments: heads.length,
    checkpoints: checkpoints.count,
    batches: audit.batches,
    entries: audit.entries,
    sequence: audit.sequence.toString(),
    epoch: audit.epoch,
    stateHash: audit.state === null ? null : formatHash(stateHash(audit.state)),
    tornTail: audit.tornTail,
    damage: [...checkpoints.damage, ...audit.damage],
  };
}

/** Walks segments in order; `state` and `chain` are null while damage leaves them unknown. */
class JournalAudit {
  readonly damage: Refusal[] = [];
  readonly #clusterId: bigint;
  readonly #retiredIds: readonly number[];
  readonly #checkpoints: readonly LoadedCheckpoint[];
  state: State | null = null;
  chain: Chain | null = null;
  batches = 0;
  entries = 0;
  sequence = 0n;
  epoch = 0;
  tornTail: Verification['tornTail'] = null;

  constructor({ clusterId, files }: JournalDirectory, checkpoints: readonly LoadedCheckpoint[]) {
    this.#clusterId = clusterId;
    this.#retiredIds = files.retiredIds;
    this.#checkpoints = checkpoints;
  }

  segment(head: SegmentHead, before: SegmentHead | undefined, stretch: Stretch, last: boolean): void {
    if (before === undefined) this.#begin(head);
    this.#head(head, before);
    let offset = segmentHeaderBytes;
    for (;;) {
      const chain = this.chain ?? chainFound(stretch, offset);
      if (chain === null) return;
      const end = walkSegment(stretch, offset, chain, (...frame) => this.#frame(...frame));
      this.chain = end.chain;
      if (end.refusal === null) return;
      if (end.kind === 'torn' && last) {
        this.#torn(end, stretch);
        return;
      }
      this.damage.push(end.refusal);
      this.#lost();
      const next = nextSoundHeader(stretch, end.offset + 8);
      if (next === null) return;
      offset = next.offset;
      this.chain = chainInto(next.header);
    }
  }

  /** A journal that ends below what a sound checkpoint holds has lost its tail. */
  watermark(): void {
    const highest = this.#checkpoints.at(-1);
    if (highest === undefined || this.chain === null || this.chain.nextSequence > highest.sequence) return;
    const found = `the journal ends at ${this.chain.nextSequence - 1n}`;
    const expected = `a journal that holds sequence ${highest.sequence}`;
    this.damage.push(refusal({ file: highest.file, offset: 24, sequence: highest.sequence, expected, found }));
  }

  /**
   * The state the retained journal starts from: empty at the very first segment, else a checkpoint's. After a retirement
   * that may stand further on; until then the state is unknown and only the chain is checked.
   */
  #begin({ id, header }: SegmentHead): void {
    if (id === 1) this.state = emptyState();
    if ('problem' in header) return;
    const before = header.firstSequence - 1n;
    this.#meet(before);
    const bases = this.#checkpoints.filter(({ file }) => file.startsWith('base-'));
    const begun = bases.some(({ sequence }) => sequence < before) && !this.#retiredIds.includes(id - 1);
    if (this.state !== null || (bases.some(({ sequence }) => sequence >= before) && !begun)) return;
    this.damage.push(missingSegment(id - 1, `the entries up to ${before}, or a base checkpoint behind them`));
  }

  #head(head: SegmentHead, before: SegmentHead | undefined): void {
    const { id, header } = head;
    const [start, pair] = before === undefined ? [startOf(head), [head]] : [startOf(before), [before, head]];
    const own = headProblems(pair, start, this.#clusterId).filter(
      ({ file }) => before === undefined || file !== segmentName(before.id),
    );
    this.damage.push(...own);
    if (before !== undefined && before.id + 1 !== id) this.#lost();
    // The frames of a segment with a broken head may still continue the chain.
    if ('problem' in header || own.some(({ file }) => file === segmentName(id))) return;
    const gap = this.chain === null ? null : linkProblem(id, header, this.chain);
    if (gap !== null) {
      this.damage.push(gap);
      this.#lost();
    }
    this.chain ??= chainInto(header);
    if (this.state === null) this.#meet(header.firstSequence - 1n);
    const found = this.state === null ? header.stateHash : stateHash(this.state);
    if (found === header.stateHash) return;
    const both = { expected: `state hash ${formatHash(found)}`, found: `state hash ${formatHash(header.stateHash)}` };
    this.damage.push(refusal({ file: segmentName(id), offset: 32, sequence: header.firstSequence, ...both }));
  }

  #frame(header: ReadHeader, body: Uint8Array, _offset: number) {
    this.batches += 1;
    this.sequence = header.firstSequence + BigInt(header.count) - 1n;
    this.epoch = header.epoch;
    const broken = firstDamagedRecord(body);
    if (broken !== null)
      return { expected: `a sound record at ${batchHeaderBytes + broken.offset} of its batch`, found: broken.what };
    const entries: Entry[] = [];
    try {
      readRecords(body, (entry) => entries.push(entry));
    } catch (error) {
      return { expected: 'records of known types', found: error instanceof Error ? error.message : 'others' };
    }
    this.entries += entries.length;
    if (entries.length !== header.count) return { expected: `${header.count} records`, found: `${entries.length}` };
    for (const [index, entry] of entries.entries()) {
      const sequence = header.firstSequence + BigInt(index);
      if (entry.sequence !== sequence) return { expected: `sequence ${sequence}`, found: `sequence ${entry.sequence}` };
      if (this.state !== null) apply(this.state, entry, durabilityParts.core);
      this.#meet(entry.sequence);
    }
    if (this.state === null) return null;
    const replayed = stateHash(this.state);
    if (replayed === header.stateHash) return null;
    return { expected: `state hash ${formatHash(header.stateHash)}`, found: `state hash ${formatHash(replayed)}` };
  }

  /** Compares the checkpoints taken at this sequence with the state, or takes the state from one where there is none. */
  #meet(sequence: bigint): void {
    for (const { file, sequence: taken, state } of this.#checkpoints) {
      if (taken !== sequence) continue;
      if (this.state === null) {
        this.state = state;
        continue;
      }
      const [expected, found] = [stateHash(this.state), stateHash(state)].map(formatHash);
      if (expected === found) continue;
      const both = { expected: `state hash ${expected}, as the journal gives`, found: `state hash ${found}` };
      this.damage.push(refusal({ file, offset: 32, sequence, ...both }));
    }
  }

  #torn(end: SegmentEnd, stretch: Stretch): void {
    this.tornTail = { file: stretch.file, offset: end.offset, bytes: nonZeroEnd(stretch) - end.offset };
    const held = this.#checkpoints.at(-1)?.sequence ?? 0n;
    if (end.refusal !== null && end.chain.nextSequence <= held) this.damage.push(end.refusal);
  }

  #lost(): void {
    this.state = null;
    this.chain = null;
  }
}

const startOf = ({ header }: SegmentHead) => ('problem' in header ? 0n : header.firstSequence - 1n);

function chainFound(stretch: Stretch, from: number): Chain | null {
  const next = nextSoundHeader(stretch, from);
  return next === null ? null : chainInto(next.header);
}
