import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryDisk } from '../../simulators/world/disk.ts';
import type { Fact } from '../../src/core/records.ts';
import { serialiseState } from '../../src/core/serialise.ts';
import { formatHash, recomputedStateHash, stateHash } from '../../src/core/state-hash.ts';
import { anyFact } from '../core/arbitrary-facts.ts';
import { checkpoint, closedDirectory, directory, exported, journalFiles, open, opened, write } from './rig.ts';

const groups = fc.array(fc.array(anyFact, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 });
const alarms = (count: number): Fact[][] =>
  Array.from({ length: count }, (_, index) => [{ type: 'alarm', code: 'test', text: `${index}` }]);

describe('a new directory', () => {
  test('is made ours, and its configuration is the first record (row 9)', async () => {
    const disk = memoryDisk();
    const live = await opened(disk);
    expect(live).toMatchObject({ previousEnd: 'first', replayedEntries: 0, tornTail: null, refused: [] });
    await live.journal.close();
    expect(JSON.parse((await exported(disk))[0] ?? '')).toMatchObject({ type: 'configuration', sequence: '1' });
    const again = await opened(disk);
    expect(again).toMatchObject({ previousEnd: 'crash', replayedEntries: 1 });
    expect(again.state.head.sequence).toBe(1n);
  });

  test('is not made out of one that holds something else, and nothing in it changes', async () => {
    const disk = memoryDisk();
    await disk.makeDirectory(directory);
    disk.setBytes(`${directory}/holiday.jpg`, new Uint8Array([1]));
    await expect(open(disk)).rejects.toMatchObject({ name: 'NotAJournalDirectoryError' });
    expect(await disk.list(directory)).toEqual(['holiday.jpg']);
  });

  test('whose making was cut short at any operation is made again', async () => {
    for (let cut = 1; ; cut++) {
      const disk = memoryDisk();
      let left = cut;
      disk.onOperation = () => {
        left -= 1;
        return left === 0 ? new Error('power') : null;
      };
      const finished = await open(disk).then(
        () => true,
        () => false,
      );
      if (finished) break;
      disk.onOperation = () => null;
      disk.powerLoss();
      expect((await opened(disk)).state.head.sequence).toBe(1n);
    }
  });
});

test('a clean marker is told from a crash', async () => {
  const disk = await closedDirectory([[{ type: 'stopped', mode: 'cancel' }]]);
  expect((await opened(disk)).previousEnd).toBe('clean');
  expect((await opened(await closedDirectory(alarms(1)))).previousEnd).toBe('crash');
});

test('a checkpoint and its tail give the same state as the whole journal, byte for byte (row 29)', async () => {
  await fc.assert(
    fc.asyncProperty(groups, fc.nat(11), async (facts, place) => {
      const disk = await closedDirectory(facts, [place % facts.length]);
      const fromCheckpoint = await opened(disk.clone());
      const whole = disk.clone();
      for (const name of await whole.list(directory))
        if (name.endsWith('.mcp')) await whole.remove(`${directory}/${name}`);
      const fromGenesis = await opened(whole);
      expect(fromCheckpoint.checkpointUsed?.file).toMatch(/^checkpoint-/);
      expect(fromGenesis.checkpointUsed).toBeNull();
      expect(serialiseState(fromCheckpoint.state)).toBe(serialiseState(fromGenesis.state));
      expect(stateHash(fromCheckpoint.state)).toBe(stateHash(fromGenesis.state));
    }),
    { numRuns: 40 },
  );
});

test('three replays agree with each other and with every batch as it was written (row 23)', async () => {
  await fc.assert(
    fc.asyncProperty(groups, async (facts) => {
      const disk = await closedDirectory(facts);
      const hashes: string[] = [];
      for (let round = 0; round < 3; round++) {
        // Opening compares the state's hash at each frame and refuses the directory at the first that differs.
        const { state, journal } = await opened(disk.clone());
        await journal.close();
        hashes.push(formatHash(recomputedStateHash(state)));
      }
      expect(new Set(hashes).size).toBe(1);
    }),
    { numRuns: 30 },
  );
});

test('a state that replays otherwise than it was written is refused at the first batch that differs (row 23)', async () => {
  const disk = await closedDirectory(alarms(5));
  let calls = 0;
  const result = await open(disk, {
    parts: {
      sameState: (written, replayed) => {
        calls += 1;
        return calls < 4 && written === replayed;
      },
    },
  });
  expect(result).toMatchObject({
    refusals: [{ file: 'journal-00000001.log', expected: expect.stringContaining('state hash') }],
  });
});

describe('a damaged newest checkpoint', () => {
  const damaged = async () => {
    const intent: Fact = {
      type: 'intent',
      venue: 'alpha',
      symbol: 'BTCUSDT',
      clientOrderId: 'm1-1',
      side: 'BUY',
      orderType: 'LIMIT',
      price: 10n ** 12n,
      quantity: 500_000n,
      timestampMs: 1,
      recvWindowMs: 1000,
      decision: 1,
    };
    const disk = await closedDirectory([[intent], ...alarms(6)], [2, 4]);
    const newest = (await disk.list(directory))
      .filter((name) => name.startsWith('checkpoint-'))
      .sort()
      .at(-1);
    const path = `${directory}/${newest}`;
    const at = Buffer.from(disk.bytesOf(path)).indexOf('|500000|') + 1;
    const flip = (mask: number) => {
      disk.bytesOf(path)[at] = (disk.bytesOf(path)[at] ?? 0) ^ mask;
    };
    return { disk, file: `${newest}`, flip };
  };

  test('with one digit of a quantity changed is refused by its checksum, and the one before it is used (row 28)', async () => {
    const { disk, file, flip } = await damaged();
    const sound = serialiseState((await opened(disk.clone())).state);
    flip(1);
    const result = await opened(disk);
    expect(result.refused).toEqual([{ file, offset: 0, reason: expect.stringContaining('checksum') }]);
    expect(result.checkpointUsed?.fallbackDepth).toBe(1);
    expect(serialiseState(result.state)).toBe(sound);
  });

  test('passes when its verification is taken out, with another quantity: only the checksum could tell', async () => {
    const { disk, flip, file } = await damaged();
    flip(1);
    const parts = { checkpointProblem: () => null, sameState: () => true, instrumentProblem: () => null };
    const result = await opened(disk, { parts });
    expect(result.checkpointUsed).toMatchObject({ file, fallbackDepth: 0 });
    expect(serialiseState(result.state)).toContain('|1000000000000|400000|');
  });
});

test('with all recent checkpoints bad the base is used, with the base bad too the whole journal (row 28)', async () => {
  const disk = await closedDirectory(alarms(8), [2, 4, 6]);
  const spoil = async (prefix: string) => {
    for (const name of await disk.list(directory))
      if (name.startsWith(prefix)) disk.setBytes(`${directory}/${name}`, new Uint8Array([1]));
  };
  const sound = serialiseState((await opened(disk.clone())).state);
  await spoil('checkpoint-');
  const fromBase = await opened(disk.clone());
  expect(fromBase.checkpointUsed).toMatchObject({ sequence: 0n, fallbackDepth: 3 });
  await spoil('base-');
  const fromGenesis = await opened(disk);
  expect(fromGenesis.checkpointUsed).toBeNull();
  expect(fromGenesis.refused).toHaveLength(5);
  expect([serialiseState(fromBase.state), serialiseState(fromGenesis.state)]).toEqual([sound, sound]);
});

test('a missing segment above the newest checkpoint is refused by name; below it, it is reported and passed (row 20)', async () => {
  const above = await closedDirectory(alarms(60));
  await above.remove(`${directory}/journal-00000002.log`);
  expect(await open(above)).toMatchObject({ refusals: [{ file: 'journal-00000002.log', found: 'no such file' }] });

  const below = await closedDirectory(alarms(60), [59]);
  expect((await journalFiles(below)).length).toBeGreaterThan(3);
  await below.remove(`${directory}/journal-00000002.log`);
  const result = await opened(below);
  expect(result.refused).toMatchObject([{ file: 'journal-00000002.log' }]);
  expect(result.state.head.sequence).toBe(61n);
});

test('a segment of another directory is refused (row 18)', async () => {
  const disk = await closedDirectory(alarms(30));
  const other = memoryDisk();
  const clock = { wallMs: () => 5, monotonicNs: () => 7n, after: () => () => {} };
  const foreign = await opened(other, { clock });
  await write(foreign, alarms(30));
  await foreign.journal.close();
  disk.setBytes(`${directory}/journal-00000002.log`, other.bytesOf(`${directory}/journal-00000002.log`));
  expect(await open(disk)).toMatchObject({
    refusals: [{ file: 'journal-00000002.log', expected: expect.stringContaining('cluster') }],
  });
});

test('a journal that ends below a checkpoint has lost its tail and is refused (row 21)', async () => {
  const disk = memoryDisk();
  const live = await opened(disk);
  await write(live, alarms(3));
  const before = disk.bytesOf(`${directory}/journal-00000001.log`).slice();
  await write(live, alarms(2));
  await checkpoint(live, disk);
  await live.journal.close();
  disk.setBytes(`${directory}/journal-00000001.log`, before);
  expect(await open(disk)).toMatchObject({ refusals: [{ expected: expect.stringContaining('records up to 6') }] });
});
