/** Whatever refuses a directory says one sentence that names the place, and changes nothing in it. */
import { expect, test } from 'vitest';
import { type MemoryDisk, memoryDisk } from '../../simulators/world/disk.ts';
import type { Fact } from '../../src/core/records.ts';
import { checksum } from '../../src/durability/checksum.ts';
import { batchHeaderBytes } from '../../src/durability/journal/batch-frame.ts';
import { readSegmentHeader, segmentHeader } from '../../src/durability/journal/segment-header.ts';
import { checkpoint, countingClock, directory, journalFrames, open, opened, write } from './rig.ts';

const alarm = (text: string): readonly Fact[] => [{ type: 'alarm', code: 'test', text }];
const second = `${directory}/journal-00000002.log`;

/** Three segments, the first without an epoch, the others of epoch 5. */
async function soundDirectory(wallMs = 1): Promise<MemoryDisk> {
  const disk = memoryDisk();
  const live = await opened(disk, { clock: { ...countingClock(), wallMs: () => wallMs } });
  await write(live, [alarm('one')]);
  live.journal.setEpoch(5);
  for (const text of ['two', 'three']) {
    await live.journal.roll();
    await write(live, [alarm(text), alarm(`${text} again`)]);
  }
  await live.journal.close();
  return disk;
}

function headOf(disk: MemoryDisk, path: string) {
  const header = readSegmentHeader(disk.bytesOf(path));
  return 'problem' in header ? expect.fail(header.problem) : header;
}

/** Rewrites the epoch of the last batch of the second segment, with a checksum that holds. */
async function lowerLastBatch(disk: MemoryDisk): Promise<void> {
  const frames = await journalFrames(disk);
  const last = frames.findLast(({ file, header }) => second.endsWith(file) && header.count > 0) ?? expect.fail();
  const bytes = disk.bytesOf(second);
  const frame = new DataView(bytes.buffer, bytes.byteOffset + last.offset, batchHeaderBytes);
  frame.setUint32(20, 4, true);
  frame.setUint32(60, checksum(bytes, last.offset, last.offset + 60), true);
}

interface Case {
  readonly what: string;
  readonly spoil: (disk: MemoryDisk) => Promise<void> | void;
  readonly says: RegExp;
}

const cases: readonly Case[] = [
  {
    what: 'a segment of another cluster (row 18)',
    spoil: async (disk) => disk.setBytes(second, (await soundDirectory(2)).bytesOf(second)),
    says: /^journal-00000002\.log at 16: expected cluster [0-9a-f]{16}, found [0-9a-f]{16}$/,
  },
  {
    what: 'a marker of another cluster (row 18)',
    spoil: async (disk) =>
      disk.setBytes(`${directory}/MUSTER`, (await soundDirectory(2)).bytesOf(`${directory}/MUSTER`)),
    says: /^MUSTER at 25: expected cluster [0-9a-f]{16}, which every segment and checkpoint here names, found [0-9a-f]{16}$/,
  },
  {
    what: 'a segment whose epoch goes backwards (row 20)',
    spoil: async (disk) => {
      const third = `${directory}/journal-00000003.log`;
      disk.bytesOf(third).set(segmentHeader({ ...headOf(disk, third), epoch: 4 }));
    },
    says: /^journal-00000003\.log at 40 \(sequence 5\): expected epoch 5 or later, found epoch 4$/,
  },
  {
    what: 'a batch whose epoch goes backwards (row 20)',
    spoil: lowerLastBatch,
    says: /^journal-00000002\.log at \d+ \(sequence 4\): expected epoch 5 or later, found epoch 4$/,
  },
  {
    what: 'a missing segment (row 20)',
    spoil: (disk) => disk.remove(second),
    says: /^journal-00000002\.log at 0: expected the records before journal-00000003\.log, found no such file$/,
  },
  {
    what: 'a journal of a newer format (row 24)',
    spoil: (disk) => {
      const bytes = disk.bytesOf(second);
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      view.setUint32(8, 99, true);
      view.setUint32(60, checksum(bytes, 0, 60), true);
    },
    says: /^journal-00000002\.log at 0: expected a segment header, found journal format 99, newer than \d+$/,
  },
  {
    what: 'a journal that ends below a checkpoint (row 21)',
    spoil: async (disk) => {
      const later = disk.clone();
      const live = await opened(later);
      live.journal.setEpoch(9);
      await write(live, [alarm('lost')]);
      await checkpoint(live, later);
      await live.journal.close();
      const name = (await later.list(directory)).find((each) => each.startsWith('checkpoint-')) ?? '';
      disk.setBytes(`${directory}/${name}`, later.bytesOf(`${directory}/${name}`));
    },
    says: /^journal-00000003\.log at \d+ \(sequence 7\): expected records up to 7, which a checkpoint holds, found the end of the journal$/,
  },
];

const everything = async (disk: MemoryDisk) =>
  new Map((await disk.list(directory)).toSorted().map((name) => [name, disk.bytesOf(`${directory}/${name}`).slice()]));

test.each(cases)('$what is refused in one sentence, and no byte of the directory changes', async ({ spoil, says }) => {
  const disk = await soundDirectory();
  expect(await open(disk.clone())).toMatchObject({ refused: [], tornTail: null });
  await spoil(disk);
  // An unfinished file is removed by a start that goes on; this one does not.
  disk.setBytes(`${directory}/checkpoint-00000000000000000009.mcp.tmp`, new Uint8Array(5));
  const before = await everything(disk);
  expect(await open(disk)).toMatchObject({ refusals: [{ reason: expect.stringMatching(says) }] });
  expect(await everything(disk)).toEqual(before);
});

test('a directory with segments and without a marker is no journal directory, and no byte of it changes (row 18)', async () => {
  const disk = await soundDirectory();
  await disk.remove(`${directory}/MUSTER`);
  const before = await everything(disk);
  await expect(open(disk)).rejects.toThrow(
    /^Expected \/data to be empty or a Muster journal directory, found .+ and no MUSTER marker$/,
  );
  expect(await everything(disk)).toEqual(before);
});
