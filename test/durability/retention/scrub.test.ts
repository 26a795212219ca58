import { expect, test } from 'vitest';
import { segmentName } from '../../../src/durability/directory.ts';
import { directory, write } from '../rig.ts';
import { facts, flip, scrubbed, segmentPath, tended } from './tended.ts';

test('a sound directory gives no finding, whatever is being written', async () => {
  const { source, live, disk } = await tended();
  expect(await scrubbed(source)).toEqual([]);
  const position = source.position();
  await write(live, [facts(100, 3)]);
  // Behind the position that the round was told stand a batch and an empty frame.
  flip(disk, segmentPath(position.segmentId), position.offset + 70);
  expect(await scrubbed({ ...source, position: () => position })).toEqual([]);
});

test('one flipped bit anywhere in the segments and checkpoints is found, in its file and not behind its place (row 20)', async () => {
  const { source, disk } = await tended();
  const { segmentId, offset } = source.position();
  const files = (await disk.list(directory)).filter((name) => /^(journal|checkpoint|base)-/.test(name));
  expect(files.length).toBeGreaterThan(7);
  let flips = 0;
  for (const file of files) {
    const path = `${directory}/${file}`;
    const length = file === segmentName(segmentId) ? offset : disk.bytesOf(path).length;
    for (let at = 0; at < length; at++) {
      flip(disk, path, at);
      const [found, ...more] = await scrubbed(source);
      flip(disk, path, at);
      expect(more, `${file} at ${at}`).toEqual([]);
      expect(found?.refusal?.file, `${file} at ${at}`).toBe(file);
      expect(found?.refusal?.offset, `${file} at ${at}`).toBeLessThanOrEqual(at);
      flips += 1;
    }
  }
  expect(flips).toBeGreaterThan(10_000);
}, 120_000);
