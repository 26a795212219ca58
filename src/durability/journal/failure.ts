/** What ended a journal: the first operation that failed. It is never repeated (rule 1). */
export interface JournalFailure {
  readonly file: string;
  /** `write`: of a batch, its sync included. */
  readonly operation: 'write' | 'segment';
  /** The operating system's code, e.g. `ENOSPC`; empty when it gave none. */
  readonly code: string;
  readonly message: string;
}

export function journalFailure(file: string, operation: JournalFailure['operation'], error: unknown): JournalFailure {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { file, operation, code, message };
}
