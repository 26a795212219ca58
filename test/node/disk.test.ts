import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { memoryDisk } from '../../simulators/world/disk.ts';
import { systemDisk } from '../../src/node/disk.ts';
import type { Disk } from '../../src/ports/disk.ts';

const made: string[] = [];
afterEach(async () => {
  for (const directory of made.splice(0)) await rm(directory, { recursive: true });
});

const arms: readonly { readonly name: string; readonly make: () => Promise<{ disk: Disk; directory: string }> }[] = [
  {
    name: 'the real disk',
    make: async () => {
      const root = await mkdtemp(join(tmpdir(), 'muster-disk-'));
      made.push(root);
      return { disk: systemDisk, directory: join(root, 'data') };
    },
  },
  { name: 'the simulated disk', make: async () => ({ disk: memoryDisk(), directory: '/data' }) },
];

describe.each(arms)('$name', ({ make }) => {
  test('gives back what was written, at its offsets', async () => {
    const { disk, directory } = await make();
    await disk.makeDirectory(directory);
    const file = await disk.open(`${directory}/a`, 'create');
    await file.write(new Uint8Array([1, 2, 3]), 0);
    await file.write(new Uint8Array([9]), 5);
    await file.sync();
    expect([...(await file.read(0, 100))]).toEqual([1, 2, 3, 0, 0, 9]);
    await file.truncate(2);
    expect(await file.size()).toBe(2);
    await file.close();
    expect([...(await disk.readFile(`${directory}/a`))]).toEqual([1, 2]);
  });

  test('writes and syncs in one request, whose answer is the time of the sync; later writes follow in order', async () => {
    const { disk, directory } = await make();
    await disk.makeDirectory(directory);
    const file = await disk.open(`${directory}/a`, 'create');
    const firstNs = await file.writeAndSync(new Uint8Array([1, 2, 3]), 0);
    await file.write(new Uint8Array([9]), 1);
    const secondNs = await file.writeAndSync(new Uint8Array([4]), 3);
    expect(firstNs).toBeGreaterThan(0n);
    expect(secondNs).toBeGreaterThan(firstNs);
    expect([...(await file.read(0, 100))]).toEqual([1, 9, 3, 4]);
    await file.close();
  });

  test('renames over, copies, lists and removes', async () => {
    const { disk, directory } = await make();
    await disk.makeDirectory(directory);
    for (const name of ['a', 'b']) {
      const file = await disk.open(`${directory}/${name}`, 'create');
      await file.write(new TextEncoder().encode(name), 0);
      await file.close();
    }
    await disk.copy(`${directory}/a`, `${directory}/c`);
    await disk.rename(`${directory}/a`, `${directory}/b`);
    await disk.syncDirectory(directory);
    expect([...(await disk.list(directory))].sort()).toEqual(['b', 'c']);
    expect(new TextDecoder().decode(await disk.readFile(`${directory}/b`))).toBe('a');
    await disk.remove(`${directory}/c`);
    expect(await disk.exists(`${directory}/c`)).toBe(false);
    expect(await disk.exists(directory)).toBe(true);
  });

  test('says ENOENT for what is not there', async () => {
    const { disk, directory } = await make();
    await disk.makeDirectory(directory);
    await expect(disk.readFile(`${directory}/none`)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(disk.open(`${directory}/none`, 'read-write')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(disk.list(`${directory}/none`)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
