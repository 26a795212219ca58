/** What a venue's ledger says of the trading account at a cursor: the truth an engine's state is compared with. */
import { readFileSync } from 'node:fs';
import type { EngineState, StreamCursor } from '../../src/contract/engine.ts';
import { type LedgerRow, ledgerRow } from '../../src/contract/ledger.ts';

export interface Truth {
  readonly trades: readonly string[];
  readonly open: readonly string[];
  readonly balances: readonly string[];
}

export function ledgerAt(file: string, cursor: StreamCursor): Truth {
  const rows = rowsOf(file);
  const at = rows.findLast((row) =>
    cursor.kind === 'event'
      ? row.kind === 'event' && row.eventId === cursor.id
      : row.kind === 'answer' && row.id === cursor.id,
  );
  if (at === undefined) throw new Error(`Expected ${cursor.kind} ${cursor.id} in ${file}`);
  const trades: string[] = [];
  const open = new Map<string, string>();
  const balances = new Map<string, string>();
  for (const row of rows.slice(0, at.n)) {
    if (row.kind === 'trade' && [row.buyer, row.seller].some(({ account }) => account === 'trader')) {
      trades.push(`${row.symbol} ${row.tradeId} ${row.price} ${row.quantity}`);
    }
    if (row.kind === 'order') {
      const live = row.status === 'NEW' || row.status === 'PARTIALLY_FILLED';
      if (live)
        open.set(row.clientOrderId, `${row.symbol} ${row.clientOrderId} ${row.orderId} ${row.price} ${row.executed}`);
      else open.delete(row.clientOrderId);
    }
    if (row.kind === 'balance' && row.account === 'trader') {
      for (const { asset, free, locked } of row.balances) balances.set(asset, `${asset} ${free} ${locked}`);
    }
  }
  return { trades: trades.sort(), open: [...open.values()].sort(), balances: [...balances.values()].sort() };
}

/** The engine's word in the same terms; assets that never moved at the venue are left out. */
export function stateTruth(state: EngineState, venue: string, moved: readonly string[]): Truth {
  const assets = new Set(moved.map((line) => line.split(' ')[0]));
  const of = <Row extends { readonly venue: string }>(rows: readonly Row[]) =>
    rows.filter((row) => row.venue === venue);
  return {
    trades: of(state.fills)
      .map(({ symbol, tradeId, price, quantity }) => `${symbol} ${tradeId} ${price} ${quantity}`)
      .sort(),
    open: of(state.openOrders)
      .map((order) => `${order.symbol} ${order.clientOrderId} ${order.venueOrderId} ${order.price} ${order.executed}`)
      .sort(),
    balances: of(state.balances)
      .filter(({ asset }) => assets.has(asset))
      .map(({ asset, free, locked }) => `${asset} ${free} ${locked}`)
      .sort(),
  };
}

/** Requests for a new order that the venue received after that wall time. */
export function placedAfter(file: string, wallMs: number): readonly LedgerRow[] {
  return rowsOf(file).filter(
    (row) => row.kind === 'request' && row.operation === 'POST /api/v3/order' && row.wallMs > wallMs,
  );
}

/** Client order ids that more than one request for a new order carried. */
export function repeatedIds(file: string): readonly string[] {
  const ids = rowsOf(file).flatMap((row) =>
    row.kind === 'request' && row.operation === 'POST /api/v3/order' && row.clientOrderId !== null
      ? [row.clientOrderId]
      : [],
  );
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

function rowsOf(file: string): readonly LedgerRow[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => ledgerRow.parse(JSON.parse(line)));
}
