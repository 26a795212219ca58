import { expect, test } from 'vitest';
import { memoryDisk } from '../../../simulators/world/disk.ts';
import type { Fact } from '../../../src/core/records.ts';
import type { CheckpointWriter } from '../../../src/durability/checkpoint/checkpoint-writer.ts';
import { type CheckpointAlarm, Checkpointer } from '../../../src/durability/checkpoint/checkpointer.ts';
import { countingClock, directory, idle, opened, writerOf } from '../rig.ts';

const fact: Fact = { type: 'alarm', code: 'test', text: 'x' };

async function rig(change: (writer: CheckpointWriter) => CheckpointWriter = (writer) => writer) {
  const disk = memoryDisk();
  const clock = countingClock();
  const live = await opened(disk, { clock });
  await idle();
  const alarms: CheckpointAlarm[] = [];
  const checkpointer = new Checkpointer({
    clock,
    journal: live.journal,
    writer: change(writerOf(live, disk)),
    onAlarm: (alarm) => alarms.push(alarm),
  });
  const recent = async () => (await disk.list(directory)).filter((name) => /^checkpoint-.*\.mcp$/.test(name)).sort();
  /** In looks of 100 ms, with whatever waits for the disk done between them. */
  const pass = async (elapsedMs: number) => {
    for (let passedMs = 0; passedMs < elapsedMs; passedMs += 100) {
      clock.advance(100);
      await idle();
    }
  };
  const codes = () => alarms.map(({ code }) => code);
  return { disk, clock, live, checkpointer, alarms, codes, recent, pass };
}

const sequences = (names: readonly string[]) => names.map((name) => Number(name.slice(11, 31)));

test('one is written each second in which the state moved, and four generations are kept (rows 25, 28)', async () => {
  const { live, checkpointer, recent, pass, alarms } = await rig();
  checkpointer.start();
  for (let second = 0; second < 6; second++) {
    live.journal.append([fact]);
    await pass(1000);
  }
  const written = await recent();
  expect(sequences(written)).toEqual([4, 5, 6, 7]);
  await pass(3000);
  expect(await recent()).toEqual(written);
  expect(alarms).toEqual([]);
  await checkpointer.stop();
});

test('a stop waits for the checkpoint of the last entry, and nothing is asked of the writer afterwards (row 51)', async () => {
  const { live, checkpointer, recent, pass } = await rig();
  checkpointer.start();
  await pass(1000);
  const stopped = live.journal.append([fact]).at(-1)?.sequence ?? 0n;
  await checkpointer.writeNow(stopped);
  expect(sequences(await recent()).at(-1)).toBe(Number(stopped));
  await checkpointer.stop();
  live.journal.append([fact]);
  await pass(3000);
  expect(sequences(await recent()).at(-1)).toBe(Number(stopped));
});

test('one that cannot be written is one alarm however often it fails, another after one that stood (row 25)', async () => {
  const { disk, live, checkpointer, codes, recent, pass } = await rig();
  checkpointer.start();
  await pass(1000);
  const before = await recent();
  const full = () => {
    disk.onOperation = (operation, path) =>
      operation === 'sync' && path.includes('checkpoint') ? new Error('full') : null;
  };
  full();
  live.journal.append([fact]);
  await pass(6000);
  // It is behind as well by then.
  expect(codes()).toEqual(['checkpoint-failed', 'checkpoint-behind']);
  expect(await recent()).toEqual(before);
  disk.onOperation = () => null;
  await pass(1200);
  expect((await recent()).length).toBe(before.length + 1);
  full();
  live.journal.append([fact]);
  await pass(1200);
  expect(codes()).toEqual(['checkpoint-failed', 'checkpoint-behind', 'checkpoint-failed']);
  await checkpointer.stop();
});

test('a newest checkpoint more than 2 s behind the durable journal is one alarm, and another once it had caught up (row 25)', async () => {
  let release: (() => void) | null = null;
  let stuck = true;
  const { live, checkpointer, codes, alarms, pass } = await rig((writer) => ({
    ...writer,
    dead: writer.dead,
    stop: () => writer.stop(),
    write: async (position) => {
      if (stuck) await new Promise<void>((resolve) => (release = resolve));
      await writer.write(position);
    },
  }));
  const catchUp = async () => {
    stuck = false;
    release?.();
    await pass(2000);
    stuck = true;
  };
  checkpointer.start();
  await pass(1900);
  expect(codes()).toEqual([]);
  await pass(300);
  expect(alarms).toEqual([{ code: 'checkpoint-behind', text: expect.stringMatching(/ 2\.\d s behind/) }]);
  await pass(5000);
  expect(codes()).toEqual(['checkpoint-behind']);
  await catchUp();
  live.journal.append([fact]);
  await pass(3200);
  expect(codes()).toEqual(['checkpoint-behind', 'checkpoint-behind']);
  await catchUp();
  await checkpointer.stop();
});

test('a journal that does not move is not behind, however long ago the last checkpoint was (row 25)', async () => {
  const { checkpointer, alarms, pass } = await rig();
  checkpointer.start();
  await pass(60_000);
  expect(alarms).toEqual([]);
  await checkpointer.stop();
});

test('a dead follower is an alarm and a hold, and is not asked again (row 25)', async () => {
  let die: (why: string) => void = () => {};
  let asked = 0;
  const { live, checkpointer, alarms, pass } = await rig(() => ({
    dead: new Promise<string>((resolve) => (die = resolve)),
    stop: async () => {},
    write: async () => {
      asked += 1;
    },
  }));
  checkpointer.start();
  await pass(500);
  expect([asked, checkpointer.hold]).toEqual([1, null]);
  die('another state');
  live.journal.append([fact]);
  await pass(5000);
  expect(asked).toBe(1);
  expect(alarms).toEqual([
    { code: 'checkpoint-follower-dead', text: 'the follower that writes checkpoints is dead: another state' },
  ]);
  expect(checkpointer.hold).toContain('another state');
  await checkpointer.stop();
});
