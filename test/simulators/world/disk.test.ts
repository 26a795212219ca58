import { expect, test } from 'vitest';
import { memoryDisk } from '../../../simulators/world/disk.ts';

async function fileWith(text: string, syncs: { readonly file: boolean; readonly directory: boolean }) {
  const disk = memoryDisk();
  await disk.makeDirectory('/d');
  const file = await disk.open('/d/a', 'create');
  await file.write(new TextEncoder().encode(text), 0);
  if (syncs.file) await file.sync();
  if (syncs.directory) await disk.syncDirectory('/d');
  return { disk, file };
}

test('a power loss forgets bytes that were not synced', async () => {
  const { disk, file } = await fileWith('kept', { file: true, directory: true });
  await file.write(new TextEncoder().encode('lost'), 0);
  disk.powerLoss();
  expect(new TextDecoder().decode(await disk.readFile('/d/a'))).toBe('kept');
});

test('a power loss forgets names whose directory was not synced, and undoes such renames', async () => {
  const unnamed = await fileWith('a', { file: true, directory: false });
  unnamed.disk.powerLoss();
  expect(await unnamed.disk.exists('/d/a')).toBe(false);
  const renamed = await fileWith('a', { file: true, directory: true });
  await renamed.disk.rename('/d/a', '/d/b');
  renamed.disk.powerLoss();
  expect(await renamed.disk.list('/d')).toEqual(['a']);
});

test('a file renamed before it was synced is empty after a power loss', async () => {
  const { disk } = await fileWith('never synced', { file: false, directory: true });
  await disk.rename('/d/a', '/d/b');
  await disk.syncDirectory('/d');
  disk.powerLoss();
  expect((await disk.readFile('/d/b')).length).toBe(0);
});

test('a file opened before a power loss is dead after it', async () => {
  const { disk, file } = await fileWith('a', { file: true, directory: true });
  disk.powerLoss();
  await expect(file.write(new Uint8Array([1]), 0)).rejects.toMatchObject({ code: 'EIO' });
  await expect(file.sync()).rejects.toMatchObject({ code: 'EIO' });
});
