import { constants, existsSync } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { lockFileName } from '../durability/directory.ts';

/** SQLite's own code for a lock another connection holds. */
const busy = 5;

export interface DirectoryLock {
  release(): void;
}

/**
 * Takes the one lock of a journal directory (row 49), or null while a live peer holds it. It is an exclusive SQLite
 * transaction on `muster.lock`: a lock of the kernel, so the peer's death releases it however it died, and a lock file
 * left behind holds nothing. Nothing is written into it. @throws the operating system's error for a directory that cannot be written.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock | null> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, lockFileName);
  // SQLite would say less than the operating system. Asked, not tried: closing a file drops this process's locks on it.
  await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  if (existsSync(path)) await access(path, constants.R_OK | constants.W_OK);
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === busy) return null;
    throw error;
  }
  return { release: () => database.close() };
}
