/**
 * Successions: the moments when somebody new speaks to a venue for the account: a new incarnation, or the same one on
 * connections opened after all its links were cut. What it may send, and from which row of the ledger on, is fixed here
 * from the ledger and from the journal as the predecessor left it.
 */
import type { IntentRow } from '../contract/journal-export.ts';
import { incarnationOfConnection, isBefore } from './connections.ts';
import type { Disconnect, DrillEvidence } from './evidence.ts';
import { isSettling, type JournalRow, orderKey, rowsOf, unionOfIntents } from './journals.ts';
import type { AnsweredRequest, Ledger, RequestRow } from './ledger.ts';
import { answeredWell, queries } from './operations.ts';

export interface Succession {
  readonly kind: 'start' | 'session';
  /** For people: `incarnation 2 at A`. */
  readonly label: string;
  /** Index of the incarnation that is new, or that reconnected. */
  readonly incarnation: number;
  readonly ledger: Ledger;
  /** The request came from the new side. */
  readonly isNew: (request: Pick<RequestRow, 'connection'>) => boolean;
  /** Intents at this venue whose outcome the predecessor (or the session before the cut) had not written down. */
  readonly unresolved: readonly IntentRow[];
}

export function successions(evidence: DrillEvidence): Succession[] {
  const starts = evidence.incarnations.flatMap((_, index) => (index === 0 ? [] : startsOf(evidence, index)));
  const sessions = evidence.disconnects.flatMap((disconnect) => sessionOf(evidence, disconnect));
  return [...starts, ...sessions];
}

function startsOf(evidence: DrillEvidence, incarnation: number): Succession[] {
  const left = evidence.journals.find(({ afterIncarnation }) => afterIncarnation === incarnation - 1);
  const open =
    left === undefined ? [] : rowsOf(left, 'intent').filter((intent) => !isSettled(evidence, left.rows, intent));
  return [...evidence.ledgers.values()].map((ledger) => ({
    kind: 'start',
    label: `incarnation ${incarnation + 1} at ${ledger.venue}`,
    incarnation,
    ledger,
    isNew: ({ connection }) => incarnationOfConnection(evidence, ledger, connection) === incarnation,
    unresolved: open.filter(({ venue }) => venue === ledger.venue),
  }));
}

/**
 * The journal says how the intent ended and the ledger bears it out: the venue answered it, or took it. That it never
 * reached the venue may be said only once it had expired: a row that says so earlier settles nothing.
 */
function isSettled({ ledgers }: DrillEvidence, rows: readonly JournalRow[], intent: IntentRow): boolean {
  const settling = rows.find((row) => isSettling(row) && orderKey(row) === orderKey(intent));
  if (settling === undefined) return false;
  const ledger = ledgers.get(intent.venue);
  const id = intent.clientOrderId;
  const answered = ledger?.requests.some(
    ({ request, answer }) => request.clientOrderId === id && answer?.delivered === 'sent',
  );
  const taken = ledger?.orders.some(({ clientOrderId }) => clientOrderId === id);
  const expired = settling.timeUs >= (intent.timestampMs + intent.recvWindowMs) * 1000;
  return answered === true || taken === true || expired;
}

function sessionOf(evidence: DrillEvidence, { venue, cutMonoNs }: Disconnect): Succession[] {
  const ledger = evidence.ledgers.get(venue);
  const incarnation = evidence.incarnations.findLastIndex(({ startedMonoNs }) => isBefore(startedMonoNs, cutMonoNs));
  if (ledger === undefined || incarnation === -1) return [];
  const isNew = ({ connection }: Pick<RequestRow, 'connection'>) => {
    const opened = ledger.connections.get(connection);
    const sameLife = incarnationOfConnection(evidence, ledger, connection) === incarnation;
    return sameLife && opened !== undefined && isBefore(cutMonoNs, opened.monoNs);
  };
  const reopened = [...ledger.connections.values()].find(isNew);
  const unresolved = reopened === undefined ? [] : unresolvedAt(evidence, venue, reopened.wallMs);
  return [{ kind: 'session', label: `the session reopened at ${venue}`, incarnation, ledger, isNew, unresolved }];
}

/** Intents written before a wall time whose outcome was written after it, or never. Engine and venue share the host's wall clock. */
function unresolvedAt({ journals }: DrillEvidence, venue: string, wallMs: number): IntentRow[] {
  const settled = new Set<string>();
  for (const { rows } of journals) {
    for (const row of rows) if (isSettling(row) && row.timeUs <= wallMs * 1000) settled.add(orderKey(row));
  }
  const intents = [...unionOfIntents(journals).values()].flat();
  return intents.filter(
    (intent) => intent.venue === venue && intent.timeUs <= wallMs * 1000 && !settled.has(orderKey(intent)),
  );
}

/** The row from which the new side had been answered account, open orders and trades for the symbol. Null when it never was. */
export function gatePosition(succession: Succession, symbol: string): number | null {
  const answers = [queries.account, queries.openOrders, queries.trades].map((operations) =>
    firstAnswer(succession, operations, symbol),
  );
  return answers.reduce<number | null>((latest, n) => (latest === null || n === null ? null : Math.max(latest, n)), 0);
}

function firstAnswer(succession: Succession, operations: readonly string[], symbol: string): number | null {
  const answered = succession.ledger.requests
    .filter((one) => operations.includes(one.request.operation) && answeredWell(one))
    .find(({ request }) => succession.isNew(request) && (request.symbol === null || request.symbol === symbol));
  return answered?.answer?.n ?? null;
}

/** The venue had told the new side about the order before row `n`: a query, a cancel or an event that shows it. */
export function wasShown(succession: Succession, intent: IntentRow, n: number): boolean {
  const { ledger, isNew } = succession;
  const history = ledger.orders.filter(({ clientOrderId }) => clientOrderId === intent.clientOrderId);
  const accepted = history[0];
  if (accepted === undefined) return false;
  const openAt = (at: number) => {
    const status = history.findLast((row) => row.n <= at)?.status;
    return status === 'NEW' || status === 'PARTIALLY_FILLED';
  };
  const tradedBy = (at: number) => history.some((row) => row.change === 'traded' && row.n <= at);
  const shows = ({ request, answer }: AnsweredRequest) => {
    if (answer === null || answer.n <= accepted.n || answer.n >= n) return false;
    const { operation, symbol, params } = request;
    if (params['origClientOrderId'] === intent.clientOrderId) return true;
    if (params['orderId'] === String(accepted.orderId) && isOneOf(queries.order, operation)) return true;
    if (symbol !== null && symbol !== intent.symbol) return false;
    if (isOneOf(queries.openOrders, operation)) return openAt(answer.n);
    if (isOneOf(queries.trades, operation)) return tradedBy(answer.n);
    return isOneOf(queries.allOrders, operation);
  };
  const byQuery = ledger.requests.some((one) => isNew(one.request) && answeredWell(one) && shows(one));
  const byEvent = ledger.events.some(
    (event) =>
      event.n < n &&
      event.clientOrderId === intent.clientOrderId &&
      event.connections.some((connection) => isNew({ connection })),
  );
  return byQuery || byEvent;
}

function isOneOf(operations: readonly string[], operation: string): boolean {
  return operations.includes(operation);
}
