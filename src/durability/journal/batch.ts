/** Collects entries into the next batch. Pure: one batch takes all that waits, and is sealed only when it may be written. */
import type { Entry } from '../../core/records.ts';
import { ByteWriter } from '../bytes.ts';
import { checksum } from '../checksum.ts';
import { type BatchHeader, batchHeaderBytes, writeBatchHeader } from './batch-frame.ts';
import { writeRecord } from './record-frame.ts';

export interface SealedBatch {
  /** Valid until the batch after the next one is sealed. */
  readonly bytes: Uint8Array;
  readonly lastSequence: bigint;
  readonly headerChecksum: number;
}

export type SealedFields = Omit<BatchHeader, 'bodyBytes' | 'firstSequence' | 'count'>;

export class BatchCollector {
  /** Two buffers: one collects while the other is in flight. */
  #collecting = new ByteWriter();
  #inFlight = new ByteWriter();
  #count = 0;
  /** Of the body up to `#summedTo`. */
  #bodyChecksum = 0;
  #summedTo = batchHeaderBytes;
  #nextSequence: bigint;

  constructor(nextSequence: bigint) {
    this.#nextSequence = nextSequence;
    this.#collecting.reserve(batchHeaderBytes);
  }

  get waiting(): number {
    return this.#count;
  }

  /** Bytes the next batch will have. */
  get byteLength(): number {
    return this.#collecting.length;
  }

  /** @throws RangeError for a value its layout cannot hold; nothing is added then. */
  add(entry: Entry): void {
    writeRecord(this.#collecting, entry);
    this.#count += 1;
  }

  /** Sums what waits by now, so that little is left to do when it is sealed. */
  sum(): void {
    const { bytes, length } = this.#collecting;
    this.#bodyChecksum = checksum(bytes, this.#summedTo, length, this.#bodyChecksum);
    this.#summedTo = length;
  }

  /** All that waits as one batch; with nothing waiting, the empty frame. */
  seal(fields: SealedFields): SealedBatch {
    this.sum();
    const writer = this.#collecting;
    const bytes = writer.bytes.subarray(0, writer.length);
    const count = this.#count;
    const header = { ...fields, bodyBytes: bytes.length - batchHeaderBytes, firstSequence: this.#nextSequence, count };
    const headerChecksum = writeBatchHeader(bytes, header, this.#bodyChecksum);
    this.#nextSequence += BigInt(count);
    this.#collecting = this.#inFlight;
    this.#collecting.length = batchHeaderBytes;
    this.#inFlight = writer;
    this.#count = 0;
    this.#bodyChecksum = 0;
    this.#summedTo = batchHeaderBytes;
    return { bytes, lastSequence: this.#nextSequence - 1n, headerChecksum };
  }
}
