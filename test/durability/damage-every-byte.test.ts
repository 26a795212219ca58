/**
 * Every byte of three segments, two checkpoints, both copies of a base, and the marker: each flip is refused, repaired,
 * passed with its place named, or found by the scrub. damage.test.ts flips a journal without checkpoints.
 */
import { expect, test } from 'vitest';
import type { MemoryDisk } from '../../simulators/world/disk.ts';
import { recomputedStateHash } from '../../src/core/state-hash.ts';
import { readDirectory } from '../../src/durability/inspect/read-directory.ts';
import { verifyDirectory } from '../../src/durability/inspect/verify.ts';
import type { OpenOptions } from '../../src/durability/open-directory.ts';
import { newBase } from '../../src/durability/retention/base.ts';
import { groupsOf } from './crash-workload.ts';
import { scrubbed, sourceOf } from './retention/tended.ts';
import { checkpoint, closedDirectory, directory, journalFiles, open, opened, write } from './rig.ts';

const groups = groupsOf(11, 14);

const none = { refused: 0, cut: 0, passed: 0, scrubbed: 0, unnoticed: 0, 'another state': 0, misnamed: 0, failed: 0 };
type Tally = typeof none;

/** Three segments, and a checkpoint in the first and in the second of them. */
async function soundDirectory() {
  const disk = await closedDirectory(groups, [4, 9]);
  const checkpoints = (await disk.list(directory)).filter((name) => /^checkpoint-.*\.mcp$/.test(name)).sort();
  expect([(await journalFiles(disk)).length, checkpoints.length]).toEqual([3, 2]);
  return { disk, checkpoints, journals: await journalFiles(disk) };
}

/** One restart for each byte of the file, with one bit of it flipped. Damage named elsewhere is counted apart. */
async function flipEach(disk: MemoryDisk, file: string, options: Partial<OpenOptions> = {}): Promise<Tally> {
  const sound = disk.bytesOf(`${directory}/${file}`).slice();
  const whole = await opened(disk.clone());
  const tally = { ...none };
  for (let at = 0; at < sound.length; at++) {
    const bytes = sound.slice();
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
    const copy = disk.clone();
    copy.setBytes(`${directory}/${file}`, bytes);
    const result = await open(copy, options).catch(() => null);
    if (result === null || 'refusals' in result) {
      const named = result?.refusals.find((refused) => refused.file === file);
      if (result === null) tally.failed += 1;
      else if (named !== undefined && named.offset <= at) tally.refused += 1;
      else tally.misnamed += 1;
      continue;
    }
    const { head } = result.state;
    const same = recomputedStateHash(result.state) === recomputedStateHash(whole.state);
    if (result.tornTail !== null) {
      tally.cut += 1;
      expect(result.tornTail.file).toBe(file);
      expect(result.tornTail.offset).toBeLessThanOrEqual(at);
      expect(head.sequence === whole.state.head.sequence).toBe(same);
    } else if (!same) tally['another state'] += 1;
    else if (result.refused.length > 0) {
      tally.passed += 1;
      expect(result.refused[0]).toMatchObject({ file });
      expect(result.refused[0]?.offset).toBeLessThanOrEqual(at);
    } else {
      // The start did not read this byte: the scrub does.
      const findings = await scrubbed(sourceOf(copy, result));
      const found = findings.find(({ refusal }) => refusal?.file === file && refusal.offset <= at);
      tally[found === undefined ? 'unnoticed' : 'scrubbed'] += 1;
    }
    await result.journal.close();
  }
  return tally;
}

test('a flipped byte anywhere in the newest checkpoint is named and passed; one in an older checkpoint is found by the scrub (rows 20, 28)', async () => {
  const { disk, checkpoints } = await soundDirectory();
  const [older = '', newest = ''] = checkpoints;
  const newestBytes = disk.bytesOf(`${directory}/${newest}`).length;
  const olderBytes = disk.bytesOf(`${directory}/${older}`).length;
  expect(await flipEach(disk, newest)).toEqual({ ...none, passed: newestBytes });
  expect(await flipEach(disk, older)).toEqual({ ...none, scrubbed: olderBytes });
  await disk.remove(`${directory}/${newest}`);
  expect(await flipEach(disk, older)).toEqual({ ...none, passed: olderBytes });
}, 60_000);

test('a flipped byte anywhere in three segments behind checkpoints is refused, cut, passed or found by the scrub, never another state (rows 19, 20)', async () => {
  const { disk, journals } = await soundDirectory();
  for (const file of journals) {
    const tally = await flipEach(disk, file);
    expect(tally).toMatchObject({ unnoticed: 0, 'another state': 0, misnamed: 0, failed: 0 });
    expect(tally.refused + tally.cut + tally.passed).toBeGreaterThan(0);
    if (file === journals.at(-1)) expect(tally.scrubbed).toBe(0);
  }
}, 60_000);

const baseFiles = async (disk: MemoryDisk) =>
  (await disk.list(directory)).filter((name) => /^base-.*\.mcp$/.test(name)).sort();

/** The first segment is gone, and with it all that stood before the base. */
async function directoryFromBase(): Promise<MemoryDisk> {
  const disk = await closedDirectory(groups.slice(0, 2));
  const live = await opened(disk);
  await live.journal.roll();
  await write(live, groups.slice(2, 4));
  await checkpoint(live, disk);
  await newBase(sourceOf(disk, live), 1n);
  await live.journal.close();
  const [first = ''] = await journalFiles(disk);
  for (const name of [first, ...(await baseFiles(disk)).filter((each) => each.startsWith(`base-${'0'.repeat(20)}`))])
    await disk.remove(`${directory}/${name}`);
  return disk;
}

test('a flipped byte anywhere in either copy of the base is found by the scrub, and passed where the base is what there is (rows 11, 20, 28)', async () => {
  const disk = await directoryFromBase();
  const copies = await baseFiles(disk);
  expect(copies).toHaveLength(2);
  for (const copy of copies) {
    const bytes = disk.bytesOf(`${directory}/${copy}`).length;
    expect(await flipEach(disk, copy)).toEqual({ ...none, scrubbed: bytes });
    const alone = disk.clone();
    for (const name of await disk.list(directory))
      if (name.startsWith('checkpoint-')) await alone.remove(`${directory}/${name}`);
    const tally = await flipEach(alone, copy);
    // Of two copies the first is read; the second only when that one is bad.
    expect(tally).toEqual({ ...none, [copy === copies[0] ? 'passed' : 'scrubbed']: bytes });
    const other = copies.find((name) => name !== copy) ?? '';
    await alone.remove(`${directory}/${other}`);
    expect(await flipEach(alone, copy)).toEqual({ ...none, refused: bytes });
  }
}, 60_000);

test('a flipped byte anywhere in the marker is refused there, and by the inspector: the files beside it say which cluster it is (rows 18, 20, 70)', async () => {
  const { disk } = await soundDirectory();
  const file = 'MUSTER';
  const sound = disk.bytesOf(`${directory}/${file}`).slice();
  expect(await flipEach(disk, file)).toEqual({ ...none, refused: sound.length });
  for (let at = 0; at < sound.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const copy = disk.clone();
      copy.setBytes(`${directory}/${file}`, sound.with(at, (sound[at] ?? 0) ^ (1 << bit)));
      // A flip in the format's digit makes it a directory of another format, which is refused by the same place.
      await expect(readDirectory(copy, directory)).rejects.toThrow(/\bMUSTER at \d+/);
    }
  }
});

test('a flipped byte anywhere in a base or a checkpoint is named by the inspector in its file, at or before its place (row 70)', async () => {
  const { disk, checkpoints } = await soundDirectory();
  for (const file of [...(await baseFiles(disk)), ...checkpoints]) {
    const sound = disk.bytesOf(`${directory}/${file}`).slice();
    for (let at = 0; at < sound.length; at++) {
      const copy = disk.clone();
      copy.setBytes(`${directory}/${file}`, sound.with(at, (sound[at] ?? 0) ^ (1 << (at % 8))));
      const { damage } = await verifyDirectory(await readDirectory(copy, directory), () => {});
      expect(damage, `${file} at ${at}`).toMatchObject([{ file }]);
      expect(damage[0]?.offset).toBeLessThanOrEqual(at);
    }
  }
}, 60_000);

test('the flips would catch a checkpoint whose checksum is skipped (row 26)', async () => {
  const { disk, checkpoints } = await soundDirectory();
  const parts = { checkpointProblem: () => null, sameState: () => true, instrumentProblem: () => null };
  const tally = await flipEach(disk, checkpoints.at(-1) ?? '', { parts });
  expect(tally['another state']).toBeGreaterThan(0);
}, 60_000);

test('a stale segment, of another history of the same cluster with the same sequences, is refused by its chain (row 18)', async () => {
  const history = (text: string) =>
    closedDirectory(Array.from({ length: 40 }, () => [{ type: 'alarm' as const, code: 'test', text }]));
  const disk = await history('kept');
  const stale = await history('lost');
  const file = 'journal-00000002.log';
  disk.setBytes(`${directory}/${file}`, stale.bytesOf(`${directory}/${file}`));
  expect(await open(disk)).toMatchObject({
    refusals: [{ file, offset: 44, expected: 'the checksum of the frame before' }],
  });
});
