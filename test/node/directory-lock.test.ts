import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDirectory } from '../../src/node/directory-lock.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'muster-lock-'));
});
afterEach(() => rm(directory, { recursive: true }));

const hold = () =>
  execa(
    process.execPath,
    ['--conditions=muster-source', join(import.meta.dirname, 'hold-directory-lock.ts'), directory],
    { reject: false },
  );

async function firstLine(child: ReturnType<typeof hold>): Promise<string> {
  const [chunk] = await once(child.stdout, 'data');
  return String(chunk).trim();
}

test('a directory held by a live peer is refused, in another process and in this one (row 49)', async () => {
  const lock = await lockDirectory(directory);
  expect(lock).not.toBeNull();
  expect(await lockDirectory(directory)).toBeNull();
  expect((await hold()).stdout).toBe('refused');
  lock?.release();
  const again = await lockDirectory(directory);
  expect(again).not.toBeNull();
  again?.release();
});

test('SIGKILL of the holder releases it, and only the lock file stays behind (row 49)', async () => {
  const holder = hold();
  expect(await firstLine(holder)).toBe('locked');
  expect(await lockDirectory(directory)).toBeNull();
  holder.kill('SIGKILL');
  await holder;
  const lock = await lockDirectory(directory);
  expect(lock).not.toBeNull();
  lock?.release();
  expect(await readdir(directory)).toEqual(['muster.lock']);
});
