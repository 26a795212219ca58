/** Every byte of three segments and two checkpoints: test/durability/damage.test.ts flips a journal without checkpoints. */
import { expect, test } from 'vitest';
import type { MemoryDisk } from '../../simulators/world/disk.ts';
import { recomputedStateHash } from '../../src/core/state-hash.ts';
import type { OpenOptions } from '../../src/durability/open-directory.ts';
import { groupsOf } from './crash-workload.ts';

import { closedDirectory, directory, journalFiles, open } from './rig.ts';

const groups = groupsOf(11, 14);

const none = { refused: 0, cut: 0, passed: 0, 'not read': 0, 'another state': 0, misnamed: 0, failed: 0 };
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
  const whole = await open(disk.clone());
  if ('refusals' in whole) throw new Error('Expected a sound directory');
  const tally = { ...none };
  for (let at = 0; at < sound.length; at++) {
    const bytes = sound.slice();
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
    const copy = disk.clone();
    copy.setBytes(`${directory}/${file}`, bytes);
    const result = await open(copy, options).catch(() => null);
    if (result === null || 'refusals' in result) {
      const named = result?.refusals[0];
      if (result === null) tally.failed += 1;
      else if (named?.file === file && named.offset <= at) tally.refused += 1;
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
    } else tally['not read'] += 1;
    await result.journal.close();
  }
  return tally;
}

test('a flipped byte anywhere in the newest checkpoint is named and passed; one in an older checkpoint is not read (rows 20, 28)', async () => {
  const { disk, checkpoints } = await soundDirectory();
  const [older = '', newest = ''] = checkpoints;
  const newestBytes = disk.bytesOf(`${directory}/${newest}`).length;
  const olderBytes = disk.bytesOf(`${directory}/${older}`).length;
  expect(await flipEach(disk, newest)).toEqual({ ...none, passed: newestBytes });
  expect(await flipEach(disk, older)).toEqual({ ...none, 'not read': olderBytes });
  await disk.remove(`${directory}/${newest}`);
  expect(await flipEach(disk, older)).toEqual({ ...none, passed: olderBytes });
}, 60_000);

test('a flipped byte anywhere in three segments behind checkpoints is refused, cut, passed or below what is read, never another state (rows 19, 20)', async () => {
  const { disk, journals } = await soundDirectory();
  for (const file of journals) {
    const tally = await flipEach(disk, file);
    expect(tally).toMatchObject({ 'another state': 0, misnamed: 0, failed: 0 });
    expect(tally.refused + tally.cut + tally.passed).toBeGreaterThan(0);
    if (file === journals.at(-1)) expect(tally['not read']).toBe(0);
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
