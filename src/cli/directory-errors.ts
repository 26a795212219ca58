/** What is wrong with a journal directory that somebody named, as one sentence with its exit status. */
import { environmentError, exitStatus, MusterError, usageError } from '../common/muster-error.ts';
import { JournalDamageError, NotAJournalDirectoryError, OtherFormatError } from '../durability/errors.ts';

/** What is no known failure of reading a directory is given back as it is. */
export function explainedDirectoryError(error: unknown): unknown {
  if (error instanceof NotAJournalDirectoryError) return usageError('not-a-journal-directory', error.message);
  if (error instanceof JournalDamageError) return new MusterError(exitStatus.violated, 'journal-damage', error.message);
  if (error instanceof OtherFormatError)
    return new MusterError(exitStatus.inconclusive, 'other-format', `${error.message}; nothing was read.`);
  if (!(error instanceof Error && 'code' in error)) return error;
  if (error.code === 'ENOTDIR')
    return usageError('not-a-journal-directory', `Expected a journal directory, found a file: ${error.message}.`);
  if (error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EIO')
    return environmentError('unreadable', `Expected a directory that can be read, found ${error.message}.`);
  return error;
}
