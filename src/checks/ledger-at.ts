/** The truth of one account at one place of the ledger: what the venue would have shown had it been asked there. */
import { type Amount, parseAmount } from '../common/amount.ts';
import type { StreamCursor } from '../contract/engine.ts';
import type { Ledger, OrderRow } from './ledger.ts';

/** One side of a trade, seen by the account that had it. Amounts are 10^-8. */
export interface AccountTrade {
  readonly n: number;
  readonly monoNs: string;
  readonly symbol: string;
  readonly tradeId: number;
  readonly side: 'BUY' | 'SELL';
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly price: Amount;
  readonly quantity: Amount;
  readonly commission: Amount;
  readonly commissionAsset: string;
}

export interface LedgerState {
  /** Latest row of every order, by symbol and venue order id: ids are unique within a symbol only. */
  readonly orders: ReadonlyMap<string, OrderRow>;
  readonly openOrders: readonly OrderRow[];
  readonly trades: readonly AccountTrade[];
  /** Bought less sold in base units, by symbol; every symbol of the venue is present. */
  readonly positions: ReadonlyMap<string, Amount>;
  readonly balances: ReadonlyMap<string, { readonly free: Amount; readonly locked: Amount }>;
}

/** State after row `n` (0 is before the first row). */
export function ledgerAt(ledger: Ledger, n: number): LedgerState {
  const orders = new Map<string, OrderRow>();
  for (const row of ledger.orders) if (row.n <= n) orders.set(`${row.symbol} ${row.orderId}`, row);
  const trades = accountTrades(ledger).filter((trade) => trade.n <= n);
  const positions = new Map<string, Amount>(ledger.opening.symbols.map(({ symbol }) => [symbol, 0n]));
  for (const { symbol, side, quantity } of trades) {
    positions.set(symbol, (positions.get(symbol) ?? 0n) + (side === 'BUY' ? quantity : -quantity));
  }
  return {
    orders,
    openOrders: [...orders.values()].filter(isOpen),
    trades,
    positions,
    balances: balancesAt(ledger, n),
  };
}

/** A ledger never changes once read, and every comparison needs all its trades. */
const tradesOfLedger = new WeakMap<Ledger, readonly AccountTrade[]>();

/** Every trade of the account in the ledger's order; a trade with itself gives both sides. */
export function accountTrades(ledger: Ledger): readonly AccountTrade[] {
  const known = tradesOfLedger.get(ledger) ?? readTrades(ledger);
  tradesOfLedger.set(ledger, known);
  return known;
}

function readTrades(ledger: Ledger): AccountTrade[] {
  return ledger.trades.flatMap((row) => {
    const sides = [
      { side: 'BUY' as const, of: row.buyer },
      { side: 'SELL' as const, of: row.seller },
    ].filter(({ of }) => of.account === ledger.account);
    return sides.map(({ side, of }) => ({
      n: row.n,
      monoNs: row.monoNs,
      symbol: row.symbol,
      tradeId: row.tradeId,
      side,
      orderId: of.orderId,
      clientOrderId: of.clientOrderId,
      price: parseAmount(row.price),
      quantity: parseAmount(row.quantity),
      commission: parseAmount(of.commission),
      commissionAsset: of.commissionAsset,
    }));
  });
}

export function isOpen(order: OrderRow): boolean {
  return order.status === 'NEW' || order.status === 'PARTIALLY_FILLED';
}

function balancesAt(ledger: Ledger, n: number): LedgerState['balances'] {
  const balances = new Map<string, { free: Amount; locked: Amount }>();
  const start = ledger.opening.accounts.find(({ account }) => account === ledger.account)?.balances ?? [];
  for (const { asset, total } of start) balances.set(asset, { free: parseAmount(total), locked: 0n });
  for (const row of ledger.rows) {
    if (row.n > n) break;
    if (row.kind !== 'balance' || row.account !== ledger.account) continue;
    for (const { asset, free, locked } of row.balances) {
      balances.set(asset, { free: parseAmount(free), locked: parseAmount(locked) });
    }
  }
  return balances;
}

/** The ledger row a cursor stands for: the event with that id, or the answer with that id. Null when the ledger has no such row. */
export function positionOfCursor(ledger: Ledger, cursor: StreamCursor): number | null {
  if (cursor.kind === 'event') return ledger.events.findLast((row) => row.eventId === cursor.id)?.n ?? null;
  const answered = ledger.requests.findLast(({ answer }) => answer?.id === cursor.id);
  return answered?.answer?.n ?? null;
}
