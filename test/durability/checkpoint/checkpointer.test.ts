import { expect, test } from 'vitest';
import { memoryDisk } from '../../../simulators/world/disk.ts';
import type { Fact } from '../../../src/core/records.ts';
import { Checkpointer } from '../../../src/durability/checkpoint/checkpointer.ts';
import { countingClock, directory, idle, opened } from '../rig.ts';

const alarm: Fact = { type: 'alarm', code: 'test', text: 'x' };

async function rig() {
  const disk = memoryDisk();
  const clock = countingClock();
  const live = await opened(disk, { clock });
  await idle();
  const failures: Error[] = [];
  const checkpointer = new Checkpointer({
    disk,
    clock,
    directory,
    state: live.state,
    journal: live.journal,
    parentChecksum: live.checkpointChecksum,
    onFailed: (error) => failures.push(error),
  });
  const recent = async () => (await disk.list(directory)).filter((name) => /^checkpoint-.*\.mcp$/.test(name)).sort();
  return { disk, clock, live, checkpointer, failures, recent };
}

test('one is written each second in which the state moved, and four generations are kept (rows 25, 28)', async () => {
  const { clock, live, checkpointer, recent } = await rig();
  checkpointer.start();
  for (let second = 0; second < 6; second++) {
    live.journal.append([alarm]);
    clock.advance(1000);
    await idle();
  }
  const written = await recent();
  expect(written.map((name) => Number(name.slice(11, 31)))).toEqual([4, 5, 6, 7]);
  clock.advance(1000);
  await idle();
  expect(await recent()).toEqual(written);
  await checkpointer.stop();
});

test('it goes temporary name, sync, rename, directory sync, and only once the journal is durable up to it (rows 25, 26)', async () => {
  const { disk, live, checkpointer } = await rig();
  const operations: string[] = [];
  disk.onOperation = (operation, path) => {
    operations.push(`${operation} ${path.replace(/^.*\/|\d{8,}/g, '')}`);
    return null;
  };
  live.journal.append([alarm]);
  await checkpointer.writeNow();
  expect(operations).toEqual([
    'write journal-.log',
    'sync journal-.log',
    'write journal-.log',
    'open checkpoint-.mcp.tmp',
    'write checkpoint-.mcp.tmp',
    'sync checkpoint-.mcp.tmp',
    'rename checkpoint-.mcp',
    'syncDirectory data',
  ]);
});

test('one that cannot be written is told to its owner and leaves the older ones alone', async () => {
  const { disk, clock, live, checkpointer, failures, recent } = await rig();
  await checkpointer.writeNow();
  const before = await recent();
  disk.onOperation = (operation, path) =>
    operation === 'sync' && path.includes('checkpoint') ? new Error('full') : null;
  checkpointer.start();
  live.journal.append([alarm]);
  clock.advance(1000);
  await idle();
  expect(failures.map(({ message }) => message)).toEqual(['full']);
  expect(await recent()).toEqual(before);
  await checkpointer.stop();
});
