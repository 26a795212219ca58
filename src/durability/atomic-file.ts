import type { Disk } from '../ports/disk.ts';

/**
 * Makes a whole file appear under its name or not at all, also over a power loss: temporary name in the same directory,
 * write, sync, read back and compare, rename, sync the directory (row 26). @throws Error when the disk gives other bytes back.
 */
export async function writeAtomically(disk: Disk, directory: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${directory}/${name}.tmp`;
  const file = await disk.open(temporary, 'create');
  try {
    await file.write(bytes, 0);
    await file.sync();
    const readBack = await file.read(0, bytes.length);
    if (!sameBytes(readBack, bytes)) throw new Error(`${temporary}: the disk gave back other bytes than were written`);
  } finally {
    await file.close();
  }
  await disk.rename(temporary, `${directory}/${name}`);
  await disk.syncDirectory(directory);
}

export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false;
  return true;
}
