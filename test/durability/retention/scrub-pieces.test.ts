import { expect, test } from 'vitest';
import { memoryDisk } from '../../../simulators/world/disk.ts';
import type { Fact } from '../../../src/core/records.ts';
import { batchHeaderBytes } from '../../../src/durability/journal/batch-frame.ts';
import { pieceBytes } from '../../../src/durability/retention/read-pieces.ts';
import { journalFrames, opened, write } from '../rig.ts';
import { flip, scrubbed, segmentPath, sourceOf } from './tended.ts';

const alarm = (length: number): readonly Fact[] => [{ type: 'alarm', code: 'test', text: 'x'.repeat(length) }];

/** One segment, of which a frame ends at the end of a piece as the scrub reads them, with frames before and behind. */
async function framedAtPiece(end: number) {
  for (let length = end - 1024; length < end; length += 8) {
    const disk = memoryDisk();
    const live = await opened(disk, { segmentBytes: 4 * pieceBytes });
    await write(live, [alarm(length), alarm(10), alarm(10)]);
    const frames = await journalFrames(disk);
    const ending = frames.find(({ offset, body }) => offset + batchHeaderBytes + body.length === end);
    const behind = frames.filter(({ offset }) => offset >= end);
    if (ending !== undefined && behind.length > 2) return { disk, source: sourceOf(disk, live), ending };
  }
  throw new Error(`Expected a frame that ends at ${end}`);
}

test.each([pieceBytes, 2 * pieceBytes])(
  'a frame that ends at %d, where a piece ends, is not taken for the last one (row 20)',
  async (end) => {
    const { disk, source } = await framedAtPiece(end);
    expect(await scrubbed(source)).toEqual([]);
    flip(disk, segmentPath(1), end + batchHeaderBytes + 70);
    expect(await scrubbed(source)).toMatchObject([{ code: 'segment-damaged' }]);
  },
);

test('bytes behind the last frame are damage, also where that ends with a piece (row 20)', async () => {
  const { disk, source, ending } = await framedAtPiece(pieceBytes);
  const bytes = disk.bytesOf(segmentPath(1));
  bytes.fill(0, pieceBytes);
  const last = { segmentId: 1, offset: pieceBytes, sequence: ending.header.firstSequence };
  // Read whole, as a segment is that has a successor: a copy of it beside a second one that goes on from there.
  const finished = { ...source, position: () => ({ ...last, segmentId: 2, offset: 0 }) };
  const found = async () => (await scrubbed(finished)).filter(({ code }) => code === 'segment-damaged');
  expect(await found()).toEqual([]);
  flip(disk, segmentPath(1), pieceBytes + 4096);
  expect(await found()).toMatchObject([{ refusal: { file: 'journal-00000001.log', offset: pieceBytes } }]);
});
