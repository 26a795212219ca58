/** A journal directory as text for an auditor: see contract/journal-export.ts. Reads only, so it serves copies and damaged originals. */
import { formatAmount } from '../common/amount.ts';
import { economicHash } from '../core/economic-hash.ts';
import { emptyState } from '../core/find-or-create.ts';
import type { Entry } from '../core/records.ts';
import type { State } from '../core/state.ts';
import { formatHash, stateHash } from '../core/state-hash.ts';
import type { Disk } from '../ports/disk.ts';
import { loadCheckpoint } from './checkpoint/load-checkpoint.ts';
import { type DirectoryFiles, identifyDirectory, readClusterId, sortFiles } from './directory.ts';
import { JournalDamageError, NotAJournalDirectoryError, refusal } from './errors.ts';
import type { ReadHeader } from './journal/batch-frame.ts';
import { durabilityParts } from './parts.ts';
import { replaying } from './replay.ts';

export interface ExportOptions {
  readonly disk: Disk;
  readonly directory: string;
}

/**
 * One line of JSON for each entry from the start of the retained journal, then the `end` line. A torn tail ends it
 * silently: those entries were never durable. @throws NotAJournalDirectoryError, JournalDamageError after the last sound entry.
 */
export async function* exportDirectory({ disk, directory }: ExportOptions): AsyncIterable<string> {
  if ((await identifyDirectory(disk, directory)) === 'new') throw new NotAJournalDirectoryError(directory, 'nothing');
  const clusterId = await readClusterId(disk, directory);
  if (clusterId === null) throw markerDamage();
  const files = sortFiles(await disk.list(directory));
  const state = await stateAtStart({ disk, directory }, files, clusterId);
  const rows = new RowCollector();
  const onFrame = (header: ReadHeader, entries: readonly Entry[]) => rows.addFrame(header, entries);
  const steps = replaying({
    disk,
    directory,
    clusterId,
    segmentIds: files.segmentIds,
    state,
    parts: durabilityParts,
    onFrame,
  });
  let step = await steps.next();
  for (; step.done !== true; step = await steps.next()) yield* rows.takeFinished();
  yield* rows.takeAll();
  if ('refusals' in step.value) throw new JournalDamageError(step.value.refusals);
  yield JSON.stringify({
    type: 'end',
    sequence: state.head.sequence.toString(),
    entries: rows.count,
    stateHash: formatHash(stateHash(state)),
    economicHash: economicHash(state),
  });
}

/** The empty state where the journal is whole, else the base checkpoint the retained journal starts from. */
async function stateAtStart(
  { disk, directory }: ExportOptions,
  files: DirectoryFiles,
  clusterId: bigint,
): Promise<State> {
  if (files.segmentIds[0] === 1) return emptyState();
  for (const { file, base } of files.checkpoints) {
    if (!base) continue;
    const loaded = await loadCheckpoint(disk, directory, file, clusterId, durabilityParts);
    if ('state' in loaded) return loaded.state;
  }
  return emptyState();
}

/** Holds back the rows of the last frame: only the next one says when it was durable. */
class RowCollector {
  #finished: string[] = [];
  #held: readonly Entry[] = [];
  count = 0;

  addFrame(header: ReadHeader, entries: readonly Entry[]): void {
    this.#finish(header.previousSyncNs === 0n ? null : header.previousSyncNs.toString());
    this.#held = entries;
    this.count += entries.length;
  }

  takeFinished(): readonly string[] {
    const taken = this.#finished;
    this.#finished = [];
    return taken;
  }

  takeAll(): readonly string[] {
    this.#finish(null);
    return this.takeFinished();
  }

  #finish(durableMonoNs: string | null): void {
    for (const entry of this.#held) this.#finished.push(row(entry, durableMonoNs));
    this.#held = [];
  }
}

function row({ sequence, epoch, timeUs, fact }: Entry, durableMonoNs: string | null): string {
  return JSON.stringify({ ...fact, sequence: sequence.toString(), epoch, timeUs, durableMonoNs }, (_key, value) =>
    typeof value === 'bigint' ? formatAmount(value) : value,
  );
}

function markerDamage(): JournalDamageError {
  const found = {
    file: 'MUSTER',
    offset: 0,
    sequence: null,
    expected: 'a marker of format 1 with a cluster id',
    found: 'other text',
  };
  return new JournalDamageError([refusal(found)]);
}
