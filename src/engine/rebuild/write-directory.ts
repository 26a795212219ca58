/**
 * Writes a rebuilt journal directory through the journal's own code. It is filled under a temporary name beside its
 * place, synced, and appears by one rename: after a crash at any point it stands whole or not at all, and what an
 * interrupted rebuild left is cleared away by the next one.
 */
import type { Fact } from '../../core/records.ts';
import type { State } from '../../core/state.ts';
import { openDirectory } from '../../durability/open-directory.ts';
import type { DurabilityParts } from '../../durability/parts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Disk } from '../../ports/disk.ts';

export interface WriteOptions {
  readonly disk: Disk;
  readonly clock: Clock;
  /** Absolute path; absent or an empty directory. */
  readonly into: string;
  readonly configuration: { readonly hash: string; readonly json: string };
  readonly parts: DurabilityParts;
  readonly epoch: number;
  readonly lockDirectory: (directory: string) => Promise<{ release(): void } | null>;
}

/** The temporary place is in use by another rebuild. */
export class PlaceTaken extends Error {
  override readonly name = 'PlaceTaken';
}

/** So many facts share a batch at most: memory stays bounded however long the history is. */
const factsPerBatch = 1000;

/** @returns the state the directory holds. @throws the disk's error, or PlaceTaken; then nothing stands at `into`. */
export async function writeRebuilt(options: WriteOptions, facts: readonly Fact[]): Promise<State> {
  const { disk, into, lockDirectory } = options;
  const making = `${into}.rebuilding`;
  const lock = await lockDirectory(making);
  if (lock === null) throw new PlaceTaken(`Expected no other rebuild into ${into}, found one at work in ${making}`);
  try {
    for (const name of await disk.list(making)) {
      if (!name.startsWith('muster.lock')) await disk.remove(`${making}/${name}`);
    }
    const state = await fill(options, making, facts);
    await disk.rename(making, into);
    await disk.syncDirectory(into.slice(0, into.lastIndexOf('/')) || '/');
    return state;
  } finally {
    lock.release();
  }
}

async function fill(options: WriteOptions, directory: string, facts: readonly Fact[]): Promise<State> {
  const { disk, clock, configuration, parts, epoch } = options;
  const opened = await openDirectory({ disk, clock, directory, configuration, parts });
  if ('refusals' in opened) throw new Error(opened.refusals.map(({ reason }) => reason).join('; '));
  const { state, journal } = opened;
  const failure = journal.failed.then(({ file, operation, code, message }) => {
    throw Object.assign(new Error(`${operation} of ${file} failed: ${message}`), { code });
  });
  // A failure that comes while nobody waits is met by the next wait.
  failure.catch(() => {});
  try {
    journal.setEpoch(epoch);
    for (let from = 0; from < facts.length; from += factsPerBatch) {
      const last = journal.append(facts.slice(from, from + factsPerBatch)).at(-1)?.sequence ?? 0n;
      const durable = new Promise<void>((resolve) => journal.afterDurable(last, resolve));
      await Promise.race([durable, failure]);
    }
  } finally {
    await journal.close();
  }
  // Also the last frame of all, behind which nobody waits.
  await Promise.race([failure, Promise.resolve()]);
  return state;
}
