import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MemoryDisk, memoryDisk } from '../../../simulators/world/disk.ts';
import { emptyState } from '../../../src/core/find-or-create.ts';
import { serialiseState } from '../../../src/core/serialise.ts';
import { segmentName } from '../../../src/durability/directory.ts';
import { Follower, type FollowerStart } from '../../../src/durability/follower/follower.ts';
import { batchHeaderBytes } from '../../../src/durability/journal/batch-frame.ts';
import type { JournalPosition } from '../../../src/durability/journal/journal.ts';
import type { Opened } from '../../../src/durability/open-directory.ts';
import { durabilityParts } from '../../../src/durability/parts.ts';
import { tradingFact } from '../../bench/trading-facts.ts';
import { anyFact } from '../../core/arbitrary-facts.ts';
import { directory, journalFrames, opened, write } from '../rig.ts';

const facts = (from: number, count: number) => Array.from({ length: count }, (_, index) => tradingFact(from + index));

function followerOf(disk: MemoryDisk, { journal }: Opened, more: Partial<FollowerStart> = {}): Follower {
  const source = { disk, directory, clusterId: journal.clusterId };
  return new Follower({ ...source, state: emptyState(), parts: durabilityParts, segmentId: 1, ...more });
}

async function live() {
  const disk = memoryDisk();
  const writer = await opened(disk);
  await write(writer, [facts(0, 3), facts(3, 2)]);
  return { disk, writer, follower: followerOf(disk, writer) };
}

function flip(disk: MemoryDisk, { segmentId }: JournalPosition, offset: number): void {
  const bytes = disk.bytesOf(`${directory}/${segmentName(segmentId)}`);
  bytes[offset] = (bytes[offset] ?? 0) ^ 1;
}

test('told each durable position, it has the state of the loop there, over any number of segments (row 29)', async () => {
  const groups = fc.array(fc.array(anyFact, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(groups, fc.integer({ min: 1, max: 4 }), async (reactions, each) => {
      const disk = memoryDisk();
      const writer = await opened(disk);
      const follower = followerOf(disk, writer);
      for (const [index, reaction] of reactions.entries()) {
        await write(writer, [reaction]);
        if (index % each !== 0) continue;
        expect(await follower.follow(writer.journal.position)).toEqual({ kind: 'reached' });
        expect(serialiseState(follower.state)).toBe(serialiseState(writer.state));
      }
      await writer.journal.close();
    }),
    { numRuns: 40 },
  );
});

test('what was appended since is read alone, not the segment again', async () => {
  const { disk, writer, follower } = await live();
  await follower.follow(writer.journal.position);
  const before = writer.journal.position;
  await write(writer, [facts(5, 1)]);
  const read: number[] = [];
  const open = disk.open.bind(disk);
  const counted = {
    open: async (path: string, mode: 'read') => {
      const file = await open(path, mode);
      return {
        read: async (offset: number, length: number) => {
          read.push(offset, length);
          return file.read(offset, length);
        },
        close: () => file.close(),
      };
    },
  };
  Object.assign(disk, counted);
  await follower.follow(writer.journal.position);
  Object.assign(disk, { open });
  expect(read).toEqual([before.offset, writer.journal.position.offset - before.offset]);
  expect(follower.state.head.sequence).toBe(writer.state.head.sequence);
});

test('a batch behind the told position is not looked at, even where it is broken', async () => {
  const { disk, writer, follower } = await live();
  const told = writer.journal.position;
  await write(writer, [facts(5, 1)]);
  flip(disk, told, told.offset + batchHeaderBytes + 70);
  expect(await follower.follow(told)).toEqual({ kind: 'reached' });
  expect(await follower.follow(writer.journal.position)).toMatchObject({ kind: 'damaged' });
});

test('an incomplete batch at the end of the directory is waited for, and followed once it is whole (row 19)', async () => {
  const { disk, writer, follower } = await live();
  await write(writer, [facts(5, 2)]);
  const last = (await journalFrames(disk)).findLast(({ header }) => header.count > 0);
  if (last === undefined) throw new Error('Expected a batch');
  const path = `${directory}/${last.file}`;
  const whole = disk.bytesOf(path).slice();
  disk.setBytes(path, whole.slice(0, last.offset + batchHeaderBytes + 20));
  expect(await follower.follow('end')).toMatchObject({ kind: 'torn', bytes: batchHeaderBytes + 20 });
  expect(follower.state.head.sequence).toBe(last.header.firstSequence - 1n);
  disk.setBytes(path, whole);
  expect(await follower.follow('end')).toEqual({ kind: 'reached' });
  expect(serialiseState(follower.state)).toBe(serialiseState(writer.state));
});

test('below a told position an incomplete batch, zeros and a short file are damage with a place (row 20)', async () => {
  const spoil: readonly ((bytes: Uint8Array, from: number) => Uint8Array)[] = [
    (bytes, from) => bytes.slice(0, from + 80),
    (bytes, from) => bytes.slice().fill(0, from),
    (bytes, from) => bytes.slice(0, from),
  ];
  for (const change of spoil) {
    const { disk, writer, follower } = await live();
    await follower.follow(writer.journal.position);
    await write(writer, [facts(5, 2)]);
    const { offset, segmentId } = follower.place;
    const frame = (await journalFrames(disk)).findLast(({ header }) => header.count > 0);
    const path = `${directory}/${segmentName(segmentId)}`;
    disk.setBytes(path, change(disk.bytesOf(path), frame?.offset ?? offset));
    const rest = await follower.follow(writer.journal.position);
    expect(rest).toMatchObject({ kind: 'damaged', refusal: { file: segmentName(segmentId) } });
    const place = 'refusal' in rest ? rest.refusal.offset : 0;
    expect([frame?.offset ?? 0, (frame?.offset ?? 0) + batchHeaderBytes]).toContain(place);
  }
});

test('a state that moves otherwise than the one that wrote the journal is drift, found at the first batch (row 23)', async () => {
  const { disk, writer } = await live();
  const wrong = { ...durabilityParts, core: { ...durabilityParts.core, tradeKey: () => 'always the same' } };
  await write(writer, [facts(5, 60)]);
  const follower = followerOf(disk, writer, { parts: wrong });
  const rest = await follower.follow(writer.journal.position);
  expect(rest).toMatchObject({ kind: 'damaged', refusal: { expected: expect.stringContaining('state hash') } });
  expect(follower.unfit).toBe(false);
});

test('a beginning that the journal never had is told as unfit, also with nothing behind it (row 28)', async () => {
  const { disk, writer } = await live();
  const other = memoryDisk();
  const stranger = await opened(other);
  await write(stranger, [facts(0, 3), facts(7, 2)]);
  expect(stranger.state.head.sequence).toBe(writer.state.head.sequence);
  const follower = followerOf(disk, writer, { state: stranger.state });
  expect(await follower.follow('end')).toMatchObject({ kind: 'damaged' });
  expect(follower.unfit).toBe(true);
});
