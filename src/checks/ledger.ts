/**
 * A venue's truth ledger, read and indexed. Its rows count from 1 without gaps: a ledger with a hole is no ledger and is
 * refused whole. The trading account is the first one of the opening row (a venue under drill has one).
 */
import { type LedgerRow, type LedgerRowOf, ledgerRow } from '../contract/ledger.ts';
import { EvidenceError } from './evidence-error.ts';
import { firstIssue, parseNdjson } from './ndjson.ts';

export type RequestRow = LedgerRowOf<'request'>;
export type AnswerRow = LedgerRowOf<'answer'>;
export type OrderRow = LedgerRowOf<'order'>;
export type TradeRow = LedgerRowOf<'trade'>;
export type EventRow = LedgerRowOf<'event'>;
export type ConnectionRow = LedgerRowOf<'connection'>;

/** A request with the answer it got, if any: ids of the WebSocket API are the client's own and may come again. */
export interface AnsweredRequest {
  readonly request: RequestRow;
  readonly answer: AnswerRow | null;
}

export interface Ledger {
  readonly venue: string;
  readonly file: string;
  readonly account: string;
  readonly opening: LedgerRowOf<'open'>;
  /** Row `n` stands at index n − 1. */
  readonly rows: readonly LedgerRow[];
  readonly requests: readonly AnsweredRequest[];
  /** State changes of the account's orders. */
  readonly orders: readonly OrderRow[];
  /** Trades with the account on at least one side. */
  readonly trades: readonly TradeRow[];
  /** User-stream events of the account. */
  readonly events: readonly EventRow[];
  /** Opening row of each connection, by its number. */
  readonly connections: ReadonlyMap<number, ConnectionRow>;
  /** The tolerated unfinished last line of a venue that was killed; null when the file is whole. */
  readonly cutLine: string | null;
}

export interface ReadLedgerOptions {
  /** The venue itself was killed: its last line may be unfinished. Default false. */
  readonly venueKilled?: boolean;
}

/**
 * @param text NDJSON of {@link ledgerRow}.
 * @param file name for messages and for the `evidence` of checks.
 * @throws EvidenceError for a line that does not parse, a gap in the rows, or a ledger without opening row or account.
 */
export function readLedger(text: string, file: string, options: ReadLedgerOptions = {}): Ledger {
  const { rows, cutLine } = parseNdjson(text, file, options.venueKilled ?? false, (value, line) => {
    const parsed = ledgerRow.safeParse(value);
    if (!parsed.success) throw new EvidenceError(file, line, `expected a ledger row, ${firstIssue(parsed.error)}`);
    if (parsed.data.n !== line) {
      throw new EvidenceError(file, line, `expected row ${line}, found row ${parsed.data.n}: the ledger has a gap`);
    }
    return parsed.data;
  });
  return ledgerOf(rows, file, cutLine);
}

function ledgerOf(rows: readonly LedgerRow[], file: string, cutLine: string | null): Ledger {
  const opening = rows[0];
  if (opening?.kind !== 'open') {
    throw new EvidenceError(file, 1, `expected the opening row, found ${opening?.kind ?? 'an empty file'}`);
  }
  const account = opening.accounts[0]?.account;
  if (account === undefined) throw new EvidenceError(file, 1, 'expected a trading account, found none');
  const ofKind = <Kind extends LedgerRow['kind']>(kind: Kind) =>
    rows.filter((row): row is LedgerRowOf<Kind> => row.kind === kind);
  const opened = ofKind('connection').filter((row) => row.action === 'opened');
  return {
    venue: opening.venue,
    file,
    account,
    opening,
    rows,
    requests: answeredRequests(rows),
    orders: ofKind('order').filter((row) => row.account === account),
    trades: ofKind('trade').filter((row) => row.buyer.account === account || row.seller.account === account),
    events: ofKind('event').filter((row) => row.account === account),
    connections: new Map(opened.map((row) => [row.connection, row])),
    cutLine,
  };
}

function answeredRequests(rows: readonly LedgerRow[]): AnsweredRequest[] {
  const requests: { request: RequestRow; answer: AnswerRow | null }[] = [];
  const waiting = new Map<string, { request: RequestRow; answer: AnswerRow | null }[]>();
  for (const row of rows) {
    if (row.kind === 'request') {
      const entry = { request: row, answer: null };
      requests.push(entry);
      waiting.set(row.id, [...(waiting.get(row.id) ?? []), entry]);
    } else if (row.kind === 'answer') {
      const entry = waiting.get(row.id)?.shift();
      if (entry !== undefined) entry.answer = row;
    }
  }
  return requests;
}
