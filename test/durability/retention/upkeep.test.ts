import { expect, test } from 'vitest';
import { overviewLines } from '../../../src/cli/inspect-text.ts';
import { recomputedStateHash } from '../../../src/core/state-hash.ts';
import { segmentName, sortFiles } from '../../../src/durability/directory.ts';
import { overviewOf } from '../../../src/durability/inspect/overview.ts';
import { verifyDirectory } from '../../../src/durability/inspect/verify.ts';
import { read, silent } from '../inspect/trading-directory.ts';
import { checkpoint, directory, open, opened, write } from '../rig.ts';
import { facts, flip, scrubbed, segmentPath, sourceOf, type Tended, tend, tended } from './tended.ts';

const files = async ({ disk }: Tended) => sortFiles(await disk.list(directory));

/** The directory restarts to the same state, also with nothing but its base checkpoints. */
async function expectWhole({ disk, live }: Tended): Promise<void> {
  const { state, journal } = live;
  await journal.close();
  const bare = disk.clone();
  for (const name of await bare.list(directory))
    if (name.startsWith('checkpoint-')) await bare.remove(`${directory}/${name}`);
  for (const copy of [disk.clone(), bare]) {
    const again = await opened(copy);
    expect(recomputedStateHash(again.state)).toBe(recomputedStateHash(state));
    expect(again.refused).toEqual([]);
    expect(await scrubbed(sourceOf(copy, again))).toEqual([]);
  }
}

test('damage in a finished segment is told with its place, the segment and all before it are retired, and the journal goes on (rows 20, 28)', async () => {
  const live = await tended();
  flip(live.disk, segmentPath(2), 300);
  expect(await tend(live)).toMatchObject([
    {
      code: 'segment-damaged',
      text: expect.stringMatching(/^journal-00000002\.log at \d+ \(sequence \d+\): expected/),
    },
    { code: 'segment-retired', text: expect.stringContaining('retired-00000001.log to retired-00000002.log') },
  ]);
  const { segmentIds, retiredIds, checkpoints } = await files(live);
  expect([segmentIds[0], retiredIds]).toEqual([3, [1, 2]]);
  const bases = checkpoints.filter(({ base }) => base);
  expect(bases.length).toBe(2);
  expect(bases[0]?.sequence).toBeGreaterThan(0n);
  await write(live.live, [facts(100, 2)]);
  expect(await tend(live)).toEqual([]);
  await expectWhole(live);
});

test('damage in the segment being written begins a new one, waits for a checkpoint that holds it, and retires it (row 28)', async () => {
  const live = await tended();
  const { segmentId } = live.source.position();
  await write(live.live, [facts(100, 2)]);
  // Read by the follower while it was whole.
  await checkpoint(live.live, live.disk);
  flip(live.disk, segmentPath(segmentId), 100);
  const alarms = await tend(live);
  expect(alarms.map(({ code }) => code)).toEqual(['segment-damaged', 'segment-retired']);
  const { segmentIds } = await files(live);
  expect(segmentIds).toEqual([segmentId + 1]);
  await write(live.live, [facts(110, 2)]);
  await expectWhole(live);
});

test('a missing segment below the newest checkpoint is told and those before it are retired, at the beginning too (rows 20, 28)', async () => {
  for (const missing of [1, 2]) {
    const live = await tended();
    await live.disk.remove(segmentPath(missing));
    expect(await tend(live)).toMatchObject([
      { code: 'segment-missing', text: expect.stringContaining(`${segmentName(missing)} at 0: expected`) },
      { code: 'segment-retired' },
    ]);
    expect((await files(live)).segmentIds[0]).toBe(missing + 1);
    expect(await tend(live)).toEqual([]);
    await expectWhole(live);
  }
});

test('the segment being written, deleted under the engine, is missing as well', async () => {
  const live = await tended();
  const { segmentId } = live.source.position();
  await checkpoint(live.live, live.disk);
  await live.disk.remove(segmentPath(segmentId));
  expect((await tend(live)).map(({ code }) => code)).toEqual(['segment-missing', 'segment-retired']);
  await write(live.live, [facts(100, 2)]);
  await expectWhole(live);
});

test('a segment missing right before the first one that a restart reads is told by the opening, and retired behind it (row 20)', async () => {
  const { disk, live } = await tended();
  await live.journal.roll();
  await write(live, [facts(100, 2)]);
  const missing = live.journal.position.segmentId - 1;
  await checkpoint(live, disk);
  await live.journal.close();
  await disk.remove(segmentPath(missing));
  const again = await opened(disk);
  expect(again.refused).toMatchObject([{ file: segmentName(missing), offset: 0 }]);
  const restarted = { disk, live: again, source: sourceOf(disk, again) };
  expect((await tend(restarted)).map(({ code }) => code)).toEqual(['segment-missing', 'segment-retired']);
  await expectWhole(restarted);
});

test('a damaged checkpoint is set aside and told; of a base the lacking copy is written again from the other (rows 26, 28)', async () => {
  const live = await tended();
  const [newest] = (await files(live)).checkpoints;
  const base = 'base-00000000000000000000-b.mcp';
  flip(live.disk, `${directory}/${newest?.file}`, 150);
  flip(live.disk, `${directory}/${base}`, 40);
  expect(await tend(live)).toMatchObject([
    { code: 'checkpoint-damaged', text: expect.stringContaining(`${newest?.file} at 0 (sequence`) },
    { code: 'checkpoint-damaged', text: `${newest?.file}: kept as refused-${newest?.file}` },
    { code: 'checkpoint-damaged', text: expect.stringContaining(`${base} at 0 (sequence 0)`) },
    {
      code: 'checkpoint-damaged',
      text: `${base}: kept as refused-${base}, written again from ${base.replace('-b', '-a')}`,
    },
  ]);
  expect((await files(live)).evidence).toEqual([`refused-${base}`, `refused-${newest?.file}`]);
  expect(await tend(live)).toEqual([]);
  await live.disk.remove(`${directory}/${base}`);
  expect(await tend(live)).toMatchObject([
    { code: 'checkpoint-missing', text: expect.stringContaining(base) },
    { code: 'checkpoint-missing', text: expect.stringContaining('written again') },
  ]);
  await expectWhole(live);
});

test('with both copies of the only base bad a new base is written from the newest checkpoint (row 28)', async () => {
  const live = await tended();
  for (const copy of ['a', 'b']) flip(live.disk, `${directory}/base-00000000000000000000-${copy}.mcp`, 40);
  expect((await tend(live)).length).toBe(4);
  expect(await tend(live)).toEqual([]);
  const bases = (await files(live)).checkpoints.filter(({ base }) => base);
  expect(bases.map(({ sequence }) => sequence > 0n)).toEqual([true, true]);
  await checkpoint(live.live, live.disk);
  expect(await open(live.disk.clone())).not.toHaveProperty('refusals');
});

test('a directory with retired segments verifies as sound and lists them; the same without its first segment does not (row 70)', async () => {
  const live = await tended(16, [12]);
  flip(live.disk, segmentPath(2), 300);
  await tend(live);
  await write(live.live, [facts(100, 2)]);
  const source = await read(live.disk);
  expect((await verifyDirectory(source, silent)).damage).toEqual([]);
  const { evidence, refusals } = await overviewOf(source);
  expect([evidence, refusals]).toEqual([['retired-00000001.log', 'retired-00000002.log'], []]);
  expect(overviewLines(await overviewOf(source))).toContain('  retired-00000002.log');

  const other = await tended();
  await other.disk.remove(segmentPath(1));
  expect((await verifyDirectory(await read(other.disk), silent)).damage).toMatchObject([
    { file: segmentName(1), found: 'no such file' },
  ]);
});
