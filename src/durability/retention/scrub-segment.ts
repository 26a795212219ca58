/** One segment read piece by piece and judged whole: header, every frame and record, the chain, zeros behind the last frame. */
import { segmentName } from '../directory.ts';
import { type Refusal, refusal } from '../errors.ts';
import { chainInto, headProblems } from '../follower/segment-heads.ts';
import type { ReadHeader } from '../journal/batch-frame.ts';
import { recordsProblem } from '../journal/check-records.ts';
import { readSegmentHeader, type SegmentHeader, segmentHeaderBytes } from '../journal/segment-header.ts';
import { type Chain, nonZeroEnd, type SegmentEnd, type Stretch, walkSegment } from '../journal/walk-segment.ts';
import { concatenated, type Piece, readPieces } from './read-pieces.ts';
import type { UpkeepSource } from './upkeep-source.ts';

export interface ScrubbedSegment {
  /** Null where it cannot be read. */
  readonly header: SegmentHeader | null;
  /** Behind the last sound frame: what the next segment must continue. Null after damage. */
  readonly end: { readonly offset: number; readonly chain: Chain } | null;
  readonly damage: Refusal | null;
}

/**
 * Pauses after each piece. `durableBytes` is how far a segment that is still written can be read, null for one
 * that is finished. @throws the operating system's error where the file cannot be read.
 */
export async function* scrubSegment(
  { disk, directory, clusterId }: UpkeepSource,
  id: number,
  durableBytes: number | null,
  onFrame: (header: ReadHeader) => void,
): AsyncGenerator<Piece, ScrubbedSegment> {
  const walk = new SegmentWalk(id, clusterId, onFrame);
  const path = `${directory}/${segmentName(id)}`;
  const length = yield* readPieces(disk, path, durableBytes, (piece) => walk.feed(piece));
  return walk.end(length, durableBytes);
}

class SegmentWalk {
  readonly #file: string;
  readonly #id: number;
  readonly #clusterId: bigint;
  readonly #onFrame: (header: ReadHeader) => void;
  #header: SegmentHeader | null = null;
  #end: SegmentEnd | null = null;
  /** A zero stood behind the last frame, so nothing but zeros may follow. */
  #inZeros = false;
  #damage: Refusal | null = null;
  /** Read, but not yet known to be sound: the beginning of a frame that goes on in the next piece. */
  #open: Stretch;

  constructor(id: number, clusterId: bigint, onFrame: (header: ReadHeader) => void) {
    this.#id = id;
    this.#file = segmentName(id);
    this.#clusterId = clusterId;
    this.#onFrame = onFrame;
    this.#open = { file: this.#file, at: 0, bytes: new Uint8Array(0) };
  }

  feed(piece: Uint8Array): void {
    if (this.#damage !== null) return;
    const { at, bytes } = this.#open;
    const stretch = { file: this.#file, at, bytes: concatenated([bytes, piece]) };
    this.#header ??= this.#readHeader(stretch.bytes);
    if (this.#header === null) return;
    if (this.#inZeros && this.#end !== null) {
      if (nonZeroEnd(stretch) > at) this.#damage = this.#notZero(this.#end, stretch);
      this.#open = { ...stretch, at: at + stretch.bytes.length, bytes: new Uint8Array(0) };
    } else this.#walk(stretch, this.#end?.offset ?? segmentHeaderBytes, this.#end?.chain ?? chainInto(this.#header));
  }

  end(length: number, durableBytes: number | null): ScrubbedSegment {
    const header = this.#header ?? this.#readHeader(this.#open.bytes);
    const damage = this.#damage ?? this.#end?.refusal ?? this.#shortfall(length, durableBytes);
    return { header, end: damage === null ? this.#end : null, damage };
  }

  #walk(stretch: Stretch, from: number, chain: Chain): void {
    const end = walkSegment(stretch, from, chain, (header, body) => {
      const problem = recordsProblem(header, body);
      if (problem === null) this.#onFrame(header);
      return problem;
    });
    this.#end = end;
    if (end.kind === 'damaged') this.#damage = end.refusal;
    const readTo = stretch.at + stretch.bytes.length;
    // A frame may end with the piece: then nothing is known yet of what follows it.
    this.#inZeros = end.kind === 'end' && end.offset < readTo;
    // Zeros so far, or a frame that looks torn until the next piece is read.
    const rest = this.#inZeros ? readTo : end.offset;
    this.#open = { ...stretch, at: rest, bytes: stretch.bytes.subarray(rest - stretch.at) };
  }

  #readHeader(bytes: Uint8Array): SegmentHeader | null {
    const header = readSegmentHeader(bytes);
    const claimed = 'problem' in header ? 0n : header.firstSequence - 1n;
    this.#damage = headProblems([{ id: this.#id, header }], claimed, this.#clusterId)[0] ?? null;
    return 'problem' in header || this.#damage !== null ? null : header;
  }

  #notZero({ offset, chain }: SegmentEnd, { at, bytes }: Stretch): Refusal {
    const found = `other bytes at ${at + bytes.findIndex((byte) => byte !== 0)}`;
    const expected = 'zeros behind the last frame';
    return refusal({ file: this.#file, offset, sequence: chain.nextSequence, expected, found });
  }

  /** What was durable and is zeros, or not there, now. */
  #shortfall(length: number, durableBytes: number | null): Refusal | null {
    if (durableBytes === null || this.#end === null || this.#end.offset >= durableBytes) return null;
    const { offset, chain } = this.#end;
    const found = length < durableBytes ? `a file of ${length} bytes` : 'zeros';
    const place = { file: this.#file, offset, sequence: chain.nextSequence };
    return refusal({ ...place, expected: `durable batches up to ${durableBytes}`, found });
  }
}
