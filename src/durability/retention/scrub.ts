/**
 * One round through every file of a journal directory while it is written: what a restart does not read, because it lies
 * below the newest checkpoint, is read here, so that damage is known while the present state can still replace it.
 *
 * - Reads only, in pieces of {@link pieceBytes}; the caller pauses between them.
 * - Segments in order, each against the one before: header, frame and record checksums, chain, sequences, epochs, zeros
 *   between and behind the frames. The one being written is read up to the durable position, and the round ends there.
 * - A checkpoint: both its checksums' bytes, its cluster and its sequence. A base checkpoint: both copies.
 * - Bytes come from the page cache where they are in it: a medium that went bad below is seen once the cache let go.
 */
import { formatHash } from '../../core/state-hash.ts';
import { readCheckpoint } from '../checkpoint/checkpoint-format.ts';
import { baseNames, type DirectoryFiles, segmentName, sortFiles } from '../directory.ts';
import { type Refusal, refusal } from '../errors.ts';
import { linkProblem, missingSegment } from '../follower/segment-heads.ts';
import type { SegmentHeader } from '../journal/segment-header.ts';
import { concatenated, type Piece, readPieces } from './read-pieces.ts';
import type { RoundTimes } from './round-times.ts';
import { type ScrubbedSegment, scrubSegment } from './scrub-segment.ts';
import type { Finding, UpkeepSource } from './upkeep-source.ts';

/** Pauses after each piece; `times` is filled on the way. */
export async function* scrubRound(source: UpkeepSource, times: RoundTimes): AsyncGenerator<Piece, void> {
  const files = sortFiles(await source.disk.list(source.directory));
  times.begin(files.checkpoints);
  yield* scrubJournal(source, files, times);
  yield* scrubCheckpoints(source);
}

async function* scrubJournal(
  source: UpkeepSource,
  files: DirectoryFiles,
  times: RoundTimes,
): AsyncGenerator<Piece, void> {
  const first = files.segmentIds[0] ?? source.position().segmentId;
  let before: ScrubbedSegment['end'] = null;
  for (let id = first; ; id++) {
    const { segmentId: live, offset } = source.position();
    if (id > live) return;
    const findings: Finding[] = [];
    try {
      const durableBytes = id === live ? offset : null;
      const scrubbed = yield* scrubSegment(source, id, durableBytes, (header) => times.add(id, header));
      const { header, damage } = scrubbed;
      if (header !== null && id === first) findings.push(...missingBeginning(files, id, header.firstSequence));
      if (header !== null && before !== null) findings.push(...brokenLink(id, header, before));
      if (damage !== null) findings.push({ code: 'segment-damaged', refusal: damage, segmentId: id });
      before = scrubbed.end;
    } catch (error) {
      findings.push(unreadable(files, id, error));
      before = null;
    }
    if (findings.length > 0) yield { bytes: 0, findings };
    if (id === live) return;
  }
}

/** Of two sound segments that do not fit together the journal can begin with the later one, not with the earlier. */
function brokenLink(id: number, header: SegmentHeader, before: NonNullable<ScrubbedSegment['end']>): Finding[] {
  const { offset, chain } = before;
  const named =
    header.firstSequence > chain.nextSequence
      ? refusal({
          file: segmentName(id - 1),
          offset,
          sequence: chain.nextSequence,
          expected: `records up to ${header.firstSequence - 1n}, where ${segmentName(id)} goes on`,
          found: 'none',
        })
      : linkProblem(id, header, chain);
  return named === null ? [] : [{ code: 'segment-damaged', refusal: named, segmentId: id - 1 }];
}

/** A base checkpoint that stands before the oldest segment says that there were earlier ones. */
function missingBeginning(files: DirectoryFiles, id: number, firstSequence: bigint): readonly Finding[] {
  const oldest = files.checkpoints.findLast(({ base }) => base);
  if (oldest === undefined || oldest.sequence + 1n >= firstSequence) return [];
  return [missing(files, id - 1, `the records from ${oldest.sequence + 1n} on`)];
}

function unreadable(files: DirectoryFiles, id: number, error: unknown): Finding {
  if (!isOfDisk(error)) throw error;
  if (error.code === 'ENOENT') return missing(files, id, `the records before ${segmentName(id + 1)}`);
  const place = { file: segmentName(id), offset: 0, sequence: null };
  const damage = refusal({ ...place, expected: 'a readable file', found: error.message });
  return { code: 'segment-damaged', refusal: damage, segmentId: id };
}

function missing(files: DirectoryFiles, segmentId: number, expected: string): Finding {
  if (files.retiredIds.includes(segmentId)) return { code: 'retirement-unfinished', refusal: null, segmentId };
  return { code: 'segment-missing', refusal: missingSegment(segmentId, expected), segmentId };
}

async function* scrubCheckpoints(source: UpkeepSource): AsyncGenerator<Piece, void> {
  const { disk, directory } = source;
  const { checkpoints } = sortFiles(await disk.list(directory));
  for (const { file, sequence, base } of checkpoints) {
    const copies = base ? baseNames(sequence) : [];
    const findings: Finding[] = copies
      .filter((copy) => !checkpoints.some((other) => other.file === copy))
      .map((copy) => ({ code: 'checkpoint-missing', file: copy, refusal: missingCopy(copy, sequence) }));
    try {
      const pieces: Uint8Array[] = [];
      yield* readPieces(disk, `${directory}/${file}`, null, (piece) => pieces.push(piece));
      const damage = checkpointDamage(source, file, sequence, concatenated(pieces));
      if (damage !== null) findings.push({ code: 'checkpoint-damaged', refusal: damage, file });
    } catch (error) {
      if (!isOfDisk(error)) throw error;
      // A generation may have been replaced by a newer one meanwhile.
      if (error.code !== 'ENOENT') findings.push(unreadableCheckpoint(file, sequence, error));
    }
    if (findings.length > 0) yield { bytes: 0, findings };
  }
}

function checkpointDamage(
  { clusterId, parts }: UpkeepSource,
  file: string,
  sequence: bigint,
  bytes: Uint8Array,
): Refusal | null {
  const at = (offset: number, expected: string, found: string) => refusal({ file, offset, sequence, expected, found });
  const image = readCheckpoint(bytes);
  if ('problem' in image) return at(image.offset, 'a checkpoint', image.problem);
  const problem = parts.checkpointProblem(image);
  if (problem !== null) return at(0, 'a sound checkpoint', problem);
  if (image.clusterId !== clusterId) return at(16, `cluster ${formatHash(clusterId)}`, formatHash(image.clusterId));
  return image.sequence === sequence ? null : at(24, `sequence ${sequence}`, `sequence ${image.sequence}`);
}

const missingCopy = (file: string, sequence: bigint) =>
  refusal({ file, offset: 0, sequence, expected: 'both copies of the base checkpoint', found: 'no such file' });

function unreadableCheckpoint(file: string, sequence: bigint, error: Error): Finding {
  const place = { file, offset: 0, sequence };
  return {
    code: 'checkpoint-damaged',
    file,
    refusal: refusal({ ...place, expected: 'a readable file', found: error.message }),
  };
}

const isOfDisk = (error: unknown): error is Error & { readonly code: unknown } =>
  error instanceof Error && 'code' in error;
