import { checksum } from '../../src/durability/checksum.ts';
import { batchHeaderBytes } from '../../src/durability/journal/batch-frame.ts';
import { readSegmentHeader, segmentHeaderBytes } from '../../src/durability/journal/segment-header.ts';

export interface Link {
  previousChecksum: number;
}

/**
 * A segment as a reader sees it that does not look at checksums: in every frame whose magic stands they are made to
 * hold. With `link`, the frames and the segment's head are chained to the frame before them as well.
 */
export function reseal(path: string, found: Uint8Array, link: Link | null = null): Uint8Array {
  if (!/journal-\d{8}\.log$/.test(path) || 'problem' in readSegmentHeader(found)) return found;
  const bytes = found.slice();
  const view = new DataView(bytes.buffer);
  if (link !== null) {
    view.setUint32(44, link.previousChecksum, true);
    view.setUint32(60, checksum(bytes, 0, 60), true);
  }
  for (
    let at = segmentHeaderBytes;
    at + batchHeaderBytes <= bytes.length && view.getUint32(at, true) === 0x5441424d;
  ) {
    const end = at + batchHeaderBytes + view.getUint32(at + 4, true);
    if (end > bytes.length) break;
    if (link !== null) view.setUint32(at + 48, link.previousChecksum, true);
    view.setUint32(at + 52, checksum(bytes, at + batchHeaderBytes, end), true);
    const headerChecksum = checksum(bytes, at, at + 60);
    view.setUint32(at + 60, headerChecksum, true);
    if (link !== null) link.previousChecksum = headerChecksum;
    at = end;
  }
  return bytes;
}
