/** A directory that holds other things than a journal: nothing in it is touched. The command line answers with exit 3. */
export class NotAJournalDirectoryError extends Error {
  override readonly name = 'NotAJournalDirectoryError';
  readonly directory: string;

  constructor(directory: string, found: string) {
    super(`Expected ${directory} to be empty or a Muster journal directory, found ${found} and no MUSTER marker`);
    this.directory = directory;
  }
}

/** One reason not to use a directory, naming the place. */
export interface Refusal {
  readonly file: string;
  readonly offset: number;
  /** The journal sequence concerned, where it is known. */
  readonly sequence: bigint | null;
  readonly expected: string;
  readonly found: string;
  /** The whole of it as one sentence. */
  readonly reason: string;
}

/** Why a file was passed over. */
export interface RefusedFile {
  readonly file: string;
  readonly offset: number;
  readonly reason: string;
}

export function refusal(parts: Omit<Refusal, 'reason'>): Refusal {
  const where = parts.sequence === null ? '' : ` (sequence ${parts.sequence})`;
  return {
    ...parts,
    reason: `${parts.file} at ${parts.offset}${where}: expected ${parts.expected}, found ${parts.found}`,
  };
}

/** A checkpoint that was passed over says its reason as one text, "expected …, found …". */
export function asRefusal({ file, offset, reason }: RefusedFile, sequence: bigint): Refusal {
  const match = /^expected (.*), found (.*)$/s.exec(reason);
  const [expected = 'a sound checkpoint', found = reason] = match?.slice(1) ?? [];
  return refusal({ file, offset, sequence, expected, found });
}

/** A journal that cannot be read to its end. */
export class JournalDamageError extends Error {
  override readonly name = 'JournalDamageError';
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    super(refusals.map(({ reason }) => reason).join('\n'));
    this.refusals = refusals;
  }
}
