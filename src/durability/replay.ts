/**
 * From a state at some sequence to the journal's head. Reads only: what must be repaired is returned, not done.
 *
 * - Starts in the segment that holds the first entry the state lacks; of earlier segments only the heads are looked at.
 * - Damage that only concerns entries the state already holds is reported and passed; any other is refused, except a torn
 *   tail: broken bytes at the very end, in a batch whose entries the state does not hold.
 */
import { apply } from '../core/apply.ts';
import type { Entry } from '../core/records.ts';
import type { State } from '../core/state.ts';
import { formatHash, stateHash } from '../core/state-hash.ts';
import type { Disk } from '../ports/disk.ts';
import type { RefusedFile } from './checkpoint/load-checkpoint.ts';
import { segmentName } from './directory.ts';
import { type Refusal, refusal } from './errors.ts';
import type { ReadHeader } from './journal/batch-frame.ts';
import { readRecords } from './journal/record-frame.ts';
import { readSegmentHeader, type SegmentHeader, segmentHeaderBytes } from './journal/segment-header.ts';
import { type Chain, lastNonZero, nextSoundHeader, type SegmentEnd, walkSegment } from './journal/walk-segment.ts';
import type { DurabilityParts } from './parts.ts';

export interface ReplayInput {
  readonly disk: Disk;
  readonly directory: string;
  readonly clusterId: bigint;
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
  readonly size: number;
  readonly chain: Chain;
  /** Broken bytes behind the head, from `offset`. */
  readonly torn: { readonly bytes: number; readonly refusal: Refusal } | null;
  readonly replayedEntries: number;
  /** Damage that the state made harmless. */
  readonly passed: readonly RefusedFile[];
}

export type ReplayResult = { readonly head: ReplayHead } | { readonly refusals: readonly Refusal[] };

export interface SegmentHead {
  readonly id: number;
  readonly header: SegmentHeader | { readonly problem: string };
}

/** Pauses after each segment, so that a long replay can hand over what it has. */
export async function* replaying(input: ReplayInput): AsyncGenerator<void, ReplayResult> {
  const heads: SegmentHead[] = [];
  for (const id of input.segmentIds) heads.push({ id, header: await readHead(input, id) });
  const startedAt = input.state.head.sequence;
  const first = firstNeeded(heads, startedAt);
  const passed = earlierProblems(heads.slice(0, first));
  const refusals = headProblems(heads.slice(first), startedAt, input.clusterId);
  if (refusals.length > 0) return { refusals };

  let chain: Chain | null = null;
  let replayedEntries = 0;
  const onFrame = (header: ReadHeader, body: Uint8Array) =>
    applyFrame(input, header, body, (count) => {
      replayedEntries += count;
    });
  for (const [index, { id, header }] of heads.slice(first).entries()) {
    if ('problem' in header) throw new Error('unreachable: a needed segment with a bad head was refused');
    const bytes = await input.disk.readFile(`${input.directory}/${segmentName(id)}`);
    chain = chain ?? {
      nextSequence: header.firstSequence,
      epoch: header.epoch,
      previousChecksum: header.previousChecksum,
      afterEmptyFrame: false,
    };
    const gap = linkProblem(id, header, chain);
    if (gap !== null) return { refusals: [gap] };
    const end = walkPassing(id, bytes, chain, startedAt, onFrame, passed);
    chain = end.chain;
    yield;
    const last = index === heads.length - first - 1;
    if (end.kind === 'damaged' || (end.kind === 'torn' && !last))
      return { refusals: end.refusal === null ? [] : [end.refusal] };
    if (!last) continue;
    const lost = lostTail(id, end, startedAt);
    if (lost !== null) return { refusals: [lost] };
    const torn = end.refusal === null ? null : { bytes: lastNonZero(bytes) + 1 - end.offset, refusal: end.refusal };
    return { head: { segmentId: id, offset: end.offset, size: bytes.length, chain, torn, replayedEntries, passed } };
  }
  return { refusals: [missingSegment(1, `sequence ${startedAt + 1n}`)] };
}

export async function replay(input: ReplayInput): Promise<ReplayResult> {
  const steps = replaying(input);
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return step.value;
  }
}

export async function readHead(
  { disk, directory }: Pick<ReplayInput, 'disk' | 'directory'>,
  id: number,
): Promise<SegmentHead['header']> {
  const file = await disk.open(`${directory}/${segmentName(id)}`, 'read');
  try {
    return readSegmentHeader(await file.read(0, segmentHeaderBytes));
  } finally {
    await file.close();
  }
}

/** The last segment that may hold the entry after `sequence`; the first one when none does. */
export function firstNeeded(heads: readonly SegmentHead[], sequence: bigint): number {
  return Math.max(
    heads.findLastIndex(({ header }) => !('problem' in header) && header.firstSequence <= sequence + 1n),
    0,
  );
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

export function headProblems(heads: readonly SegmentHead[], sequence: bigint, clusterId: bigint): Refusal[] {
  const [first] = heads;
  if (first === undefined) return [missingSegment(1, `sequence ${sequence + 1n}`)];
  return heads.flatMap(({ id, header }, index) => {
    const at = (offset: number, expected: string, found: string) =>
      refusal({ file: segmentName(id), offset, sequence: null, expected, found });
    const before = heads[index - 1];
    if (before !== undefined && before.id + 1 !== id)
      return [missingSegment(before.id + 1, `the records before ${segmentName(id)}`)];
    if ('problem' in header) return [at(0, 'a segment header', header.problem)];
    if (header.segmentId !== id) return [at(12, `segment ${id}`, `segment ${header.segmentId}`)];
    if (header.clusterId !== clusterId)
      return [at(16, `cluster ${formatHash(clusterId)}`, formatHash(header.clusterId))];
    if (index === 0 && header.firstSequence > sequence + 1n)
      return [at(24, `sequence ${sequence + 1n} or earlier`, `sequence ${header.firstSequence}`)];
    return [];
  });
}

export function missingSegment(id: number, expected: string): Refusal {
  return refusal({ file: segmentName(id), offset: 0, sequence: null, expected, found: 'no such file' });
}

export function linkProblem(id: number, header: SegmentHeader, chain: Chain): Refusal | null {
  const at = (offset: number, expected: string, found: string) =>
    refusal({ file: segmentName(id), offset, sequence: chain.nextSequence, expected, found });
  if (header.firstSequence !== chain.nextSequence)
    return at(24, `sequence ${chain.nextSequence}`, `sequence ${header.firstSequence}`);
  if (header.epoch < chain.epoch) return at(40, `epoch ${chain.epoch} or later`, `epoch ${header.epoch}`);
  if (header.previousChecksum !== chain.previousChecksum) return at(44, 'the checksum of the frame before', 'another');
  return null;
}

/** Applies what the state lacks of a sound frame, and compares the state with the one the frame was written with. */
function applyFrame(input: ReplayInput, header: ReadHeader, body: Uint8Array, count: (entries: number) => void) {
  const { state, parts } = input;
  const end = header.firstSequence + BigInt(header.count) - 1n;
  if (end < state.head.sequence) return null;
  const entries: Entry[] = [];
  readRecords(body, (entry) => {
    if (entry.sequence <= state.head.sequence) return;
    apply(state, entry, parts.core);
    entries.push(entry);
  });
  count(entries.length);
  const replayed = stateHash(state);
  if (!parts.sameState(header.stateHash, replayed)) {
    return { expected: `state hash ${formatHash(header.stateHash)}`, found: `state hash ${formatHash(replayed)}` };
  }
  input.onFrame?.(header, entries);
  return null;
}

/** Walks a segment, stepping over damage whose entries the state already held when the replay began. */
function walkPassing(
  id: number,
  bytes: Uint8Array,
  start: Chain,
  heldUpTo: bigint,
  onFrame: Parameters<typeof walkSegment>[4],
  passed: RefusedFile[],
): SegmentEnd {
  const file = segmentName(id);
  let end = walkSegment(file, bytes, segmentHeaderBytes, start, onFrame);
  while (end.kind === 'damaged' && end.chain.nextSequence <= heldUpTo) {
    const next = nextSoundHeader(bytes, end.offset + 8);
    if (
      next === null ||
      next.header.firstSequence > heldUpTo + 1n ||
      next.header.firstSequence < end.chain.nextSequence
    )
      return end;
    if (end.refusal !== null) passed.push({ file, offset: end.refusal.offset, reason: end.refusal.reason });
    const { header } = next;
    const chain = {
      ...end.chain,
      nextSequence: header.firstSequence,
      previousChecksum: header.previousChecksum,
      afterEmptyFrame: false,
    };
    end = walkSegment(file, bytes, next.offset, chain, onFrame);
  }
  return end;
}

/** A journal that ends below what a checkpoint holds has lost its tail (row 21). */
function lostTail(id: number, end: SegmentEnd, watermark: bigint): Refusal | null {
  if (end.chain.nextSequence > watermark) return null;
  return refusal({
    file: segmentName(id),
    offset: end.refusal?.offset ?? end.offset,
    sequence: end.chain.nextSequence,
    expected: `records up to ${watermark}, which a checkpoint holds`,
    found: end.refusal?.found ?? 'the end of the journal',
  });
}
