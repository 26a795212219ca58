import { expect, test } from 'vitest';
import { powerLosses, sectorBytes, subsets } from '../../../simulators/world/power-losses.ts';
import { recordedDisk } from '../../../simulators/world/recorded-disk.ts';

const letters = (letter: string, sectors: number) => new TextEncoder().encode(letter.repeat(sectors * sectorBytes));

async function named(path = '/d/a') {
  const { disk, steps } = recordedDisk();
  await disk.makeDirectory('/d');
  const file = await disk.open(path, 'create');
  await disk.syncDirectory('/d');
  return { disk, steps, file };
}

/** Every content the file may have, one letter a sector, after the last step. */
async function contents(steps: ReturnType<typeof recordedDisk>['steps'], path = '/d/a'): Promise<string[]> {
  const found = new Set<string>();
  for (const loss of powerLosses(steps, '/d', steps.length)) {
    const disk = loss.disk();
    const bytes = (await disk.exists(path)) ? await disk.readFile(path) : null;
    const sectors = bytes === null ? 'absent' : [...bytes].filter((_, index) => index % sectorBytes === 0);
    found.add(typeof sectors === 'string' ? sectors : sectors.map((byte) => String.fromCharCode(byte || 48)).join(''));
  }
  return [...found].sort();
}

test('a pending write is dropped, kept or torn to any of its sectors', async () => {
  const { steps, file } = await named();
  await file.write(letters('a', 2), 0);
  expect(await contents(steps)).toEqual(['', '0a', 'a', 'aa']);
  await file.sync();
  expect(await contents(steps)).toEqual(['aa']);
});

test('of two pending writes either may survive without the other', async () => {
  const { steps, file } = await named();
  await file.write(letters('a', 1), 0);
  await file.write(letters('b', 1), sectorBytes);
  expect(await contents(steps)).toEqual(['', '0b', 'a', 'ab']);
});

test('a sector holds what stood in it at one moment: a later write never without the earlier bytes', async () => {
  const { steps, file } = await named();
  await file.write(letters('a', 1), 0);
  await file.write(new TextEncoder().encode('b'), 1);
  const seen = new Set<string>();
  for (const loss of powerLosses(steps, '/d', steps.length)) {
    const bytes = await loss.disk().readFile('/d/a');
    seen.add(new TextDecoder().decode(bytes.subarray(0, 3)));
  }
  expect([...seen].sort()).toEqual(['', 'aaa', 'aba']);
});

test('a name and a rename count once their directory is synced, and may come before the bytes', async () => {
  const { disk, steps } = recordedDisk();
  await disk.makeDirectory('/d');
  const file = await disk.open('/d/t', 'create');
  await file.write(letters('a', 1), 0);
  await disk.rename('/d/t', '/d/a');
  expect(await contents(steps)).toEqual(['', 'a', 'absent']);
  await disk.syncDirectory('/d');
  expect(await contents(steps)).toEqual(['', 'a']);
  expect(await contents(steps, '/d/t')).toEqual(['absent']);
  await disk.remove('/d/a');
  await file.sync();
  expect(await contents(steps)).toEqual(['a', 'absent']);
});

test('any subset of up to four pending steps survives, and all of them', () => {
  expect([...subsets(4)]).toHaveLength(16);
  expect([...subsets(6)]).toHaveLength(1 + 6 + 15 + 20 + 15 + 1);
  expect(new Set([...subsets(6)].map(String)).size).toBe(58);
});

test('each step of a workload is a position, and the disk that was recorded reads back what was written', async () => {
  const { disk, steps, file } = await named();
  await file.write(letters('a', 1), 0);
  await disk.copy('/d/a', '/d/b');
  expect(new Set([...powerLosses(steps, '/d')].map(({ position }) => position)).size).toBe(steps.length + 1);
  expect(await file.size()).toBe(sectorBytes);
  expect(await disk.readFile('/d/b')).toEqual(letters('a', 1));
  await expect(file.truncate(0)).rejects.toThrow('does not truncate');
});
