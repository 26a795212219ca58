import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { exitStatus, MusterError, usageError } from '../../common/muster-error.ts';
import { JournalDamageError, NotAJournalDirectoryError } from '../../durability/errors.ts';
import { exportDirectory } from '../../durability/export-directory.ts';
import { systemDisk } from '../../node/disk.ts';
import { print } from '../output.ts';

/** Prints a journal directory as NDJSON, see contract/journal-export.ts. */
export async function inspect(directory: string): Promise<void> {
  if (!existsSync(directory))
    throw usageError('no-such-directory', `Expected a journal directory, found nothing at ${directory}.`);
  try {
    await printExport(resolve(directory));
  } catch (error) {
    if (error instanceof NotAJournalDirectoryError) throw usageError('not-a-journal-directory', error.message);
    if (error instanceof JournalDamageError)
      throw new MusterError(exitStatus.violated, 'journal-damage', error.message);
    throw error;
  }
}

async function printExport(directory: string): Promise<void> {
  let lines: string[] = [];
  for await (const line of exportDirectory({ disk: systemDisk, directory })) {
    lines.push(line);
    if (lines.length < 1000) continue;
    print(lines.join('\n'));
    lines = [];
  }
  if (lines.length > 0) print(lines.join('\n'));
}
