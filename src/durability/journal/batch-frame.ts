/**
 * A batch: what one write and one sync make durable together. Little-endian, 8-byte aligned, the records follow at 64.
 *
 *      0        4        8                16       20       24
 *      +--------+--------+----------------+--------+--------+
 *      | "MBAT" |  body  | first sequence | count  | epoch  |
 *      +--------+--------+----------------+--------+--------+
 *   24 |    time, us     | previous sync, monotonic ns       |  40
 *      +-----------------+--------+--------+--------+--------+
 *   40 | state hash      |previous|  body  |  zero  | header |  64
 *      |                 |checksum|checksum|        |checksum|
 *      +-----------------+--------+--------+--------+--------+
 *
 * - One batch in flight: a batch is written only after the sync of the one before it returned. So every batch with a
 *   successor was durable, and only the last one can be torn.
 * - `previous sync` is the monotonic time at which that sync had returned; 0 in the first frame of an incarnation.
 * - `state hash` is the state's after the batch's last record.
 * - `previous checksum` is the header checksum of the frame before (0 before the first), also across segments: a chain.
 * - An empty batch (count 0) states the time of a sync after which nothing waited. It carries the next sequence, is not
 *   synced by itself, and never follows another empty batch.
 * - The header checksum covers bytes 0 to 60 and thereby the body's checksum.
 */
import { checksum } from '../checksum.ts';

export const batchHeaderBytes = 64;
const magic = 0x5441424d;

export interface BatchHeader {
  readonly bodyBytes: number;
  readonly firstSequence: bigint;
  readonly count: number;
  readonly epoch: number;
  readonly timeUs: number;
  readonly previousSyncNs: bigint;
  readonly stateHash: bigint;
  readonly previousChecksum: number;
}

/**
 * Fills bytes 0 to 64 of `frame`, whose body already stands behind them, and returns the header's checksum. Who has
 * counted the body's checksum along the way gives it.
 */
export function writeBatchHeader(
  frame: Uint8Array,
  header: BatchHeader,
  bodyChecksum = checksum(frame, batchHeaderBytes, batchHeaderBytes + header.bodyBytes),
): number {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  view.setUint32(0, magic, true);
  view.setUint32(4, header.bodyBytes, true);
  view.setBigUint64(8, header.firstSequence, true);
  view.setUint32(16, header.count, true);
  view.setUint32(20, header.epoch, true);
  view.setBigUint64(24, BigInt(header.timeUs), true);
  view.setBigUint64(32, header.previousSyncNs, true);
  view.setBigUint64(40, header.stateHash, true);
  view.setUint32(48, header.previousChecksum, true);
  view.setUint32(52, bodyChecksum, true);
  view.setUint32(56, 0, true);
  const headerChecksum = checksum(frame, 0, 60);
  view.setUint32(60, headerChecksum, true);
  return headerChecksum;
}

export interface ReadHeader extends BatchHeader {
  readonly bodyChecksum: number;
  readonly headerChecksum: number;
}

/** Null where no sound batch header stands. */
export function readBatchHeader(bytes: Uint8Array, at: number): ReadHeader | null {
  if (at + batchHeaderBytes > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, batchHeaderBytes);
  if (view.getUint32(0, true) !== magic) return null;
  const headerChecksum = view.getUint32(60, true);
  if (checksum(bytes, at, at + 60) !== headerChecksum) return null;
  return {
    bodyBytes: view.getUint32(4, true),
    firstSequence: view.getBigUint64(8, true),
    count: view.getUint32(16, true),
    epoch: view.getUint32(20, true),
    timeUs: Number(view.getBigUint64(24, true)),
    previousSyncNs: view.getBigUint64(32, true),
    stateHash: view.getBigUint64(40, true),
    previousChecksum: view.getUint32(48, true),
    bodyChecksum: view.getUint32(52, true),
    headerChecksum,
  };
}
