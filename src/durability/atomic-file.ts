import type { Disk } from '../ports/disk.ts';

/** What is written, synced or read at once: a long sync makes those of the journal wait. */
const pieceBytes = 1024 * 1024;

/**
 * Makes a whole file appear under its name or not at all, also over a power loss: temporary name in the same directory,
 * write and sync piece by piece, read back and compare, rename, sync the directory (row 26). @throws Error when the disk gives other bytes back.
 */
export async function writeAtomically(disk: Disk, directory: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${directory}/${name}.tmp`;
  const file = await disk.open(temporary, 'create');
  try {
    for (const { offset, piece } of piecesOf(bytes)) {
      await file.write(piece, offset);
      await file.sync();
    }
    for (const { offset, piece } of piecesOf(bytes)) {
      if (sameBytes(await file.read(offset, piece.length), piece)) continue;
      throw new Error(`${temporary}: the disk gave back other bytes than were written`);
    }
  } finally {
    await file.close();
  }
  await disk.rename(temporary, `${directory}/${name}`);
  await disk.syncDirectory(directory);
}

function* piecesOf(bytes: Uint8Array): Generator<{ readonly offset: number; readonly piece: Uint8Array }> {
  for (let offset = 0; offset === 0 || offset < bytes.length; offset += pieceBytes)
    yield { offset, piece: bytes.subarray(offset, offset + pieceBytes) };
}

export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false;
  return true;
}
