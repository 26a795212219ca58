import { expect, test } from 'vitest';
import { type MemoryDisk, memoryDisk } from '../../../simulators/world/disk.ts';
import type { Fact } from '../../../src/core/records.ts';
import { serialiseState } from '../../../src/core/serialise.ts';
import { readCheckpoint } from '../../../src/durability/checkpoint/checkpoint-format.ts';
import { FollowingWriter } from '../../../src/durability/checkpoint/checkpoint-writer.ts';
import { segmentName, sortFiles } from '../../../src/durability/directory.ts';
import type { Opened } from '../../../src/durability/open-directory.ts';
import { durabilityParts } from '../../../src/durability/parts.ts';
import { tradingFact } from '../../bench/trading-facts.ts';
import { checkpoint, directory, idle, opened, write, writerOf } from '../rig.ts';

let number = 0;
const facts = (count: number): readonly Fact[] => Array.from({ length: count }, () => tradingFact(number++));

async function live(): Promise<{ readonly disk: MemoryDisk; readonly life: Opened }> {
  const disk = memoryDisk();
  const life = await opened(disk);
  await write(life, [facts(5)]);
  await idle();
  return { disk, life };
}

const newest = async (disk: MemoryDisk) => sortFiles(await disk.list(directory)).checkpoints[0]?.file ?? '';
function imageOf(disk: MemoryDisk, file: string) {
  const image = readCheckpoint(disk.bytesOf(`${directory}/${file}`));
  if ('problem' in image) throw new Error(image.problem);
  return image;
}

/** Some byte of the last batch before a position. */
function flip(disk: MemoryDisk, { journal }: Opened): void {
  const bytes = disk.bytesOf(`${directory}/${segmentName(journal.position.segmentId)}`);
  const at = journal.position.offset - 20;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
}

test('it goes temporary name, sync, rename, directory sync, and touches nothing else (row 26)', async () => {
  const { disk, life } = await live();
  const operations: string[] = [];
  disk.onOperation = (operation, path) => {
    operations.push(`${operation} ${path.replace(/^.*\/|\d{8,}/g, '')}`);
    return null;
  };
  await checkpoint(life, disk);
  expect(operations.filter((operation) => !operation.startsWith('open journal'))).toEqual([
    'open checkpoint-.mcp.tmp',
    'write checkpoint-.mcp.tmp',
    'sync checkpoint-.mcp.tmp',
    'rename checkpoint-.mcp',
    'syncDirectory data',
  ]);
});

test('it holds the state of the loop at the position it was told, not what was appended since (rows 25, 29)', async () => {
  const { disk, life } = await live();
  const told = life.journal.position;
  const expected = serialiseState(life.state);
  await write(life, [facts(7)]);
  life.journal.append(facts(2));
  await writerOf(life, disk).write(told);
  const image = imageOf(disk, await newest(disk));
  expect(image).toMatchObject({ sequence: told.sequence, payload: expected });
});

test('each one names the one before it as its parent, over lives too (row 27)', async () => {
  const { disk, life } = await live();
  const parents: number[] = [];
  const sums: number[] = [imageOf(disk, await newest(disk)).checksum];
  const more = async (each: Opened) => {
    await write(each, [facts(3)]);
    await checkpoint(each, disk);
    const image = imageOf(disk, await newest(disk));
    parents.push(image.parentChecksum);
    sums.push(image.checksum);
  };
  await more(life);
  await more(life);
  await life.journal.close();
  await more(await opened(disk));
  expect(parents).toEqual(sums.slice(0, 3));
  expect(new Set(sums).size).toBe(4);
});

test('a state that did not move gives no second file, nor one beside the checkpoint it began from', async () => {
  const { disk, life } = await live();
  await checkpoint(life, disk);
  const operations: string[] = [];
  disk.onOperation = (operation) => {
    operations.push(operation);
    return null;
  };
  await writerOf(life, disk).write(life.journal.position);
  await life.journal.close();
  const again = await opened(disk);
  operations.length = 0;
  const before = await disk.list(directory);
  await writerOf(again, disk).write(again.journal.position);
  expect(await disk.list(directory)).toEqual(before);
  expect(operations.filter((operation) => operation !== 'open')).toEqual([]);
});

test('a batch that differs from what was written kills it: it says where, and writes nothing ever after (row 25)', async () => {
  const { disk, life } = await live();
  await checkpoint(life, disk);
  const before = await newest(disk);
  await write(life, [facts(2)]);
  flip(disk, life);
  const writer = writerOf(life, disk);
  await expect(writer.write(life.journal.position)).rejects.toThrow('journal-00000001.log');
  expect(await writer.dead).toContain('journal-00000001.log');
  flip(disk, life);
  await expect(writer.write(life.journal.position)).rejects.toThrow('journal-00000001.log');
  expect(await newest(disk)).toBe(before);
});

test('a state that drifts from the loop’s kills it at the first batch that differs (rows 23, 25)', async () => {
  const { disk, life } = await live();
  await write(life, [facts(60)]);
  const wrong = { ...durabilityParts, core: { ...durabilityParts.core, tradeKey: () => 'always the same' } };
  const start = { directory, clusterId: life.journal.clusterId, checkpoint: life.checkpointUsed?.file ?? null };
  const writer = new FollowingWriter(start, disk, wrong);
  await expect(writer.write(life.journal.position)).rejects.toThrow('expected state hash');
  expect(await writer.dead).toContain('expected state hash');
});

test('a disk that refuses fails one request alone; the next writes what is durable by then (row 25)', async () => {
  const { disk, life } = await live();
  for (const refused of ['open', 'write', 'sync', 'rename', 'syncDirectory'] as const) {
    await write(life, [facts(2)]);
    const before = await newest(disk);
    disk.onOperation = (operation) => (operation === refused ? new Error('full') : null);
    await expect(writerOf(life, disk).write(life.journal.position)).rejects.toThrow('full');
    disk.onOperation = () => null;
    if (refused !== 'syncDirectory') expect(await newest(disk)).toBe(before);
    await checkpoint(life, disk);
    expect(imageOf(disk, await newest(disk)).sequence).toBe(life.state.head.sequence);
  }
});

test('a segment that was set aside under it is gone around, from the checkpoint that made it dispensable (row 20)', async () => {
  const { disk, life } = await live();
  await checkpoint(life, disk);
  const { segmentId } = life.journal.position;
  expect(await life.journal.roll()).toBe(true);
  await disk.rename(`${directory}/${segmentName(segmentId)}`, `${directory}/retired-00000001.log`);
  await write(life, [facts(2)]);
  const writer = writerOf(life, disk);
  await writer.write(life.journal.position);
  expect(imageOf(disk, await newest(disk)).sequence).toBe(life.state.head.sequence);
});

test('a segment that is missing behind the newest checkpoint kills it: no restart could read the journal either (rows 20, 25)', async () => {
  const { disk, life } = await live();
  await checkpoint(life, disk);
  await write(life, [facts(2)]);
  const file = segmentName(life.journal.position.segmentId);
  await disk.remove(`${directory}/${file}`);
  await expect(writerOf(life, disk).write(life.journal.position)).rejects.toThrow(file);
  expect(await writerOf(life, disk).dead).toContain(file);
});

test('it begins behind the newest checkpoint that can be trusted, whatever befell those the engine opened with (row 28)', async () => {
  const { disk, life } = await live();
  await checkpoint(life, disk);
  const damaged = await newest(disk);
  const bytes = disk.bytesOf(`${directory}/${damaged}`);
  bytes[150] = (bytes[150] ?? 0) ^ 1;
  await write(life, [facts(3)]);
  const start = { directory, clusterId: life.journal.clusterId };
  await new FollowingWriter(start, disk, durabilityParts).write(life.journal.position);
  expect(imageOf(disk, await newest(disk)).sequence).toBe(life.journal.durableSequence);
});

test('damage where it stands, but below the newest checkpoint, is passed by beginning again behind that (row 20)', async () => {
  const { disk, life } = await live();
  await checkpoint(life, disk);
  const { segmentId, offset } = life.journal.position;
  await life.journal.roll();
  const bytes = disk.bytesOf(`${directory}/${segmentName(segmentId)}`);
  bytes[offset + 100] = 1;
  await write(life, [facts(3)]);
  await checkpoint(life, disk);
  expect(imageOf(disk, await newest(disk)).sequence).toBe(life.journal.durableSequence);
});

test('a segment that is pruned while it looks where to begin is no failure: it looks again', async () => {
  const { disk, life } = await live();
  await checkpoint(life, disk);
  await life.journal.roll();
  await write(life, [facts(3)]);
  let pruned = false;
  const open = disk.open.bind(disk);
  disk.open = async (path, mode) => {
    if (!pruned && path.endsWith(segmentName(1))) {
      pruned = true;
      await disk.remove(path);
    }
    return open(path, mode);
  };
  const start = { directory, clusterId: life.journal.clusterId };
  await new FollowingWriter(start, disk, durabilityParts).write(life.journal.position);
  expect(pruned).toBe(true);
  expect(imageOf(disk, await newest(disk)).sequence).toBe(life.journal.durableSequence);
});
