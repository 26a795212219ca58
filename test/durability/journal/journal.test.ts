import { expect, test } from 'vitest';
import { memoryDisk } from '../../../simulators/world/disk.ts';
import type { Fact } from '../../../src/core/records.ts';
import { directory, exported, idle, journalFiles, opened, write } from '../rig.ts';

const alarm = (text: string): Fact => ({ type: 'alarm', code: 'test', text });

test('all that one tick appends shares one write and one sync (row 16)', async () => {
  const disk = memoryDisk();
  const live = await opened(disk);
  await idle();
  const operations: string[] = [];
  disk.onOperation = (operation) => {
    operations.push(operation);
    return null;
  };
  live.journal.append([alarm('a'), alarm('b')]);
  const last = live.journal.append([alarm('c')]).at(-1);
  await new Promise<void>((resolve) => live.journal.afterDurable(last?.sequence ?? 0n, resolve));
  await live.journal.close();
  // The second write is the empty frame that states the sync's time.
  expect(operations).toEqual(['write', 'sync', 'write']);
});

test('one batch is in flight: what comes while it is synced shares the next one (row 16, mechanism 5)', async () => {
  const disk = memoryDisk();
  const live = await opened(disk);
  await idle();
  let writes = 0;
  let inFlight = 0;
  disk.onOperation = (operation) => {
    if (operation === 'write') {
      writes += 1;
      expect(inFlight).toBe(0);
      inFlight = 1;
      if (writes === 1) for (let more = 0; more < 10; more++) live.journal.append([alarm(`waiting ${more}`)]);
    }
    if (operation === 'sync') inFlight = 0;
    return null;
  };
  live.journal.append([alarm('first')]);
  await idle();
  await live.journal.close();
  // Two batches and the empty frame; the close finds nothing left.
  expect(writes).toBe(3);
});

test('an effect runs only once its sequence is durable, in the order of sequences (row 15, mechanism 1)', async () => {
  const disk = memoryDisk();
  const { journal } = await opened(disk);
  await idle();
  const order: string[] = [];
  disk.onOperation = (operation) => {
    if (operation === 'sync') order.push('sync');
    return null;
  };
  const [first, second] = journal.append([alarm('a'), alarm('b')]);
  journal.afterDurable(second?.sequence ?? 0n, () => order.push('effect of b'));
  journal.afterDurable(first?.sequence ?? 0n, () => order.push('effect of a'));
  expect(order).toEqual([]);
  await journal.close();
  expect(order).toEqual(['sync', 'effect of a', 'effect of b']);
  journal.afterDurable(first?.sequence ?? 0n, () => order.push('at once'));
  expect(order.at(-1)).toBe('at once');
});

test.each(['write', 'sync'] as const)(
  'after a failed %s nothing is ever written or released (row 22)',
  async (broken) => {
    const disk = memoryDisk();
    const { journal, state } = await opened(disk);
    await journal.append([]);
    let afterFailure = 0;
    let failing = false;
    disk.onOperation = (operation) => {
      if (failing) afterFailure += 1;
      if (operation !== broken) return null;
      failing = true;
      return Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    };
    let released = 0;
    const last = journal.append([alarm('lost')]).at(-1)?.sequence ?? 0n;
    journal.afterDurable(last, () => {
      released += 1;
    });
    await expect(journal.failed).resolves.toMatchObject({
      operation: 'write',
      code: 'ENOSPC',
      file: 'journal-00000001.log',
    });
    journal.append([alarm('later')]);
    journal.afterDurable(1n, () => {
      released += 1;
    });
    await journal.close();
    expect({ released, afterFailure, durable: journal.durableSequence < last }).toEqual({
      released: 0,
      afterFailure: 0,
      durable: true,
    });
    expect(state.head.sequence).toBe(last + 1n);
  },
);

test('a full segment is followed by the next, made whole under a temporary name first (row 18)', async () => {
  const disk = memoryDisk();
  const live = await opened(disk);
  const operations: string[] = [];
  disk.onOperation = (operation, path) => {
    operations.push(`${operation} ${path.slice(directory.length + 1)}`);
    return null;
  };
  await write(
    live,
    Array.from({ length: 40 }, (_, index) => [alarm(`number ${index}`)]),
  );
  await live.journal.close();
  expect((await journalFiles(disk)).length).toBeGreaterThan(2);
  const made = operations.indexOf('open journal-00000002.log.tmp');
  expect(operations.slice(made, made + 5)).toEqual([
    'open journal-00000002.log.tmp',
    'write journal-00000002.log.tmp',
    'sync journal-00000002.log.tmp',
    'rename journal-00000002.log',
    'syncDirectory ',
  ]);
  expect((await opened(disk)).state.head.sequence).toBe(41n);
});

test('a batch larger than a segment gets a segment of its own size', async () => {
  const disk = memoryDisk();
  const live = await opened(disk);
  await write(live, [[alarm('x'.repeat(10_000))], [alarm('after')]]);
  await live.journal.close();
  expect((await opened(disk)).state.head.sequence).toBe(3n);
});

test('the next frame states when a batch was durable; the first frame of an incarnation states nothing (row 17)', async () => {
  const disk = memoryDisk();
  const first = await opened(disk);
  await write(first, [[alarm('a')], [alarm('b')]]);
  await first.journal.close();
  const second = await opened(disk);
  await write(second, [[alarm('c')]]);
  await second.journal.close();
  const rows = (await exported(disk)).map((line) => JSON.parse(line));
  expect(rows.slice(0, -1).every(({ durableMonoNs }) => /^\d+$/.test(durableMonoNs))).toBe(true);
});

test('an epoch must rise, and stamps what is appended after it (row 13)', async () => {
  const { journal } = await opened(memoryDisk());
  journal.setEpoch(7);
  expect(journal.append([alarm('a')])[0]?.epoch).toBe(7);
  expect(() => journal.setEpoch(7)).toThrow('Expected an epoch after 7, got 7');
  await journal.close();
  expect(() => journal.append([alarm('b')])).toThrow('after close');
});

test('a roll ends the segment behind the batch in flight; what waits and all later entries go to the next one (row 18)', async () => {
  const disk = memoryDisk();
  const live = await opened(disk, { segmentBytes: 64 * 1024 });
  await write(live, [[alarm('a')]]);
  let rolled: Promise<boolean> = Promise.resolve(false);
  disk.onOperation = (operation) => {
    if (operation === 'sync') {
      disk.onOperation = () => null;
      rolled = live.journal.roll();
      live.journal.append([alarm('waiting')]);
    }
    return null;
  };
  await write(live, [[alarm('in flight')]]);
  expect(await rolled).toBe(true);
  expect(live.journal.position).toEqual({ segmentId: 2, offset: 64, sequence: 3n });
  await write(live, [[alarm('b')]]);
  // Twice in a row, and with nothing between: a segment may hold no frame at all.
  expect(await Promise.all([live.journal.roll(), live.journal.roll()])).toEqual([true, true]);
  expect(await live.journal.roll()).toBe(true);
  await live.journal.close();
  expect(await live.journal.roll()).toBe(false);
  expect(await journalFiles(disk)).toHaveLength(4);
  const again = await opened(disk, { segmentBytes: 64 * 1024 });
  expect(again.state.head.sequence).toBe(5n);
  await again.journal.close();
});

test('a roll that fails ends the journal and is answered (row 22)', async () => {
  const disk = memoryDisk();
  const { journal } = await opened(disk);
  await idle();
  disk.onOperation = (operation) => (operation === 'rename' ? new Error('no space left') : null);
  expect(await journal.roll()).toBe(false);
  await expect(journal.failed).resolves.toMatchObject({ operation: 'segment' });
  expect(await journal.roll()).toBe(false);
});

test('the position stands behind the last durable batch, and its listeners are told after the effects (mechanism 1)', async () => {
  const disk = memoryDisk();
  const live = await opened(disk);
  await idle();
  const told: string[] = [];
  const stop = live.journal.onDurable(({ sequence }) => told.push(`position ${sequence}`));
  const before = live.journal.position;
  const [entry] = live.journal.append([alarm('a')]);
  live.journal.afterDurable(entry?.sequence ?? 0n, () => told.push(`effect ${entry?.sequence}`));
  expect(live.journal.position).toEqual(before);
  await idle();
  expect(told).toEqual(['effect 2', 'position 2']);
  expect(live.journal.position.offset).toBeGreaterThan(before.offset);
  stop();
  await write(live, [[alarm('b')]]);
  expect(told).toHaveLength(2);
  await live.journal.close();
});
