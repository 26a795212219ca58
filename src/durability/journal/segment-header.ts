/**
 * The head of a journal file `journal-<segment id, 8 digits>.log`. Little-endian; the first batch follows at 64.
 *
 *      0                8        12       16               24
 *      +----------------+--------+--------+----------------+
 *      |   "MUSTERJ1"   | format |segment | cluster id     |
 *      +----------------+--------+--------+----------------+
 *   24 | first sequence | state hash before it    |  40
 *      +----------------+--------+--------+----------------+
 *   40 | epoch |previous|      zero       |  zero  |header |  64
 *      |       |checksum|                 |        |checksum
 *      +-------+--------+-----------------+--------+--------+
 *
 * - A segment is made whole (this header, then zeros to its full size) under a temporary name, synced, renamed and its
 *   directory synced, before a batch is written to it: a journal file with a broken head was damaged, never torn.
 * - Ids count up by one from 1. `previous checksum` and `state hash` are those of the last frame of the segment before,
 *   so segments of different histories do not fit together.
 */
import { checksum } from '../checksum.ts';

export const segmentHeaderBytes = 64;
export const journalFormat = 1;
const magic = 'MUSTERJ1';

export interface SegmentHeader {
  readonly segmentId: number;
  readonly clusterId: bigint;
  readonly firstSequence: bigint;
  readonly stateHash: bigint;
  readonly epoch: number;
  readonly previousChecksum: number;
}

export function segmentHeader(header: SegmentHeader): Uint8Array {
  const bytes = new Uint8Array(segmentHeaderBytes);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < magic.length; index++) bytes[index] = magic.charCodeAt(index);
  view.setUint32(8, journalFormat, true);
  view.setUint32(12, header.segmentId, true);
  view.setBigUint64(16, header.clusterId, true);
  view.setBigUint64(24, header.firstSequence, true);
  view.setBigUint64(32, header.stateHash, true);
  view.setUint32(40, header.epoch, true);
  view.setUint32(44, header.previousChecksum, true);
  view.setUint32(60, checksum(bytes, 0, 60), true);
  return bytes;
}

/** The header, or why the bytes are none. */
export function readSegmentHeader(bytes: Uint8Array): SegmentHeader | { readonly problem: string } {
  if (bytes.length < segmentHeaderBytes)
    return { problem: `a header of ${segmentHeaderBytes} bytes cut to ${bytes.length}` };
  const view = new DataView(bytes.buffer, bytes.byteOffset, segmentHeaderBytes);
  const found = String.fromCharCode(...bytes.subarray(0, magic.length));
  if (found !== magic) return { problem: `magic ${JSON.stringify(found)}` };
  const expected = view.getUint32(60, true);
  const counted = checksum(bytes, 0, 60);
  if (counted !== expected) return { problem: `header checksum ${counted} instead of ${expected}` };
  const format = view.getUint32(8, true);
  if (format !== journalFormat) return { problem: `journal format ${format}, newer than ${journalFormat}` };
  return {
    segmentId: view.getUint32(12, true),
    clusterId: view.getBigUint64(16, true),
    firstSequence: view.getBigUint64(24, true),
    stateHash: view.getBigUint64(32, true),
    epoch: view.getUint32(40, true),
    previousChecksum: view.getUint32(44, true),
  };
}
