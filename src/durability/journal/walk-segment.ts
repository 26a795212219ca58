/**
 * Reads one segment's frames in order and says how they end. Pure: the bytes are given, nothing is repaired here.
 *
 * - `end`: only zeros (or nothing) follow the last sound frame.
 * - `torn`: what follows is no sound frame and nothing sound comes after it; whether that is a torn tail or damage
 *   depends on what else exists (later segments, watermarks), which the caller knows.
 * - `damaged`: a sound frame follows the broken one, so the broken one had been durable (mechanism 5), or a sound frame
 *   does not continue the history: a gap, a broken chain, an epoch going back, another state.
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

export interface SegmentEnd {
  readonly kind: 'end' | 'torn' | 'damaged';
  /** Where the sound frames end. */
  readonly offset: number;
  readonly chain: Chain;
  /** The damage named, unless the kind is `end`. */
  readonly refusal: Refusal | null;
}

/** Called with each sound frame; a string refuses it (the words after "expected"/"found"). */
export type OnFrame = (
  header: ReadHeader,
  body: Uint8Array,
  offset: number,
) => { readonly expected: string; readonly found: string } | null;

export function walkSegment(file: string, bytes: Uint8Array, from: number, start: Chain, onFrame: OnFrame): SegmentEnd {
  let chain = start;
  let offset = from;
  for (;;) {
    const header = readBatchHeader(bytes, offset);
    const body = header === null ? null : soundBody(bytes, offset, header);
    if (header === null || body === null) return endOf(file, bytes, offset, chain, header);
    const broken = brokenLink(header, chain) ?? onFrame(header, body, offset);
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

function brokenLink(header: ReadHeader, chain: Chain): { readonly expected: string; readonly found: string } | null {
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

function endOf(file: string, bytes: Uint8Array, offset: number, chain: Chain, header: ReadHeader | null): SegmentEnd {
  if (lastNonZero(bytes) < offset) return { kind: 'end', offset, chain, refusal: null };
  const next = nextSoundHeader(bytes, offset + 8);
  const kind = next === null || isUnsyncedTail(bytes, offset, chain, next) ? 'torn' : 'damaged';
  return { kind, offset, chain, refusal: nameDamage(file, bytes, offset, chain, header) };
}

/** One empty frame may be broken at `offset`, the last batch right behind it, and nothing proves that their sync returned. */
function isUnsyncedTail(bytes: Uint8Array, offset: number, chain: Chain, next: NextFrame): boolean {
  const { header } = next;
  return (
    !chain.afterEmptyFrame &&
    next.offset === offset + batchHeaderBytes &&
    header.count > 0 &&
    header.firstSequence === chain.nextSequence &&
    nextSoundHeader(bytes, next.offset + batchHeaderBytes) === null
  );
}

function nameDamage(file: string, bytes: Uint8Array, offset: number, chain: Chain, header: ReadHeader | null): Refusal {
  if (header === null) {
    return refusal({
      file,
      offset,
      sequence: chain.nextSequence,
      expected: 'a sound batch header',
      found: 'other bytes',
    });
  }
  const start = offset + batchHeaderBytes;
  const end = start + header.bodyBytes;
  const damage = firstDamagedRecord(bytes.subarray(start, Math.min(end, bytes.length)));
  return refusal({
    file,
    offset: damage === null ? offset : start + damage.offset,
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
export function nextSoundHeader(bytes: Uint8Array, from: number): NextFrame | null {
  for (let offset = from; offset + batchHeaderBytes <= bytes.length; offset += 8) {
    const header = readBatchHeader(bytes, offset);
    if (header !== null) return { offset, header };
  }
  return null;
}

/** Index of the last byte that is not zero, −1 when all are. */
export function lastNonZero(bytes: Uint8Array): number {
  let index = bytes.length - 1;
  while (index >= 0 && bytes[index] === 0) index -= 1;
  return index;
}

const hex = (value: number) => value.toString(16).padStart(8, '0');
