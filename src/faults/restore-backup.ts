/**
 * Replaces the directory of a stopped engine by an older copy of it, as an operator who restores a backup does. Proof:
 * the directory holds the copy's files byte for byte and no other, and differs from what it held. Not undone: it is the
 * engine's directory from then on.
 */
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import { type Fault, injectAndProve, proofNow } from './fault.ts';
import { livingOwner, type Owner, sha256 } from './file-owner.ts';

export interface RestoreBackupOptions {
  readonly id: string;
  /** Absolute. */
  readonly directory: string;
  /** Absolute path of the older copy. */
  readonly backup: string;
  readonly owner: Owner;
  readonly clock: Clock;
}

export function restoreBackup({ id, directory, backup, owner, clock }: RestoreBackupOptions): Fault {
  let restored = false;
  return {
    id,
    type: 'restore-backup',
    target: "the engine's data directory",
    parameters: {},
    doesNotTest:
      'A whole and consistent backup. Backups of a running engine, or with files of different ages, are not tested.',
    unavailable: () => livingOwner(owner),
    inject: () =>
      injectAndProve(clock, async () => {
        const living = await livingOwner(owner);
        if (living !== null) return proofNow(clock, false, living);
        const [before, wanted] = [await filesOf(directory), await filesOf(backup)];
        restored = true;
        await rm(directory, { recursive: true });
        await mkdir(directory);
        await cp(backup, directory, { recursive: true });
        const after = await filesOf(directory);
        const gone = [...before].filter(([name, hash]) => after.get(name) !== hash).map(([name]) => name);
        const holds = isSame(after, wanted) && !isSame(before, after);
        return proofNow(
          clock,
          holds,
          `${after.size} files equal the backup's byte for byte; ${gone.length} of ${before.size} are gone or older: ${gone.join(', ')}`,
        );
      }),
    async undo() {
      return restored
        ? proofNow(clock, true, 'the restored directory is left to the engine, whose answer to it is judged')
        : proofNow(clock, true, 'no backup was restored, nothing to undo');
    },
  };
}

/** Name to hash. */
async function filesOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return new Map(
    await Promise.all(files.map(async (name) => [name, sha256(await readFile(join(folder, name)))] as const)),
  );
}

function isSame(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([name, hash]) => b.get(name) === hash);
}
