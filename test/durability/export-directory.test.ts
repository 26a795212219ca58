import { expect, test } from 'vitest';
import { memoryDisk } from '../../simulators/world/disk.ts';
import { journalEnd, journalRow } from '../../src/contract/journal-export.ts';
import type { Fact } from '../../src/core/records.ts';
import { segmentName } from '../../src/durability/directory.ts';
import { facts, flip, tend, tended } from './retention/tended.ts';
import { closedDirectory, directory, exported, journalFrames, write } from './rig.ts';

const fill: Fact = {
  type: 'fill',
  venue: 'alpha',
  symbol: 'BTCUSDT',
  clientOrderId: 'm1-1',
  tradeId: 4,
  venueOrderId: 9,
  side: 'BUY',
  price: 10n ** 12n,
  quantity: 500_000n,
  commission: 500n,
  commissionAsset: 'BTC',
  tradeTimeMs: 1,
  maker: true,
  source: 'stream',
};
const alarm: Fact = { type: 'alarm', code: 'test', text: 'x' };

test('every line is a row of the contract, amounts as decimal text, and the last one is the end', async () => {
  const lines = await exported(await closedDirectory([[fill], [alarm]]));
  const rows = lines.slice(0, -1).map((line) => journalRow.parse(JSON.parse(line)));
  expect(rows.map(({ sequence, type }) => `${sequence} ${type}`)).toEqual(['1 configuration', '2 fill', '3 alarm']);
  expect(rows[1]).toMatchObject({ price: '10000.00000000', quantity: '0.00500000' });
  expect(journalEnd.parse(JSON.parse(lines.at(-1) ?? ''))).toMatchObject({ sequence: '3', entries: 3 });
});

test('a directory with a torn tail is exported up to it, and nothing in it changes', async () => {
  const disk = await closedDirectory([[fill], [alarm]]);
  const path = `${directory}/journal-00000001.log`;
  const bytes = disk.bytesOf(path);
  let end = bytes.length;
  while (bytes[end - 1] === 0) end -= 1;
  disk.setBytes(path, bytes.subarray(0, end - 80));
  const before = disk.bytesOf(path).slice();
  const changes: string[] = [];
  disk.onOperation = (operation) => {
    if (operation !== 'open') changes.push(operation);
    return null;
  };
  const lines = await exported(disk);
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'end', entries: 2 });
  expect(changes).toEqual([]);
  expect(disk.bytesOf(path)).toEqual(before);
});

test('damage ends the export with an error that names the place, after the last sound entry', async () => {
  const disk = await closedDirectory([[fill], [alarm]]);
  const bytes = disk.bytesOf(`${directory}/journal-00000001.log`);
  bytes[70] = (bytes[70] ?? 0) ^ 1;
  await expect(exported(disk)).rejects.toMatchObject({
    name: 'JournalDamageError',
    refusals: [{ file: 'journal-00000001.log', offset: 64 }],
  });
});

test('a directory that is none of ours is refused', async () => {
  const disk = memoryDisk();
  await expect(exported(disk)).rejects.toMatchObject({ name: 'NotAJournalDirectoryError' });
});

test('after a retirement the entries that are left of the retired segments come first, those of the damaged frame alone are lacking (row 20)', async () => {
  const live = await tended();
  await write(live.live, [facts(100, 2)]);
  const before = await exported(live.disk);
  const frame = (await journalFrames(live.disk)).find(
    ({ header, file }) => file === segmentName(2) && header.count > 0,
  );
  if (frame === undefined) throw new Error('Expected a batch');
  flip(live.disk, `${directory}/${frame.file}`, frame.offset + 80);
  await tend(live);
  const { firstSequence, count } = frame.header;
  const lost = (line: string) => {
    const sequence = BigInt(JSON.parse(line).sequence);
    return sequence >= firstSequence && sequence < firstSequence + BigInt(count);
  };
  const after = await exported(live.disk);
  const left = before.slice(0, -1).filter((line) => !lost(line));
  expect(left.length).toBe(before.length - 1 - count);
  // When the last frame before the hole was durable, only the lost one told.
  const withoutSyncs = (lines: readonly string[]) => lines.map((line) => ({ ...JSON.parse(line), durableMonoNs: '' }));
  expect(withoutSyncs(after.slice(0, left.length))).toEqual(withoutSyncs(left));
  const differing = left.filter((line, index) => line !== after[index]);
  expect(differing.length).toBeLessThanOrEqual(4);
  expect(JSON.parse(after.at(-1) ?? '')).toMatchObject({ type: 'end', entries: after.length - 1 });
});
