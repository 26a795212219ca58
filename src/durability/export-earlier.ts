/**
 * What a directory still says of the time before the base checkpoint its journal begins with: entries of retired
 * segments, and of retained ones below the base. Nothing is replayed from them; a damaged frame is left out.
 */
import type { Entry } from '../core/records.ts';
import { retiredName, segmentName } from './directory.ts';
import { chainInto } from './follower/segment-heads.ts';
import type { JournalDirectory } from './inspect/read-directory.ts';
import type { ReadHeader } from './journal/batch-frame.ts';
import { recordsProblem } from './journal/check-records.ts';
import { readRecords } from './journal/record-frame.ts';
import { readSegmentHeader, segmentHeaderBytes } from './journal/segment-header.ts';
import { nextSoundHeader, type Stretch, walkSegment } from './journal/walk-segment.ts';

export interface EarlierFrame {
  readonly header: ReadHeader;
  readonly entries: readonly Entry[];
  /** It continues the frame before it in the list: nothing is lacking between them. */
  readonly continues: boolean;
}

/** Sound frames up to `sequence`, ascending, a segment at a time. */
export async function* earlierFrames(source: JournalDirectory, sequence: bigint): AsyncGenerator<EarlierFrame[], void> {
  const { disk, directory, clusterId, files } = source;
  const names = [...files.retiredIds.map(retiredName), ...files.segmentIds.map(segmentName)];
  let last: ReadHeader | null = null;
  let next = 1n;
  for (const file of names) {
    const bytes = await disk.readFile(`${directory}/${file}`);
    const head = readSegmentHeader(bytes);
    if (!('problem' in head) && head.clusterId !== clusterId) continue;
    if (!('problem' in head) && head.firstSequence > sequence) return;
    const frames: EarlierFrame[] = [];
    for (const frame of framesOf({ file, at: 0, bytes })) {
      const { firstSequence, count, previousChecksum } = frame.header;
      const behind = firstSequence + BigInt(count);
      if (firstSequence < next || behind - 1n > sequence) continue;
      frames.push({ ...frame, continues: last?.headerChecksum === previousChecksum });
      last = frame.header;
      next = behind;
    }
    yield frames;
  }
}

function framesOf(stretch: Stretch): readonly Omit<EarlierFrame, 'continues'>[] {
  const frames: Omit<EarlierFrame, 'continues'>[] = [];
  for (let from = nextSoundHeader(stretch, segmentHeaderBytes); from !== null; ) {
    const end = walkSegment(stretch, from.offset, chainInto(from.header), (header, body) => {
      const problem = recordsProblem(header, body);
      if (problem !== null) return problem;
      const entries: Entry[] = [];
      readRecords(body, (entry) => entries.push(entry));
      frames.push({ header, entries });
      return null;
    });
    from = end.refusal === null ? null : nextSoundHeader(stretch, end.offset + 8);
  }
  return frames;
}
