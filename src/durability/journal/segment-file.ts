/** Making and opening segments: see segment-header.ts for what a power loss can find. */
import type { Disk, DiskFile } from '../../ports/disk.ts';
import { segmentName } from '../directory.ts';
import { type SegmentHeader, segmentHeader } from './segment-header.ts';

export interface OpenSegment {
  readonly segmentId: number;
  readonly name: string;
  readonly file: DiskFile;
  /** Preallocated bytes. */
  readonly size: number;
  /** Where the next frame goes. */
  offset: number;
}

/** Makes a segment of `size` zeroed bytes appear durably under its name, ready for its first frame. */
export async function createSegment(
  disk: Disk,
  directory: string,
  header: SegmentHeader,
  size: number,
): Promise<OpenSegment> {
  const name = segmentName(header.segmentId);
  const temporary = `${directory}/${name}.tmp`;
  const bytes = new Uint8Array(size);
  const head = segmentHeader(header);
  bytes.set(head);
  const file = await disk.open(temporary, 'create');
  try {
    await file.write(bytes, 0);
    await file.sync();
    await disk.rename(temporary, `${directory}/${name}`);
    await disk.syncDirectory(directory);
  } catch (error) {
    await file.close().catch(() => {});
    throw error;
  }
  return { segmentId: header.segmentId, name, file, size, offset: head.length };
}
