/** A directory that holds other things than a journal: nothing in it is touched. The command line answers with exit 3. */
export class NotAJournalDirectoryError extends Error {
  override readonly name = 'NotAJournalDirectoryError';
  readonly directory: string;

  readonly found: string;

  /** @param orEmpty whether an empty directory would have done as well. */
  constructor(directory: string, found: string, orEmpty: 'or empty' | 'to be read') {
    const expected = orEmpty === 'or empty' ? 'empty or a Muster journal directory' : 'a Muster journal directory';
    super(`Expected ${directory} to be ${expected}, found ${found}`);
    this.directory = directory;
    this.found = found;
  }
}

/** A directory of a format that this build does not read: no damage, and nothing in it is touched. Exit 2 at the command line. */
export class OtherFormatError extends Error {
  override readonly name = 'OtherFormatError';
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
