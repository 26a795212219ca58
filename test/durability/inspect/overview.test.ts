import { expect, test } from 'vitest';
import { overviewLines } from '../../../src/cli/inspect-text.ts';
import { overviewOf } from '../../../src/durability/inspect/overview.ts';
import { directory } from '../rig.ts';
import { read, tradingDirectory } from './trading-directory.ts';

test('the overview names each segment with its sequences, each checkpoint, and the head', async () => {
  const told: number[] = [];
  const found = await overviewOf(await read(await tradingDirectory()), (share) => told.push(share));
  expect(told).toEqual([0.25, 0.5, 0.75, 1]);
  expect(found.head).toMatchObject({ sequence: '61', epoch: 0, stopped: false });
  expect(found.segments[0]).toMatchObject({ file: 'journal-00000001.log', firstSequence: '1' });
  expect(found.segments.at(-1)?.lastSequence).toBe('61');
  for (const [index, { lastSequence }] of found.segments.slice(0, -1).entries()) {
    expect(BigInt(found.segments[index + 1]?.firstSequence ?? 0)).toBe(BigInt(lastSequence ?? 0) + 1n);
  }
  expect(found.checkpoints.map(({ base, refused }) => [base, refused])).toEqual([
    [false, null],
    [false, null],
    [true, null],
    [true, null],
  ]);
});

test('a damaged checkpoint is told as such, and a damaged journal has no head but a named place', async () => {
  const disk = await tradingDirectory();
  const [newest] = (await read(disk)).files.checkpoints;
  disk.bytesOf(`${directory}/${newest?.file}`).fill(0xff, 150, 153);
  const last = (await overviewOf(await read(disk))).segments.at(-1)?.file ?? '';
  disk.bytesOf(`${directory}/${last}`).fill(0xff, 3, 6);
  const found = await overviewOf(await read(disk));
  expect(found.checkpoints[0]?.refused).toContain('expected checksum');
  expect(found.head).toBeNull();
  expect(found.refusals).toMatchObject([{ file: last, offset: 0 }]);
  expect(overviewLines(found).join('\n')).toContain(`DAMAGED  ${last} at 0`);
});

test('the overview fits 60 columns', async () => {
  const lines = overviewLines(await overviewOf(await read(await tradingDirectory())));
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(60);
});
