import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryDisk } from '../../../simulators/world/disk.ts';
import { recomputedStateHash } from '../../../src/core/state-hash.ts';
import { sortFiles } from '../../../src/durability/directory.ts';
import { readSegmentHeader } from '../../../src/durability/journal/segment-header.ts';
import { baseEveryUs, retainedUs } from '../../../src/durability/retention/retention.ts';
import { checkpoint, countingClock, directory, opened, write } from '../rig.ts';
import { facts, scrubbed, segmentPath, sourceOf, tend } from './tended.ts';

const hourMs = 3_600_000;
const hourUs = hourMs * 1000;

/** A journal that grows by `groups` reactions, the given hours apart, and is tended after each. */
async function grown(hours: readonly number[], afterEach: (grown: Awaited<ReturnType<typeof begin>>) => Promise<void>) {
  const all = await begin();
  for (const [index, pause] of hours.entries()) {
    all.clock.advance(pause * hourMs);
    all.written.push({ firstSequence: all.live.state.head.sequence + 1n, timeUs: all.clock.wallMs() * 1000 });
    await write(all.live, [facts(index * 4, 2), facts(index * 4 + 2, 2)]);
    await checkpoint(all.live, all.disk);
    expect(await tend(all)).toEqual([]);
    await afterEach(all);
  }
  return all;
}

async function begin() {
  const clock = countingClock();
  const disk = memoryDisk();
  const live = await opened(disk, { clock });
  const written: { readonly firstSequence: bigint; readonly timeUs: number }[] = [];
  return { clock, disk, live, source: sourceOf(disk, live), written };
}

test('the journal covers 24 hours and not many more, begins at a base in two copies, and restarts from that alone (row 11)', async () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 20, maxLength: 20 });
  let removals = 0;
  await fc.assert(
    fc.asyncProperty(pauses, async (hours) => {
      let first = 1;
      await grown(hours, async ({ disk, live, source, clock, written }) => {
        const { segmentIds, checkpoints } = sortFiles(await disk.list(directory));
        const bases = checkpoints.filter(({ base }) => base);
        const oldest = bases.at(-1);
        const begins = readSegmentHeader(disk.bytesOf(segmentPath(segmentIds[0] ?? 0)));
        if ('problem' in begins) throw new Error(begins.problem);
        expect(oldest?.sequence).toBeGreaterThanOrEqual(begins.firstSequence - 1n);
        expect(bases.filter(({ sequence }) => sequence === oldest?.sequence)).toHaveLength(2);

        const nowUs = clock.wallMs() * 1000;
        for (const { firstSequence } of written.filter((each) => each.timeUs > nowUs - retainedUs)) {
          expect(begins.firstSequence).toBeLessThanOrEqual(firstSequence);
          expect(oldest?.sequence).toBeLessThan(firstSequence);
        }
        const dropped = written.findLast(({ firstSequence }) => firstSequence <= (oldest?.sequence ?? 0n));
        const slowestUs = retainedUs + baseEveryUs + 2 * 9 * hourUs;
        if (dropped !== undefined) expect(dropped.timeUs).toBeGreaterThanOrEqual(nowUs - slowestUs);

        expect(await scrubbed(source)).toEqual([]);
        if ((segmentIds[0] ?? 0) > first) {
          removals += 1;
          first = segmentIds[0] ?? 0;
          const bare = disk.clone();
          for (const { file } of checkpoints)
            if (!bases.slice(-2).some((base) => base.file === file)) await bare.remove(`${directory}/${file}`);
          const again = await opened(bare, { clock });
          expect(recomputedStateHash(again.state)).toBe(recomputedStateHash(live.state));
        }
      });
    }),
    { numRuns: 12 },
  );
  expect(removals).toBeGreaterThan(12);
}, 60_000);

test('a segment that never got a frame goes with those around it, so that no gap is left (rows 11, 20)', async () => {
  const all = await begin();
  for (let day = 0; day < 4; day++) {
    await write(all.live, [facts(day * 8, 2)]);
    // The second roll leaves an empty segment behind.
    await all.live.journal.roll();
    await all.live.journal.roll();
    for (let hours = 0; hours < 24; hours += 6) {
      all.clock.advance(6 * hourMs);
      await write(all.live, [facts(day * 8 + 2, 2)]);
      await checkpoint(all.live, all.disk);
      expect(await tend(all)).toEqual([]);
      const { segmentIds } = sortFiles(await all.disk.list(directory));
      expect(segmentIds).toEqual(segmentIds.map((_, index) => (segmentIds[0] ?? 0) + index));
    }
  }
  expect(sortFiles(await all.disk.list(directory)).segmentIds[0]).toBeGreaterThan(3);
});

test('a base is written each six hours, and the ones behind the beginning go before their segments (row 11)', async () => {
  const { disk } = await grown(
    Array.from({ length: 40 }, () => 1),
    async () => {},
  );
  const { checkpoints } = sortFiles(await disk.list(directory));
  const bases = checkpoints.filter(({ base }) => base);
  expect(bases.length / 2).toBeGreaterThanOrEqual(retainedUs / baseEveryUs);
  expect(bases.length / 2).toBeLessThanOrEqual(retainedUs / baseEveryUs + 2);
});

test('evidence goes when the journal begins behind it; a retired segment stays (row 11)', async () => {
  const { disk } = await grown(
    Array.from({ length: 40 }, () => 1),
    async ({ disk }) => {
      if ((await disk.list(directory)).some((name) => name.startsWith('torn-'))) return;
      for (const name of [
        'torn-1-64.log',
        'torn-400-64.log',
        'refused-checkpoint-00000000000000000003.mcp',
        'retired-00000001.log',
      ])
        disk.setBytes(`${directory}/${name}`, new Uint8Array(8));
    },
  );
  const { evidence } = sortFiles(await disk.list(directory));
  expect(evidence).toEqual(['retired-00000001.log', 'torn-400-64.log']);
});

test('nothing is removed while no recent checkpoint is younger than the base it would begin with', async () => {
  const { disk, clock, live, source } = await grown([1, 7, 7, 7], async () => {});
  const before = await disk.list(directory);
  clock.advance(40 * hourMs);
  await write(live, [facts(900, 2)]);
  await tend({ disk, live, source });
  expect((await disk.list(directory)).filter((name) => name.startsWith('journal-'))).toEqual(
    before.filter((name) => name.startsWith('journal-')),
  );
});
