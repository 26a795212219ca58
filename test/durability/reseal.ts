/**
 * A journal as a careless reader sees it: the segments of a disk rewritten so that what the reader does not look at
 * holds. Opening such a disk soundly is opening the first one carelessly.
 */
import type { MemoryDisk } from '../../simulators/world/disk.ts';
import { checksum } from '../../src/durability/checksum.ts';
import { batchHeaderBytes, readBatchHeader } from '../../src/durability/journal/batch-frame.ts';
import { firstDamagedRecord } from '../../src/durability/journal/record-frame.ts';
import { readSegmentHeader, segmentHeader, segmentHeaderBytes } from '../../src/durability/journal/segment-header.ts';
import { directory, journalFiles } from './rig.ts';

/** Does not look at checksums: in every frame whose magic stands they are made to hold. */
export async function resealJournal(disk: MemoryDisk): Promise<void> {
  for (const name of await journalFiles(disk)) {
    const path = `${directory}/${name}`;
    disk.setBytes(path, reseal(disk.bytesOf(path)));
  }
}

/** Takes what stands of the last batch: where its body is torn, it is made to end with the last record that is whole. */
export async function resealTornBatch(disk: MemoryDisk): Promise<void> {
  const [last] = (await disk.exists(directory)) ? (await journalFiles(disk)).slice(-1) : [];
  if (last === undefined) return;
  const path = `${directory}/${last}`;
  const bytes = disk.bytesOf(path).slice();
  if ('problem' in readSegmentHeader(bytes)) return;
  const view = new DataView(bytes.buffer);
  for (let at = segmentHeaderBytes; ; ) {
    const frame = readBatchHeader(bytes, at);
    if (frame === null) return;
    const body = bytes.subarray(at + batchHeaderBytes, at + batchHeaderBytes + frame.bodyBytes);
    const ends = recordEnds(body);
    const bodyBytes = ends.at(-1) ?? 0;
    if (bodyBytes < frame.bodyBytes) {
      if (bodyBytes === 0) return;
      view.setUint32(at + 4, bodyBytes, true);
      view.setUint32(at + 16, ends.length, true);
      view.setUint32(at + 52, checksum(body, 0, bodyBytes), true);
      view.setUint32(at + 60, checksum(bytes, at, at + 60), true);
      disk.setBytes(path, bytes);
      return;
    }
    at += batchHeaderBytes + bodyBytes;
  }
}

/** Lengths of a batch's body up to which it is whole records. */
export function recordEnds(body: Uint8Array): readonly number[] {
  const lengths = Array.from({ length: Math.floor(body.length / 8) }, (_, index) => 8 * (index + 1));
  return lengths.filter((length) => firstDamagedRecord(body.subarray(0, length)) === null);
}

function reseal(found: Uint8Array): Uint8Array {
  if ('problem' in readSegmentHeader(found)) return found;
  const bytes = found.slice();
  const view = new DataView(bytes.buffer);
  for (
    let at = segmentHeaderBytes;
    at + batchHeaderBytes <= bytes.length && view.getUint32(at, true) === 0x5441424d;
  ) {
    const end = at + batchHeaderBytes + view.getUint32(at + 4, true);
    if (end > bytes.length) break;
    view.setUint32(at + 52, checksum(bytes, at + batchHeaderBytes, end), true);
    view.setUint32(at + 60, checksum(bytes, at, at + 60), true);
    at = end;
  }
  return bytes;
}

/** Does not look at the chain: each segment, and each sound frame, is made to continue the one before. */
export async function rechainJournal(disk: MemoryDisk): Promise<void> {
  let previousChecksum = 0;
  for (const name of await journalFiles(disk)) {
    const path = `${directory}/${name}`;
    const bytes = disk.bytesOf(path).slice();
    const header = readSegmentHeader(bytes);
    if ('problem' in header) continue;
    bytes.set(segmentHeader({ ...header, previousChecksum }));
    const view = new DataView(bytes.buffer);
    for (let at = segmentHeaderBytes; ; ) {
      const frame = readBatchHeader(bytes, at);
      if (frame === null) break;
      view.setUint32(at + 48, previousChecksum, true);
      previousChecksum = checksum(bytes, at, at + 60);
      view.setUint32(at + 60, previousChecksum, true);
      at += batchHeaderBytes + frame.bodyBytes;
    }
    disk.setBytes(path, bytes);
  }
}
