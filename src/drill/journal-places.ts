/**
 * Where in a copied journal what stands, so that a fault can be placed by meaning: above the newest checkpoint, at an order
 * the venue took. The journal is read as text by the engine's own tool; an order's own place is where its client order id
 * first stands in a segment.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { readJournalExport } from '../checks/index.ts';
import { musterCommand } from '../common/muster-command.ts';
import { checkpointSequence, isCheckpointFile, isSegmentFile } from '../contract/engine.ts';
import type { IntentRow } from '../contract/journal-export.ts';
import { InconclusiveError } from './wait.ts';

export interface IntentPlace {
  readonly venue: string;
  readonly clientOrderId: string;
  readonly sequence: bigint;
  /** Name of the segment. */
  readonly file: string;
  /** Of the first byte of the client order id. */
  readonly offset: number;
}

export interface SegmentPlace {
  readonly file: string;
  /** Sequence of the first intent that stands in it; null where none does. */
  readonly firstIntent: bigint | null;
}

export interface JournalPlaces {
  /** Ascending. */
  readonly intents: readonly IntentPlace[];
  /** Ascending. */
  readonly segments: readonly SegmentPlace[];
  /** Last entry that the newest checkpoint holds; 0 without one. */
  readonly checkpointSequence: bigint;
}

/** @param folder absolute path of a copy of the data directory. @throws InconclusiveError when it cannot be read. */
export async function journalPlaces(folder: string): Promise<JournalPlaces> {
  const [program = '', ...args] = musterCommand();
  const { stdout, stderr, failed } = await execa(program, [...args, 'inspect', folder, '--export', 'ndjson'], {
    reject: false,
    maxBuffer: 512 * 1024 * 1024,
    stripFinalNewline: false,
  });
  if (failed) throw new InconclusiveError(`the journal could not be read to place the fault: ${stderr}`);
  const rows = readJournalExport(stdout, folder).rows.filter((row): row is IntentRow => row.type === 'intent');
  const names = readdirSync(folder);
  const intents = placesOf(rows, folder, names.filter(isSegmentFile).sort());
  const segments = names
    .filter(isSegmentFile)
    .sort()
    .map((file) => ({ file, firstIntent: intents.find((one) => one.file === file)?.sequence ?? null }));
  const newest = names.filter(isCheckpointFile).sort().at(-1);
  return { intents, segments, checkpointSequence: newest === undefined ? 0n : checkpointSequence(newest) };
}

/** Rows and bytes stand in one order, so each id is looked for behind the one before it; one that was pruned has no place. */
function placesOf(rows: readonly IntentRow[], folder: string, files: readonly string[]): IntentPlace[] {
  const segments = files.map((file) => ({ file, bytes: readFileSync(join(folder, file)) }));
  const places: IntentPlace[] = [];
  let [index, from] = [0, 0];
  for (const { venue, clientOrderId, sequence } of rows) {
    for (let at = index; at < segments.length; at += 1) {
      const segment = segments[at];
      const offset = segment?.bytes.indexOf(clientOrderId, at === index ? from : 0, 'latin1') ?? -1;
      if (segment === undefined || offset === -1) continue;
      places.push({ venue, clientOrderId, sequence: BigInt(sequence), file: segment.file, offset });
      [index, from] = [at, offset + clientOrderId.length];
      break;
    }
  }
  return places;
}

/**
 * A segment that holds an intent, with one before it and a later one that begins at or below the newest checkpoint: so what
 * replays begins behind it. The second one may hold replies alone.
 */
export function segmentBelow({ segments, checkpointSequence }: JournalPlaces): string | undefined {
  const needed = segments.findLastIndex(({ firstIntent }) => firstIntent !== null && firstIntent <= checkpointSequence);
  return segments.slice(1, Math.max(1, needed)).find(({ firstIntent }) => firstIntent !== null)?.file;
}
