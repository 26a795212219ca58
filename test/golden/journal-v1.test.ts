/**
 * Format 1 is frozen: journal-v1/ was written once and is never written again: every type of record in five
 * segments, two base checkpoints and one behind entry 31. What it holds must be readable for as long as the format is.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type MemoryDisk, memoryDisk } from '../../simulators/world/disk.ts';
import { formatHash, recomputedStateHash } from '../../src/core/state-hash.ts';
import { checksum } from '../../src/durability/checksum.ts';
import { directory, exported, open, opened } from '../durability/rig.ts';

const goldenHash = '03baad9d803afd4c';
const checkpointFile = 'checkpoint-00000000000000000031.mcp';

async function golden(): Promise<MemoryDisk> {
  const folder = join(import.meta.dirname, 'journal-v1');
  const disk = memoryDisk();
  await disk.makeDirectory(directory);
  for (const name of readdirSync(folder)) disk.setBytes(`${directory}/${name}`, readFileSync(join(folder, name)));
  return disk;
}

/** Sets the format of a file's header and makes a segment's header checksum hold again. */
function setFormat(disk: MemoryDisk, file: string, format: number): void {
  const bytes = disk.bytesOf(`${directory}/${file}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint32(8, format, true);
  if (file.startsWith('journal-')) view.setUint32(60, checksum(bytes, 0, 60), true);
}

test('a directory of format 1 still opens with the state it was left in, from its checkpoint and from genesis (row 24)', async () => {
  const fromCheckpoint = await opened(await golden());
  expect(fromCheckpoint).toMatchObject({ refused: [], tornTail: null, checkpointUsed: { file: checkpointFile } });
  const whole = await golden();
  for (const name of await whole.list(directory)) if (name.endsWith('.mcp')) await whole.remove(`${directory}/${name}`);
  const fromGenesis = await opened(whole);
  expect(fromGenesis).toMatchObject({ checkpointUsed: null, replayedEntries: 40 });
  for (const { state } of [fromCheckpoint, fromGenesis]) {
    expect(state.head.sequence).toBe(40n);
    expect(formatHash(recomputedStateHash(state))).toBe(goldenHash);
  }
});

test('a directory of format 1 is exported to its end (row 24)', async () => {
  const lines = await exported(await golden());
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'end', sequence: '40', stateHash: goldenHash });
});

test('a segment or a marker of a newer format is refused in one sentence and stays untouched (row 24)', async () => {
  const segment = await golden();
  setFormat(segment, 'journal-00000005.log', 2);
  const before = segment.bytesOf(`${directory}/journal-00000005.log`).slice();
  expect(await open(segment)).toMatchObject({
    refusals: [
      {
        reason: 'journal-00000005.log at 0: expected a segment header, found journal format 2, newer than 1',
      },
    ],
  });
  expect(segment.bytesOf(`${directory}/journal-00000005.log`)).toEqual(before);

  const marker = await golden();
  const text = new TextDecoder().decode(marker.bytesOf(`${directory}/MUSTER`)).replace('"format":1', '"format":2');
  marker.setBytes(`${directory}/MUSTER`, new TextEncoder().encode(text));
  expect(await open(marker)).toMatchObject({
    refusals: [
      {
        reason:
          'MUSTER at 0: expected a directory of format 1, which this build reads, found format 2, written by a newer Muster',
      },
    ],
  });
});

test('a checkpoint of a newer format is passed over by name and the one before it is used (row 24)', async () => {
  const disk = await golden();
  setFormat(disk, checkpointFile, 2);
  const result = await opened(disk);
  expect(result.refused).toEqual([{ file: checkpointFile, offset: 8, reason: 'expected format 1, found 2' }]);
  expect(formatHash(recomputedStateHash(result.state))).toBe(goldenHash);
});
