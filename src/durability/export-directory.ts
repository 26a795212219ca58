/** A journal directory as text for an auditor: see contract/journal-export.ts. Reads only, so it serves copies and damaged originals. */
import { formatAmount } from '../common/amount.ts';
import { economicHash } from '../core/economic-hash.ts';
import { emptyState } from '../core/find-or-create.ts';
import type { Entry } from '../core/records.ts';
import type { State } from '../core/state.ts';
import { formatHash, stateHash } from '../core/state-hash.ts';
import type { Disk } from '../ports/disk.ts';
import { loadCheckpoint } from './checkpoint/load-checkpoint.ts';
import { JournalDamageError } from './errors.ts';
import { earlierFrames } from './export-earlier.ts';
import { readHeads } from './follower/segment-heads.ts';
import { type JournalDirectory, readDirectory } from './inspect/read-directory.ts';
import { TradeCollector, tradeColumns } from './inspect/trade-rows.ts';
import type { ReadHeader } from './journal/batch-frame.ts';
import { durabilityParts } from './parts.ts';
import { replaying } from './replay.ts';

export interface ExportOptions {
  readonly disk: Disk;
  readonly directory: string;
}

/** Turns entries into lines; may hold lines back until a later frame says more about them. */
interface Rows {
  addFrame(header: ReadHeader, entries: readonly Entry[]): void;
  takeFinished(): readonly string[];
  takeAll(): readonly string[];
}

/**
 * One line of JSON for each entry from the start of the retained journal, then the `end` line. Where the journal begins
 * at a base checkpoint, what is left of the entries before it comes first (export-earlier.ts). A torn tail ends it
 * silently: those entries were never durable. @throws NotAJournalDirectoryError, JournalDamageError after the last sound entry.
 */
export async function* exportDirectory({ disk, directory }: ExportOptions): AsyncIterable<string> {
  const source = await readDirectory(disk, directory);
  const state = await stateAtStart(source);
  const rows = new RowCollector();
  for await (const frames of earlierFrames(source, state.head.sequence)) {
    for (const { header, entries, continues } of frames) {
      if (!continues) yield* rows.takeAll();
      rows.addFrame(header, entries);
    }
    yield* rows.takeFinished();
  }
  yield* exporting(source, state, rows);
  yield JSON.stringify({
    type: 'end',
    sequence: state.head.sequence.toString(),
    entries: rows.count,
    stateHash: formatHash(stateHash(state)),
    economicHash: economicHash(state),
  });
}

/**
 * The history of trades as CSV (RFC 4180, lines without their CRLF): a head, then one row a fill in the order the
 * journal learnt them, a repeated trade once. Trades older than the retained journal come first and have no sequence.
 * @throws as {@link exportDirectory} does.
 */
export async function* exportTrades({ disk, directory }: ExportOptions): AsyncIterable<string> {
  const source = await readDirectory(disk, directory);
  const state = await stateAtStart(source);
  yield tradeColumns.join(',');
  yield* exporting(source, state, new TradeCollector(state));
}

async function* exporting(source: JournalDirectory, state: State, rows: Rows): AsyncIterable<string> {
  const onFrame = (header: ReadHeader, entries: readonly Entry[]) => rows.addFrame(header, entries);
  const { segmentIds } = source.files;
  const steps = replaying({ ...source, segmentIds, state, parts: durabilityParts, onFrame });
  let step = await steps.next();
  for (; step.done !== true; step = await steps.next()) yield* rows.takeFinished();
  yield* rows.takeAll();
  if ('refusals' in step.value) throw new JournalDamageError(step.value.refusals);
}

/** The empty state where the journal is whole, else the oldest base checkpoint: the retained journal starts there. */
export async function stateAtStart(source: JournalDirectory): Promise<State> {
  const { disk, directory, clusterId, files } = source;
  if (files.segmentIds[0] === 1) return emptyState();
  const [first] = await readHeads(source, files.segmentIds.slice(0, 1));
  const start = first === undefined || 'problem' in first.header ? 0n : first.header.firstSequence;
  for (const { file, base, sequence } of files.checkpoints.toReversed()) {
    if (!base || sequence + 1n < start) continue;
    const loaded = await loadCheckpoint(disk, directory, file, clusterId, durabilityParts);
    if ('state' in loaded) return loaded.state;
  }
  return emptyState();
}

/** Holds back the rows of the last frame: only the next one says when it was durable. */
class RowCollector implements Rows {
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
