/**
 * What a fault cost, counted by class. Before reconciliation the journal left behind is held against the ledger up to the
 * fault; after it the engine's state at `resumed` is held against the ledger at its cursors. A venue fact the engine was
 * never sent is missed, not lost. Null is not measured.
 */
import type { DrillRecord, LossCounts } from '../record/schema.ts';
import { type Comparison, compareAtCursors } from './at-cursors.ts';
import { incarnationOfConnection, isBefore, msBetween } from './connections.ts';
import { destroyedByClass, vanishedRows } from './destroyed.ts';
import type { DrillEvidence } from './evidence.ts';
import { type JournalRow, orderKey, rowsOf, settledOrders } from './journals.ts';
import type { EventRow, Ledger } from './ledger.ts';
import { type AccountTrade, accountTrades, isOpen } from './ledger-at.ts';
import { placingRequests } from './operations.ts';

export type RpoCounts = DrillRecord['rpo'];

const nothingMeasured: LossCounts = {
  intents: null,
  acks: null,
  fills: null,
  cancels: null,
  configChanges: null,
  oldestAgeMs: null,
};

/** Loss against the fault struck at `t0MonoNs` (monotonic nanoseconds). */
export function rpo(evidence: DrillEvidence, t0MonoNs: string): RpoCounts {
  const left = journalLeft(evidence, t0MonoNs);
  const atEnd = evidence.journals.at(-1);
  const compared = latestComparisons(evidence);
  const vanished = vanishedRows(evidence);
  return {
    beforeReconciliation: left === null ? nothingMeasured : lostBefore(evidence, left, t0MonoNs, vanished),
    afterReconciliation:
      atEnd === undefined || compared.length === 0
        ? nothingMeasured
        : lostAfter(evidence, compared, t0MonoNs, vanished),
    destroyedByFault: evidence.journals.length < 2 ? null : vanished.length,
    destroyedByClass: evidence.journals.length < 2 ? null : destroyedByClass(evidence, vanished),
    missedThenFetched: compared.length === 0 ? null : missedThenFetched(evidence, compared),
  };
}

/** Rows of the journal as the fault left them: the copy made after the process was gone, or what was written by the time a cut session reopened. */
function journalLeft(evidence: DrillEvidence, t0MonoNs: string): readonly JournalRow[] | null {
  const { incarnations, journals, disconnects, ledgers } = evidence;
  const struck = incarnations.findLastIndex(({ startedMonoNs }) => isBefore(startedMonoNs, t0MonoNs));
  const disconnect = disconnects.find(({ cutMonoNs }) => !isBefore(cutMonoNs, t0MonoNs));
  if (disconnect === undefined)
    return journals.find(({ afterIncarnation }) => afterIncarnation === struck)?.rows ?? null;
  const opened = [...(ledgers.get(disconnect.venue)?.connections.values() ?? [])];
  const reopened = opened.find(({ monoNs }) => isBefore(disconnect.cutMonoNs, monoNs));
  const untilUs = reopened === undefined ? Number.POSITIVE_INFINITY : reopened.wallMs * 1000;
  return journals.at(-1)?.rows.filter(({ timeUs }) => timeUs <= untilUs) ?? null;
}

function latestComparisons(evidence: DrillEvidence): Comparison[] {
  return [...new Map(compareAtCursors(evidence).comparisons.map((one) => [one.venue, one])).values()];
}

interface Lost {
  readonly monoNs: string;
}

function lostBefore(
  evidence: DrillEvidence,
  left: readonly JournalRow[],
  t0MonoNs: string,
  vanished: readonly JournalRow[],
): LossCounts {
  const intents = new Set(rowsOf({ rows: left }, 'intent').map(orderKey));
  const settled = settledOrders(left);
  const fills = new Set(rowsOf({ rows: left }, 'fill').map((row) => fillKey(row.venue, row)));
  const beforeFault = <Row extends Lost>(rows: readonly Row[]) =>
    rows.filter(({ monoNs }) => isBefore(monoNs, t0MonoNs));
  const lost = { intents: [] as Lost[], acks: [] as Lost[], fills: [] as Lost[] };
  for (const ledger of evidence.ledgers.values()) {
    const { venue } = ledger;
    const key = (clientOrderId: string | null) => orderKey({ venue, clientOrderId: clientOrderId ?? '' });
    const placed = placingRequests(ledger);
    lost.intents.push(
      ...beforeFault(placed.map(({ request }) => request)).filter(
        ({ clientOrderId }) => !intents.has(key(clientOrderId)),
      ),
    );
    const acknowledged = placed.flatMap(({ request, answer }) =>
      answer?.delivered === 'sent' && answer.status === 200
        ? [{ monoNs: answer.monoNs, clientOrderId: request.clientOrderId }]
        : [],
    );
    lost.acks.push(...beforeFault(acknowledged).filter(({ clientOrderId }) => !settled.has(key(clientOrderId))));
    const received = receivedTrades(evidence, ledger).filter(
      ({ event }) => event !== null && isBefore(event.monoNs, t0MonoNs),
    );
    lost.fills.push(...received.map(({ trade }) => trade).filter((trade) => !fills.has(fillKey(venue, trade))));
  }
  return {
    intents: lost.intents.length,
    acks: lost.acks.length,
    fills: lost.fills.length,
    cancels: null,
    configChanges: lostConfigurations(evidence, vanished),
    oldestAgeMs: oldestAgeMs([...lost.intents, ...lost.acks, ...lost.fills], t0MonoNs),
  };
}

function lostAfter(
  evidence: DrillEvidence,
  compared: readonly Comparison[],
  t0MonoNs: string,
  vanished: readonly JournalRow[],
): LossCounts {
  const rows = evidence.journals.flatMap((journal) => journal.rows);
  const intents = new Set(rowsOf({ rows }, 'intent').map(orderKey));
  // What the fault destroyed is counted apart: it was written down, and is no loss of the engine's.
  const settled = settledOrders([...standingRows(evidence), ...vanished]);
  const lost = { intents: [] as Lost[], acks: [] as Lost[], fills: [] as Lost[], cancels: [] as Lost[] };
  for (const { ledger, venue, truth, resumed } of compared) {
    const own = <Row extends { venue: string }>(held: readonly Row[]) => held.filter((row) => row.venue === venue);
    const orders = [...truth.orders.values()];
    const open = new Set(
      [...own(resumed.state.openOrders), ...own(resumed.state.pendingOrders)].map(({ clientOrderId }) => clientOrderId),
    );
    const fills = new Set(own(resumed.state.fills).map((fill) => fillKey(venue, fill)));
    const unknown = placingRequests(ledger).filter(
      ({ request }) => !intents.has(orderKey({ venue, clientOrderId: request.clientOrderId ?? '' })),
    );
    lost.intents.push(...unknown.map(({ request }) => request));
    lost.acks.push(...orders.filter((order) => !settled.has(orderKey({ venue, clientOrderId: order.clientOrderId }))));
    lost.fills.push(...truth.trades.filter((trade) => !fills.has(fillKey(venue, trade))));
    const ended = orders.filter((order) => !isOpen(order) && order.status !== 'FILLED');
    lost.cancels.push(...ended.filter(({ clientOrderId }) => open.has(clientOrderId)));
  }
  return {
    intents: lost.intents.length,
    acks: lost.acks.length,
    fills: lost.fills.length,
    cancels: lost.cancels.length,
    configChanges: lostConfigurations(evidence, vanished),
    oldestAgeMs: oldestAgeMs(Object.values(lost).flat(), t0MonoNs),
  };
}

/** Age at t0 of the oldest lost item, in milliseconds; 0 when nothing was lost or all of it is younger than t0. */
function oldestAgeMs(lost: readonly Lost[], t0MonoNs: string): number {
  return lost.reduce((oldest, { monoNs }) => Math.max(oldest, msBetween(monoNs, t0MonoNs)), 0);
}

/** Configurations that stood in the journal and do not stand in the last one under any sequence: a rebuilt journal states them anew. */
function lostConfigurations({ journals }: DrillEvidence, vanished: readonly JournalRow[]): number {
  const hashes = (rows: readonly JournalRow[]) =>
    rows.flatMap((row) => (row.type === 'configuration' && 'hash' in row ? [String(row['hash'])] : []));
  const standing = new Set(hashes(journals.at(-1)?.rows ?? []));
  return new Set(hashes(vanished).filter((hash) => !standing.has(hash))).size;
}

/** What the engine still has on disk at the end, together with what was pruned below it. */
function standingRows({ journals }: DrillEvidence): JournalRow[] {
  const last = journals.at(-1)?.rows ?? [];
  const first = last[0]?.sequence;
  const pruned = journals.slice(0, -1).flatMap(({ rows }) => rows);
  return [...pruned.filter(({ sequence }) => first !== undefined && BigInt(sequence) < BigInt(first)), ...last];
}

function missedThenFetched(evidence: DrillEvidence, compared: readonly Comparison[]): number {
  return compared.reduce((sum, { venue, ledger, resumed, truth }) => {
    const held = new Set(
      resumed.state.fills.filter((fill) => fill.venue === venue).map((fill) => fillKey(venue, fill)),
    );
    const atCursor = new Set(truth.trades.map((trade) => fillKey(venue, trade)));
    const missed = receivedTrades(evidence, ledger)
      .filter(({ event }) => event === null)
      .map(({ trade }) => fillKey(venue, trade));
    return sum + missed.filter((key) => held.has(key) && atCursor.has(key)).length;
  }, 0);
}

/** Each trade of the account with the event that told a living engine of it; null when no such event reached one. */
function receivedTrades(evidence: DrillEvidence, ledger: Ledger): { trade: AccountTrade; event: EventRow | null }[] {
  const reports = Map.groupBy(
    ledger.events.filter(({ event }) => event === 'executionReport'),
    ({ clientOrderId }) => clientOrderId,
  );
  return accountTrades(ledger).map((trade) => {
    const report = reports.get(trade.clientOrderId)?.find(({ n }) => n > trade.n);
    const reached = report?.connections.some((connection) => isListening(evidence, ledger, connection, report.monoNs));
    return { trade, event: report !== undefined && reached === true ? report : null };
  });
}

/** The connection's engine was alive and its links were up: a venue may go on writing into a socket nobody reads. */
function isListening(evidence: DrillEvidence, ledger: Ledger, connection: number, monoNs: string): boolean {
  const index = incarnationOfConnection(evidence, ledger, connection);
  const life = index === null ? undefined : evidence.incarnations[index];
  const opened = ledger.connections.get(connection);
  if (life === undefined || opened === undefined) return false;
  const ended = life.endRequestedMonoNs ?? life.goneMonoNs;
  if (ended !== null && !isBefore(monoNs, ended)) return false;
  return !evidence.disconnects.some(
    ({ venue, cutMonoNs }) =>
      venue === ledger.venue && isBefore(opened.monoNs, cutMonoNs) && !isBefore(monoNs, cutMonoNs),
  );
}

function fillKey(venue: string, { symbol, tradeId }: { readonly symbol: string; readonly tradeId: number }): string {
  return `${venue} ${symbol} ${tradeId}`;
}
