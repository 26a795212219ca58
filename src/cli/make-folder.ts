import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { usageError } from '../common/muster-error.ts';

/** Makes `folder` and what is missing above it. @throws MusterError (exit 3) naming `option` and its value. */
export function makeFolder(option: string, value: string, folder: string): void {
  try {
    make(folder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw usageError(
      'folder-unwritable',
      `Expected ${option} to lie where a folder can be made, got ${JSON.stringify(value)} (${code}).`,
    );
  }
}

/** One folder at a time: Node's own recursive mkdir never ends where the kernel answers ENOENT for a parent that exists, as in /proc. */
function make(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const parent = dirname(folder);
  if (parent !== folder) make(parent);
  mkdirSync(folder);
}
