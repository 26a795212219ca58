/** Journal exports, read and indexed: what the engine had on disk at the moment each copy was made. */
import type { z } from 'zod';
import {
  adjustmentRow,
  fillRow,
  type IntentRow,
  intentRow,
  type JournalEnd,
  journalEnd,
  orderRow,
  otherRow,
  outcomeRow,
  resumedRow,
} from '../contract/journal-export.ts';
import { EvidenceError } from './evidence-error.ts';
import { firstIssue, parseNdjson } from './ndjson.ts';

const rowSchemas = {
  intent: intentRow,
  accepted: outcomeRow,
  rejected: outcomeRow,
  unknown: outcomeRow,
  'never-reached': outcomeRow,
  order: orderRow,
  fill: fillRow,
  adjustment: adjustmentRow,
  resumed: resumedRow,
} as const;
type RowType = keyof typeof rowSchemas;
type RowOf<Type extends RowType> = Extract<z.infer<(typeof rowSchemas)[Type]>, { type: Type }>;

/** A row in its place; `sequence` as a number of any size. */
export type JournalRow = z.infer<(typeof rowSchemas)[RowType]> | z.infer<typeof otherRow>;

export interface Journal {
  readonly file: string;
  readonly rows: readonly JournalRow[];
  readonly end: JournalEnd;
}

/**
 * @param text NDJSON of journal rows, closed by the `end` row.
 * @param file name for messages and for the `evidence` of checks.
 * @throws EvidenceError for a line that does not parse, or an export without its `end` row (an export that broke off proves nothing).
 */
export function readJournalExport(text: string, file: string): Journal {
  const { rows } = parseNdjson(text, file, false, (value, line) => readRow(value, file, line));
  const end = rows.at(-1);
  if (end === undefined || !isEnd(end)) {
    throw new EvidenceError(file, rows.length, `expected the "end" row last, found ${end?.type ?? 'an empty file'}`);
  }
  const entries = rows.slice(0, -1).map((row, index) => {
    if (!isEnd(row)) return row;
    throw new EvidenceError(file, index + 1, 'expected the "end" row last, found more rows after it');
  });
  return { file, rows: entries, end };
}

function isEnd(row: JournalRow | JournalEnd): row is JournalEnd {
  return row.type === 'end';
}

function readRow(value: unknown, file: string, line: number): JournalRow | JournalEnd {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  const schema = type === 'end' ? journalEnd : isRowType(type) ? rowSchemas[type] : otherRow;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new EvidenceError(file, line, `expected a journal row, ${firstIssue(parsed.error)}`);
  return parsed.data;
}

function isRowType(type: unknown): type is RowType {
  return typeof type === 'string' && Object.hasOwn(rowSchemas, type);
}

/** Rows of one interpreted type, in sequence. */
export function rowsOf<Type extends RowType>(journal: Pick<Journal, 'rows'>, type: Type): RowOf<Type>[] {
  return journal.rows.filter((row) => isOf(row, type));
}

export function isOf<Type extends RowType>(row: JournalRow, type: Type): row is RowOf<Type> & JournalRow {
  return row.type === type;
}

export function orderKey(row: { readonly venue: string; readonly clientOrderId: string }): string {
  return `${row.venue} ${row.clientOrderId}`;
}

/** Intents of all journals together, so that what a fault destroyed still counts: one entry a distinct row, by venue and client id. */
export function unionOfIntents(journals: readonly Pick<Journal, 'rows'>[]): Map<string, IntentRow[]> {
  const union = new Map<string, IntentRow[]>();
  for (const journal of journals) {
    for (const intent of rowsOf(journal, 'intent')) {
      const known = union.get(orderKey(intent)) ?? [];
      const same = known.findIndex((other) => isSameIntent(other, intent));
      if (same === -1) known.push(intent);
      else if (known[same]?.durableMonoNs === null) known[same] = intent;
      union.set(orderKey(intent), known);
    }
  }
  return union;
}

function isSameIntent(a: IntentRow, b: IntentRow): boolean {
  return a.sequence === b.sequence && a.epoch === b.epoch && a.symbol === b.symbol && a.timestampMs === b.timestampMs;
}

/** Keys of the orders whose outcome the rows settle: the venue was heard to take, refuse, hold or fill them, or rule 2 proved they never reached it. */
export function settledOrders(rows: Iterable<JournalRow>): Set<string> {
  const settled = new Set<string>();
  for (const row of rows) if (isSettling(row)) settled.add(orderKey(row));
  return settled;
}

type SettlingRow = RowOf<'accepted' | 'rejected' | 'never-reached' | 'order' | 'fill'>;
const settling: readonly string[] = ['accepted', 'rejected', 'never-reached', 'order', 'fill'] satisfies RowType[];

export function isSettling(row: JournalRow): row is SettlingRow {
  return settling.includes(row.type);
}
