import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder } from '../../src/cli/make-folder.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

it('a folder is made with all that is missing above it, and may be there already', async () => {
  await using folder = await temporaryFolder();
  const deep = join(folder.path, 'a', 'b', 'c');
  makeFolder('--out', 'a/b/c', deep);
  makeFolder('--out', 'a/b/c', deep);
  expect(existsSync(deep)).toBe(true);
});

it('a file in the place of a folder or above it is refused by the option and its value', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'file');
  writeFileSync(file, '');
  for (const place of [file, join(file, 'below')]) {
    expect(() => makeFolder('--out', 'mine', place)).toThrow(
      expect.objectContaining({
        exit: 3,
        message: expect.stringMatching(/^Expected --out .*, got "mine" \(E\w+\)\.$/),
      }),
    );
  }
});

it.runIf(process.platform === 'linux')('a folder below /proc is refused instead of being tried for ever', () => {
  expect(() => makeFolder('--out', '/proc/nope/x', '/proc/nope/x')).toThrow('got "/proc/nope/x" (ENOENT)');
});
