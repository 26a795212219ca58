/**
 * Reads one segment's frames in order and says how they end. Pure: the bytes are given, nothing is repaired here.
 *
 * - `end`: only zeros (or nothing) follow the last sound frame.
 * - `torn`: what follows is no sound frame and nothing sound comes after it; whether that is a torn tail or damage
 *   depends on what else exists (later segments, watermarks), which the caller knows.
 * - `damaged`: a sound frame follows the broken one, so the broken one had been durable (mechanism 5), or a sound frame
 *   does not continue the history: a gap, a broken chain, an epoch going back, another state.
 * - `stopped`: whoever reads the frames has seen enough.
 * - An empty frame is not synced by itself, so it shares the sync of the batch behind it: a power loss may keep that
 *   batch and not the empty frame. Where the last batch follows one broken empty frame, both are torn, not damaged.
 */

import { checksum } from '../checksum.ts';
import { type Refusal, refusal } from '../errors.ts';
import { batchHeaderBytes, type ReadHeader, readBatchHeader } from './batch-frame.ts';
import { firstDamagedRecord } from './record-frame.ts';

/** What the next frame must continue. */
export interface Chain {
  readonly nextSequence: bigint;
  readonly epoch: number;
  readonly previousChecksum: number;
  readonly afterEmptyFrame: boolean;
}

/** A run of a segment's bytes, at a multiple of eight in its file. Offsets below are those of the file. */
export interface Stretch {
  readonly file: string;
  readonly at: number;
  readonly bytes: Uint8Array;
}

export interface SegmentEnd {
  readonly kind: 'end' | 'torn' | 'damaged' | 'stopped';
  /** Where the sound frames end. */
  readonly offset: number;
  readonly chain: Chain;
  /** The damage named, where the kind is `torn` or `damaged`. */
  readonly refusal: Refusal | null;
}

/** Both sides of a difference, the words after "expected" and "found". */
export interface Difference {
  readonly expected: string;
  readonly found: string;
}

/** Called with each sound frame; refuses it by saying why, or ends the walk before it. */
export type OnFrame = (header: ReadHeader, body: Uint8Array, offset: number) => Difference | 'stop' | null;

/** Walks from `from`, an offset of the file. */
export function walkSegment(stretch: Stretch, from: number, start: Chain, onFrame: OnFrame): SegmentEnd {
  const { file, at, bytes } = stretch;
  let chain = start;
  let offset = from;
  for (;;) {
    const header = readBatchHeader(bytes, offset - at);
    const body = header === null ? null : soundBody(bytes, offset - at, header);
    if (header === null || body === null) return endOf(stretch, offset, chain, header);
    const broken = brokenLink(header, chain) ?? onFrame(header, body, offset);
    if (broken === 'stop') return { kind: 'stopped', offset, chain, refusal: null };
    if (broken !== null) {
      const named = refusal({ file, offset, sequence: header.firstSequence, ...broken });
      return { kind: 'damaged', offset, chain, refusal: named };
    }
    chain = chainAfter(header);
    offset += batchHeaderBytes + header.bodyBytes;
  }
}

export function chainAfter(header: ReadHeader): Chain {
  return {
    nextSequence: header.firstSequence + BigInt(header.count),
    epoch: header.epoch,
    previousChecksum: header.headerChecksum,
    afterEmptyFrame: header.count === 0,
  };
}

function soundBody(bytes: Uint8Array, offset: number, header: ReadHeader): Uint8Array | null {
  const start = offset + batchHeaderBytes;
  const end = start + header.bodyBytes;
  if (end > bytes.length || checksum(bytes, start, end) !== header.bodyChecksum) return null;
  return bytes.subarray(start, end);
}

function brokenLink(header: ReadHeader, chain: Chain): Difference | null {
  if (header.firstSequence !== chain.nextSequence) {
    return { expected: `sequence ${chain.nextSequence}`, found: `sequence ${header.firstSequence}` };
  }
  if (header.epoch < chain.epoch) return { expected: `epoch ${chain.epoch} or later`, found: `epoch ${header.epoch}` };
  if (header.previousChecksum !== chain.previousChecksum) {
    return {
      expected: `a frame after checksum ${hex(chain.previousChecksum)}`,
      found: `one after ${hex(header.previousChecksum)}`,
    };
  }
  if (header.count === 0 && chain.afterEmptyFrame)
    return { expected: 'a batch with records', found: 'a second empty frame' };
  return null;
}

function endOf(stretch: Stretch, offset: number, chain: Chain, header: ReadHeader | null): SegmentEnd {
  if (nonZeroEnd(stretch) <= offset) return { kind: 'end', offset, chain, refusal: null };
  const next = nextSoundHeader(stretch, offset + 8);
  const kind = next === null || isUnsyncedTail(stretch, offset, chain, next) ? 'torn' : 'damaged';
  return { kind, offset, chain, refusal: nameDamage(stretch, offset, chain, header) };
}

/** One empty frame may be broken at `offset`, the last batch right behind it, and nothing proves that their sync returned. */
function isUnsyncedTail(stretch: Stretch, offset: number, chain: Chain, next: NextFrame): boolean {
  const { header } = next;
  return (
    !chain.afterEmptyFrame &&
    next.offset === offset + batchHeaderBytes &&
    header.count > 0 &&
    header.firstSequence === chain.nextSequence &&
    nextSoundHeader(stretch, next.offset + batchHeaderBytes) === null
  );
}

function nameDamage({ file, at, bytes }: Stretch, offset: number, chain: Chain, header: ReadHeader | null): Refusal {
  if (header === null) {
    return refusal({
      file,
      offset,
      sequence: chain.nextSequence,
      expected: 'a sound batch header',
      found: 'other bytes',
    });
  }
  const start = offset - at + batchHeaderBytes;
  const end = start + header.bodyBytes;
  const damage = firstDamagedRecord(bytes.subarray(start, Math.min(end, bytes.length)));
  return refusal({
    file,
    offset: damage === null ? offset : at + start + damage.offset,
    sequence: damage?.sequence ?? header.firstSequence,
    expected: `a batch of ${header.count} records with body checksum ${hex(header.bodyChecksum)}`,
    found:
      end > bytes.length
        ? `the file ends ${end - bytes.length} bytes early`
        : `a broken ${damage?.what ?? 'alignment'}`,
  });
}

interface NextFrame {
  readonly offset: number;
  readonly header: ReadHeader;
}

/** The next place at or after `from` where a sound batch header stands. */
export function nextSoundHeader({ at, bytes }: Stretch, from: number): NextFrame | null {
  for (let index = from - at; index + batchHeaderBytes <= bytes.length; index += 8) {
    const header = readBatchHeader(bytes, index);
    if (header !== null) return { offset: at + index, header };
  }
  return null;
}

/** Where the zeros begin that fill the stretch to its end. */
export function nonZeroEnd({ at, bytes }: Stretch): number {
  let index = bytes.length - 1;
  while (index >= 0 && bytes[index] === 0) index -= 1;
  return at + index + 1;
}

const hex = (value: number) => value.toString(16).padStart(8, '0');
