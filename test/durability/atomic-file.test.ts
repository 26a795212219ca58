import { expect, test } from 'vitest';
import { memoryDisk } from '../../simulators/world/disk.ts';
import { writeAtomically } from '../../src/durability/atomic-file.ts';

const long = Uint8Array.from({ length: 2_500_000 }, (_, index) => index % 251);

async function disk() {
  const made = memoryDisk();
  await made.makeDirectory('/data');
  return made;
}

test('a long file is written and synced piece by piece, and appears only once all of it was read back (row 26)', async () => {
  const target = await disk();
  const operations: string[] = [];
  target.onOperation = (operation, path) => {
    operations.push(`${operation} ${path}`);
    return null;
  };
  await writeAtomically(target, '/data', 'a', long);
  const piece = ['write /data/a.tmp', 'sync /data/a.tmp'];
  expect(operations).toEqual([
    'open /data/a.tmp',
    ...piece,
    ...piece,
    ...piece,
    'rename /data/a',
    'syncDirectory /data',
  ]);
  expect(await target.readFile('/data/a')).toEqual(long);
});

test('other bytes in any of its pieces than were written keep it from appearing (row 26)', async () => {
  for (const at of [0, 1_200_000, long.length - 1]) {
    const target = await disk();
    let syncs = 0;
    target.onOperation = (operation, path) => {
      if (operation !== 'sync') return null;
      syncs += 1;
      const bytes = target.bytesOf(path);
      if (syncs === 3) bytes[at] = (bytes[at] ?? 0) ^ 1;
      return null;
    };
    await expect(writeAtomically(target, '/data', 'a', long)).rejects.toThrow('/data/a.tmp: the disk gave back other');
    expect(await target.exists('/data/a')).toBe(false);
  }
});

test('an empty file appears as well', async () => {
  const target = await disk();
  await writeAtomically(target, '/data', 'a', new Uint8Array(0));
  expect(await target.readFile('/data/a')).toHaveLength(0);
});
