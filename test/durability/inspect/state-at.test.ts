import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { MemoryDisk } from '../../../simulators/world/disk.ts';
import { memoryDisk } from '../../../simulators/world/disk.ts';
import { apply } from '../../../src/core/apply.ts';
import { coreParts } from '../../../src/core/core-parts.ts';
import { emptyState } from '../../../src/core/find-or-create.ts';
import type { Entry } from '../../../src/core/records.ts';
import { serialiseState } from '../../../src/core/serialise.ts';
import { type Point, stateAt } from '../../../src/durability/inspect/state-at.ts';
import { readRecords } from '../../../src/durability/journal/record-frame.ts';
import { checkpoint, countingClock, directory, journalFrames, opened, write } from '../rig.ts';
import { read, silent, tradingDirectory } from './trading-directory.ts';

let disk: MemoryDisk;
let entries: Entry[];
beforeAll(async () => {
  disk = await tradingDirectory();
  entries = await entriesOf(disk);
});

async function entriesOf(from: MemoryDisk): Promise<Entry[]> {
  const found: Entry[] = [];
  for (const { body } of await journalFrames(from)) readRecords(body, (entry) => found.push(entry));
  return found;
}

/** The state by replaying from the very first entry, with no checkpoint. */
function replayed(through: readonly Entry[]): string {
  const state = emptyState();
  for (const entry of through) apply(state, entry, coreParts);
  return serialiseState(state);
}

const at = async (from: MemoryDisk, point: Point) => stateAt(await read(from), point, silent);

/** Changes one byte of the frame that holds this sequence: behind the first 64 in its body, else in its header. */
async function damaged(from: MemoryDisk, sequence: bigint, position = 100): Promise<MemoryDisk> {
  const copy = from.clone();
  for (const { file, offset, header } of await journalFrames(from)) {
    const holds = header.firstSequence <= sequence && sequence < header.firstSequence + BigInt(header.count);
    if (!holds) continue;
    const bytes = copy.bytesOf(`${directory}/${file}`);
    bytes[offset + position] = (bytes[offset + position] ?? 0) ^ 1;
  }
  return copy;
}

describe('the state at a sequence (row 66)', () => {
  test('is the replay of every entry up to it, at every sequence of the journal, also inside batches', async () => {
    expect(entries.length).toBeGreaterThan(50);
    expect((await disk.list(directory)).filter((name) => name.startsWith('journal-')).length).toBeGreaterThan(2);
    for (let count = 0; count <= entries.length; count++) {
      const { state } = await at(disk, { sequence: BigInt(count) });
      expect(serialiseState(state), `at ${count}`).toBe(replayed(entries.slice(0, count)));
    }
  });

  test('begins with the nearest checkpoint at or below it', async () => {
    const [newest] = (await read(disk)).files.checkpoints;
    const sequence = newest?.sequence ?? 0n;
    expect(await at(disk, { sequence: sequence + 2n })).toMatchObject({ checkpoint: newest?.file, replayedEntries: 2 });
    expect((await at(disk, { sequence: sequence - 1n })).checkpoint).not.toBe(newest?.file);
  });

  test('passes over a checkpoint that is damaged', async () => {
    const copy = disk.clone();
    const [newest, older] = (await read(disk)).files.checkpoints;
    const bytes = copy.bytesOf(`${directory}/${newest?.file}`);
    bytes[150] = (bytes[150] ?? 0) ^ 1;
    const found = await at(copy, { sequence: BigInt(entries.length) });
    expect(found.checkpoint).toBe(older?.file);
    expect(serialiseState(found.state)).toBe(replayed(entries));
  });

  test('beyond the head is refused, and says where the head is', async () => {
    await expect(at(disk, { sequence: BigInt(entries.length) + 1n })).rejects.toMatchObject({
      name: 'PointError',
      side: 'beyond',
      limit: { sequence: BigInt(entries.length) },
    });
  });

  test('behind damage is refused with its place, before it and above the next checkpoint it is exact', async () => {
    const [, older] = (await read(disk)).files.checkpoints;
    const sequence = older?.sequence ?? 0n;
    const copy = await damaged(disk, sequence + 5n);
    await expect(at(copy, { sequence: sequence + 9n })).rejects.toMatchObject({ name: 'JournalDamageError' });
    for (const sound of [sequence + 1n, BigInt(entries.length)]) {
      const { state } = await at(copy, { sequence: sound });
      expect(serialiseState(state)).toBe(replayed(entries.slice(0, Number(sound))));
    }
  });

  test.each([100, 10])(
    'damage in entries that the checkpoint holds does not matter, at byte %i of their batch',
    async (position) => {
      const [newest] = (await read(disk)).files.checkpoints;
      const copy = await damaged(disk, newest?.sequence ?? 0n, position);
      const { state } = await at(copy, { sequence: BigInt(entries.length) });
      expect(serialiseState(state)).toBe(replayed(entries));
    },
  );
});

describe('the state at a time (row 66)', () => {
  async function ticking() {
    const world = memoryDisk();
    const clock = countingClock();
    const live = await opened(world, { clock });
    for (let second = 0; second < 6; second++) {
      clock.advance(1000);
      await write(live, [
        [
          { type: 'alarm', code: `second-${second}`, text: '' },
          { type: 'alarm', code: 'tick', text: '' },
        ],
      ]);
      if (second === 3) await checkpoint(live, world);
    }
    await live.journal.close();
    return world;
  }

  test('holds every entry recorded up to it and none after', async () => {
    const world = await ticking();
    const all = await entriesOf(world);
    for (const { timeUs } of all) {
      for (const moment of [timeUs, timeUs + 999_999]) {
        const { state } = await at(world, { timeUs: moment });
        expect(serialiseState(state)).toBe(replayed(all.filter((entry) => entry.timeUs <= moment)));
      }
    }
  });

  test('after the last entry is the head; before the first one is refused', async () => {
    const world = await ticking();
    const all = await entriesOf(world);
    const head = await at(world, { timeUs: 9e15 });
    expect(head.state.head.sequence).toBe(BigInt(all.length));
    await expect(at(world, { timeUs: (all[0]?.timeUs ?? 0) - 1 })).rejects.toMatchObject({
      name: 'PointError',
      side: 'before',
      limit: { sequence: 1n },
    });
  });

  test('loads no checkpoint that claims to be of a later time, and a damaged claim leads to no other answer', async () => {
    const world = await ticking();
    const all = await entriesOf(world);
    const source = await read(world);
    const [newest] = source.files.checkpoints;
    const later = all.find(({ sequence }) => sequence === newest?.sequence)?.timeUs ?? 0;
    const reading = vi.spyOn(world, 'readFile');
    const { state, checkpoint: used } = await stateAt(source, { timeUs: later - 1 }, silent);
    expect(serialiseState(state)).toBe(replayed(all.filter(({ timeUs }) => timeUs < later)));
    expect(reading.mock.calls.flat().filter((path) => path.endsWith('.mcp'))).toEqual([`${directory}/${used}`]);
    const text = `"timeUs":${later},`;
    for (const other of [text.replaceAll(/\d/g, '0'), text.replace('timeUs', 'timeXX')]) {
      const copy = world.clone();
      const stored = copy.bytesOf(`${directory}/${newest?.file}`);
      const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.length);
      bytes.write(other, bytes.indexOf(text), 'latin1');
      const found = await at(copy, { timeUs: later - 1 });
      expect(serialiseState(found.state)).toBe(serialiseState(state));
    }
  });
});
