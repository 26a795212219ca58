import { expect, test } from 'vitest';
import { pieceBytes } from '../../../src/durability/retention/read-pieces.ts';
import { betweenRoundsMs, firstRoundMs, scrubBytesPerMs } from '../../../src/durability/retention/upkeep.ts';
import { UpkeepHost } from '../../../src/durability/retention/upkeep-host.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { countingClock, idle } from '../rig.ts';
import { flip, segmentPath, sourceOf, type Tended, tended } from './tended.ts';

/** A host over the directory, its reads counted, its clock moved only by the test. */
function hosted({ disk, live }: Tended) {
  const alarms: string[] = [];
  const failures: string[] = [];
  const pauses: number[] = [];
  const reads: number[] = [];
  let open = 0;
  const openFile = disk.open.bind(disk);
  Object.assign(disk, {
    open: async (...args: Parameters<typeof openFile>) => {
      const file = await openFile(...args);
      open += 1;
      return {
        ...file,
        read: (offset: number, length: number) => {
          reads.push(length);
          return file.read(offset, length);
        },
        close: async () => {
          open -= 1;
          await file.close();
        },
      };
    },
  });
  const clock = countingClock();
  const after: Clock['after'] = (delayMs, callback) => {
    pauses.push(delayMs);
    return clock.after(delayMs, callback);
  };
  const host = new UpkeepHost({
    ...sourceOf(disk, live),
    clock: { ...clock, after },
    requestRoll: () => void live.journal.roll(),
    onAlarm: ({ code }) => alarms.push(code),
    onFailed: ({ message }) => failures.push(message),
  });
  /** Until the host pauses for as long as it does between rounds, `rounds` times. */
  const runs = async (rounds: number) => {
    await idle();
    for (let done = 0; done < rounds; ) {
      clock.advance(pauses.at(-1) ?? 0);
      await idle();
      if (pauses.at(-1) === betweenRoundsMs) done += 1;
    }
  };
  return { host, runs, alarms, failures, pauses, reads, openFiles: () => open };
}

test('the first round begins a second after the start, the next ones ten seconds apart; nothing is read in large pieces, and no more than the bound a second (row 20)', async () => {
  const { host, runs, pauses, reads } = hosted(await tended(200, [50, 150]));
  host.start();
  await runs(2);
  expect(pauses[0]).toBe(firstRoundMs);
  expect(pauses.filter((pause) => pause === betweenRoundsMs)).toHaveLength(2);
  const bytes = reads.reduce((sum, length) => sum + length, 0);
  const reading = pauses.filter((pause) => pause < 250).reduce((sum, pause) => sum + pause, 0);
  expect(Math.max(...reads)).toBeLessThanOrEqual(pieceBytes);
  expect(bytes).toBeGreaterThan(20_000);
  expect(reading).toBeGreaterThanOrEqual(bytes / scrubBytesPerMs - 1);
  await host.stop();
});

test('damage done between two rounds is told in the next one, once', async () => {
  const directoryOf = await tended();
  const { host, runs, alarms } = hosted(directoryOf);
  host.start();
  await runs(1);
  expect(alarms).toEqual([]);
  flip(directoryOf.disk, segmentPath(1), 400);
  await runs(3);
  expect(alarms).toEqual(['segment-damaged', 'segment-retired']);
  await host.stop();
});

test('a disk that refuses the retirement is told, and the next round tries again without telling the damage twice', async () => {
  const directoryOf = await tended();
  const { host, runs, alarms, failures } = hosted(directoryOf);
  flip(directoryOf.disk, segmentPath(1), 400);
  directoryOf.disk.onOperation = (operation) =>
    operation === 'rename' ? Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' }) : null;
  host.start();
  await runs(2);
  expect(alarms).toEqual(['segment-damaged']);
  expect(failures).toEqual(['EROFS: read-only file system', 'EROFS: read-only file system']);
  directoryOf.disk.onOperation = () => null;
  await runs(2);
  expect(alarms).toEqual(['segment-damaged', 'segment-retired']);
  await host.stop();
});

test('a stop leaves no file open and reads nothing more', async () => {
  const { host, reads, openFiles } = hosted(await tended());
  host.start();
  await host.stop();
  expect([reads, openFiles()]).toEqual([[], 0]);

  const again = hosted(await tended());
  again.host.start();
  await again.runs(1);
  await again.host.stop();
  const read = again.reads.length;
  await idle();
  expect([again.reads.length, again.openFiles()]).toEqual([read, 0]);
});
