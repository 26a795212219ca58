/**
 * The frames behind some sequence, a segment at a time, so that a reader can stop anywhere. Damage whose entries all
 * lie at or below that sequence does not matter and is stepped over.
 */

import { segmentName } from '../directory.ts';
import type { Refusal } from '../errors.ts';
import { batchHeaderBytes, type ReadHeader } from '../journal/batch-frame.ts';
import { type SegmentHeader, segmentHeaderBytes } from '../journal/segment-header.ts';
import { type Chain, chainAfter, nextSoundHeader, walkSegment } from '../journal/walk-segment.ts';
import { firstNeeded, headProblems, linkProblem, readHead, type SegmentHead } from '../replay.ts';
import type { JournalDirectory, OnProgress } from './read-directory.ts';

export interface Frame {
  readonly file: string;
  readonly offset: number;
  readonly header: ReadHeader;
  readonly body: Uint8Array;
}

/** Why no further frame follows: damage, or the end of the journal (whole or torn: a torn batch was never durable). */
export interface FramesEnd {
  readonly damage: readonly Refusal[];
}

export async function segmentHeads(source: JournalDirectory): Promise<readonly SegmentHead[]> {
  const heads: SegmentHead[] = [];
  for (const id of source.files.segmentIds) heads.push({ id, header: await readHead(source, id) });
  return heads;
}

/** Sound frames in order, from the one that holds the entry after `sequence`. */
export async function* framesAbove(
  source: JournalDirectory,
  sequence: bigint,
  onProgress: OnProgress,
): AsyncGenerator<readonly Frame[], FramesEnd> {
  const all = await segmentHeads(source);
  const heads = all.slice(firstNeeded(all, sequence));
  const sound = soundBeginning(heads, sequence, source.clusterId);
  let chain: Chain | null = null;
  for (const [index, { id, header }] of sound.heads.entries()) {
    const gap: Refusal | null = chain === null ? null : linkProblem(id, header, chain);
    if (gap !== null) return { damage: [gap] };
    const file = segmentName(id);
    const bytes = await source.disk.readFile(`${source.directory}/${file}`);
    const start: Start = chain === null ? startAt(bytes, header, sequence) : { offset: segmentHeaderBytes, chain };
    const frames: Frame[] = [];
    const end = walkSegment(file, bytes, start.offset, start.chain, (frameHeader, body, offset) => {
      frames.push({ file, offset, header: frameHeader, body });
      return null;
    });
    chain = end.chain;
    yield frames;
    onProgress((index + 1) / heads.length);
    const torn = end.kind === 'torn' && index === heads.length - 1;
    if (end.refusal !== null && !torn) return { damage: [end.refusal] };
  }
  return { damage: sound.damage };
}

interface SoundHead {
  readonly id: number;
  readonly header: SegmentHeader;
}

/** The segments up to the first one whose head cannot be used, and what is wrong with that one. */
function soundBeginning(heads: readonly SegmentHead[], sequence: bigint, clusterId: bigint) {
  const sound: SoundHead[] = [];
  for (const [index, { id, header }] of heads.entries()) {
    const damage = headProblems(heads.slice(0, index + 1), sequence, clusterId);
    if (damage.length > 0 || 'problem' in header) return { heads: sound, damage };
    sound.push({ id, header });
  }
  return { heads: sound, damage: heads.length === 0 ? headProblems([], sequence, clusterId) : [] };
}

interface Start {
  readonly offset: number;
  readonly chain: Chain;
}

/** Where to begin in the first segment: behind the frames that hold nothing above `sequence`, by their headers alone. */
function startAt(bytes: Uint8Array, header: SegmentHeader, sequence: bigint): Start {
  let start: Start = { offset: segmentHeaderBytes, chain: chainOfHead(header) };
  for (;;) {
    const next = nextSoundHeader(bytes, start.offset);
    if (next === null) return start;
    const { firstSequence, count, bodyBytes } = next.header;
    if (firstSequence === sequence + 1n) return { offset: next.offset, chain: chainInto(next.header) };
    if (firstSequence + BigInt(count) > sequence + 1n) return start;
    start = { offset: next.offset + batchHeaderBytes + bodyBytes, chain: chainAfter(next.header) };
  }
}

export function chainOfHead({ firstSequence, epoch, previousChecksum }: SegmentHeader): Chain {
  return { nextSequence: firstSequence, epoch, previousChecksum, afterEmptyFrame: false };
}

/** The chain that a frame claims to continue: taken as given where what stood before it cannot be read. */
export function chainInto({ firstSequence, epoch, previousChecksum }: ReadHeader): Chain {
  return { nextSequence: firstSequence, epoch, previousChecksum, afterEmptyFrame: false };
}
