/**
 * A journal as a careless reader sees it: the segments of a disk rewritten so that what the reader does not look at
 * holds. Opening such a disk soundly is opening the first one carelessly.
 */
import type { MemoryDisk } from '../../simulators/world/disk.ts';
import { checksum } from '../../src/durability/checksum.ts';
import { batchHeaderBytes, readBatchHeader } from '../../src/durability/journal/batch-frame.ts';
import { readSegmentHeader, segmentHeader, segmentHeaderBytes } from '../../src/durability/journal/segment-header.ts';
import { directory, journalFiles } from './rig.ts';

/** Does not look at checksums: in every frame whose magic stands they are made to hold. */
export async function resealJournal(disk: MemoryDisk): Promise<void> {
  for (const name of await journalFiles(disk)) {
    const path = `${directory}/${name}`;
    disk.setBytes(path, reseal(disk.bytesOf(path)));
  }
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
