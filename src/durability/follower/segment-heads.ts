/** The heads of a directory's segments: which of them a reading begins with, and whether each continues the one before. */
import { formatHash } from '../../core/state-hash.ts';
import type { Disk } from '../../ports/disk.ts';
import { segmentName, sortFiles } from '../directory.ts';
import { type Refusal, refusal } from '../errors.ts';
import type { ReadHeader } from '../journal/batch-frame.ts';
import { readSegmentHeader, type SegmentHeader, segmentHeaderBytes } from '../journal/segment-header.ts';
import type { Chain } from '../journal/walk-segment.ts';

/** A journal directory that is only read. */
export interface JournalSource {
  readonly disk: Disk;
  readonly directory: string;
  readonly clusterId: bigint;
}

export interface SegmentHead {
  readonly id: number;
  readonly header: SegmentHeader | { readonly problem: string };
}

/** Ascending, as they stand in the directory now. */
export async function segmentIdsOf({ disk, directory }: JournalSource): Promise<readonly number[]> {
  return sortFiles(await disk.list(directory)).segmentIds;
}

export async function readHeads(source: JournalSource, ids: readonly number[]): Promise<readonly SegmentHead[]> {
  const heads: SegmentHead[] = [];
  for (const id of ids) heads.push({ id, header: await readHead(source, id) });
  return heads;
}

async function readHead({ disk, directory }: JournalSource, id: number): Promise<SegmentHead['header']> {
  const file = await disk.open(`${directory}/${segmentName(id)}`, 'read');
  try {
    return readSegmentHeader(await file.read(0, segmentHeaderBytes));
  } finally {
    await file.close();
  }
}

/** Index of the last segment that may hold the entry after `sequence`; the first one when none does. */
export function firstNeeded(heads: readonly SegmentHead[], sequence: bigint): number {
  return Math.max(
    heads.findLastIndex(({ header }) => !('problem' in header) && header.firstSequence <= sequence + 1n),
    0,
  );
}

/** What keeps the entries after `sequence` from being read out of these segments, by their heads alone. */
export function headProblems(heads: readonly SegmentHead[], sequence: bigint, clusterId: bigint): Refusal[] {
  const [first] = heads;
  if (first === undefined) return [missingSegment(1, `sequence ${sequence + 1n}`)];
  return heads.flatMap(({ id, header }, index) => {
    const at = (offset: number, expected: string, found: string) =>
      refusal({ file: segmentName(id), offset, sequence: null, expected, found });
    const before = heads[index - 1];
    if (before !== undefined && before.id + 1 !== id)
      return [missingSegment(before.id + 1, `the records before ${segmentName(id)}`)];
    if ('problem' in header) return [at(0, 'a segment header', header.problem)];
    if (header.segmentId !== id) return [at(12, `segment ${id}`, `segment ${header.segmentId}`)];
    if (header.clusterId !== clusterId)
      return [at(16, `cluster ${formatHash(clusterId)}`, formatHash(header.clusterId))];
    if (index === 0 && header.firstSequence > sequence + 1n)
      return [at(24, `sequence ${sequence + 1n} or earlier`, `sequence ${header.firstSequence}`)];
    return [];
  });
}

export function missingSegment(id: number, expected: string): Refusal {
  return refusal({ file: segmentName(id), offset: 0, sequence: null, expected, found: 'no such file' });
}

/** Why a segment does not continue the history that ends with `chain`. */
export function linkProblem(id: number, header: SegmentHeader, chain: Chain): Refusal | null {
  const at = (offset: number, expected: string, found: string) =>
    refusal({ file: segmentName(id), offset, sequence: chain.nextSequence, expected, found });
  if (header.firstSequence !== chain.nextSequence)
    return at(24, `sequence ${chain.nextSequence}`, `sequence ${header.firstSequence}`);
  if (header.epoch < chain.epoch) return at(40, `epoch ${chain.epoch} or later`, `epoch ${header.epoch}`);
  if (header.previousChecksum !== chain.previousChecksum) return at(44, 'the checksum of the frame before', 'another');
  return null;
}

/** The chain that a segment or a frame claims to continue: taken as given where what stood before it is not read. */
export function chainInto({ firstSequence, epoch, previousChecksum }: SegmentHeader | ReadHeader): Chain {
  return { nextSequence: firstSequence, epoch, previousChecksum, afterEmptyFrame: false };
}
