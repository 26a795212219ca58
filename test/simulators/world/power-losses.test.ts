import { expect, test } from 'vitest';
import { powerLosses, sectorBytes, subsets } from '../../../simulators/world/power-losses.ts';
import { type Recording, recordedDisk } from '../../../simulators/world/recorded-disk.ts';

const letters = (letter: string, sectors: number) => new TextEncoder().encode(letter.repeat(sectors * sectorBytes));

async function named(path = '/d/a') {
  const recording = recordedDisk();
  const { disk } = recording;
  await disk.makeDirectory('/d');
  const file = await disk.open(path, 'create');
  await disk.syncDirectory('/d');
  return { disk, recording, file };
}

/** Every content the file may have, one letter a sector, after the last step. */
async function contents(recording: Recording, path = '/d/a'): Promise<string[]> {
  const found = new Set<string>();
  for (const loss of powerLosses(recording, '/d', recording.steps.length)) {
    const disk = loss.disk();
    const bytes = (await disk.exists(path)) ? await disk.readFile(path) : null;
    const sectors = bytes === null ? 'absent' : [...bytes].filter((_, index) => index % sectorBytes === 0);
    found.add(typeof sectors === 'string' ? sectors : sectors.map((byte) => String.fromCharCode(byte || 48)).join(''));
  }
  return [...found].sort();
}

test('a pending write is dropped, kept or torn to any of its sectors', async () => {
  const { recording, file } = await named();
  await file.write(letters('a', 2), 0);
  expect(await contents(recording)).toEqual(['', '0a', 'a', 'aa']);
  await file.sync();
  expect(await contents(recording)).toEqual(['aa']);
});

test('of two pending writes either may survive without the other', async () => {
  const { recording, file } = await named();
  await file.write(letters('a', 1), 0);
  await file.write(letters('b', 1), sectorBytes);
  expect(await contents(recording)).toEqual(['', '0b', 'a', 'ab']);
});

test('a sector holds what stood in it at one moment: a later write never without the earlier bytes', async () => {
  const { recording, file } = await named();
  await file.write(letters('a', 1), 0);
  await file.write(new TextEncoder().encode('b'), 1);
  const seen = new Set<string>();
  for (const loss of powerLosses(recording, '/d', recording.steps.length)) {
    const bytes = await loss.disk().readFile('/d/a');
    seen.add(new TextDecoder().decode(bytes.subarray(0, 3)));
  }
  expect([...seen].sort()).toEqual(['', 'aaa', 'aba']);
});

test('a name and a rename count once their directory is synced, and may come before the bytes', async () => {
  const recording = recordedDisk();
  const { disk } = recording;
  await disk.makeDirectory('/d');
  const file = await disk.open('/d/t', 'create');
  await file.write(letters('a', 1), 0);
  await disk.rename('/d/t', '/d/a');
  expect(await contents(recording)).toEqual(['', 'a', 'absent']);
  await disk.syncDirectory('/d');
  expect(await contents(recording)).toEqual(['', 'a']);
  expect(await contents(recording, '/d/t')).toEqual(['absent']);
  await disk.remove('/d/a');
  await file.sync();
  expect(await contents(recording)).toEqual(['a', 'absent']);
});

test('any subset of up to four pending steps survives, and all of them', () => {
  expect([...subsets(4)]).toHaveLength(16);
  expect([...subsets(6)]).toHaveLength(1 + 6 + 15 + 20 + 15 + 1);
  expect(new Set([...subsets(6)].map(String)).size).toBe(58);
});

test('each step of a workload is a position, and the disk that was recorded reads back what was written', async () => {
  const { disk, recording, file } = await named();
  await file.write(letters('a', 1), 0);
  await disk.copy('/d/a', '/d/b');
  expect(new Set([...powerLosses(recording, '/d')].map(({ position }) => position)).size).toBe(
    recording.steps.length + 1,
  );
  expect(await file.size()).toBe(sectorBytes);
  expect(await disk.readFile('/d/b')).toEqual(letters('a', 1));
});

test('a truncation may be lost; where a later write of its sector is there, so are its zeros', async () => {
  const { recording, file } = await named();
  await file.write(letters('a', 3), 0);
  await file.sync();
  await file.truncate(sectorBytes);
  expect(await contents(recording)).toEqual(['a', 'aaa']);
  await file.write(letters('b', 1), 2 * sectorBytes);
  expect(await contents(recording)).toEqual(['a', 'a0b', 'aaa', 'aab']);
  await file.truncate(0);
  await file.write(new TextEncoder().encode('c'), 0);
  const found = new Set<string>();
  for (const loss of powerLosses(recording, '/d', recording.steps.length)) {
    const bytes = loss.files().get('/d/a');
    found.add(`${bytes?.length} ${new TextDecoder().decode(bytes?.subarray(0, 2)).replaceAll('\0', '0')}`);
  }
  // Never "ca": the sector went to the disk whole, as it stood behind the truncation.
  expect([...found].filter((each) => each.endsWith('ca'))).toEqual([]);
  expect([...found].sort()).toEqual(expect.arrayContaining(['0 ', '1 c', '1536 aa', '1536 c0']));
  await file.sync();
  expect(await contents(recording)).toEqual(['c']);
});

test('a file opened anew may keep its old bytes, or have them behind the new ones', async () => {
  const recording = recordedDisk(new Map([['/d/a', letters('a', 2)]]));
  expect(await contents(recording)).toEqual(['aa']);
  const file = await recording.disk.open('/d/a', 'create');
  await file.write(letters('b', 1), 0);
  expect(await contents(recording)).toEqual(['', 'aa', 'b', 'ba']);
});

test('losses with the same digest leave the same files, others do not', async () => {
  const { disk, recording, file } = await named();
  await file.write(letters('a', 2), 0);
  await disk.rename('/d/a', '/d/b');
  const byDigest = new Map<string, string>();
  const seen = new Set<string>();
  for (const loss of powerLosses(recording, '/d')) {
    const digest = loss.digest();
    const content = JSON.stringify([...loss.files()].map(([path, bytes]) => [path, [...bytes]]).sort());
    expect(byDigest.get(digest) ?? content).toBe(content);
    byDigest.set(digest, content);
    seen.add(content);
  }
  expect(byDigest.size).toBe(seen.size);
  expect(seen.size).toBeGreaterThan(4);
});
