/** Writes small truth ledgers: one venue, one account, times in milliseconds from the start of the drill. */

import { type Ledger, readLedger } from '../../src/checks/ledger.ts';
import type { LedgerRow, NewLedgerRow } from '../../src/contract/ledger.ts';

export const account = 'trading';
const sender = 'key-primary';
const wallStartMs = 1_700_000_000_000;

/** Monotonic nanoseconds of a moment of the drill. */
export function mono(ms: number): string {
  return String(BigInt(Math.round((1000 + ms) * 1e6)));
}

export function wall(ms: number): number {
  return wallStartMs + ms;
}

export interface ScriptedOrder {
  readonly clientOrderId: string;
  readonly symbol?: string;
  readonly side?: 'BUY' | 'SELL';
  readonly price?: string;
  readonly quantity?: string;
}

interface Book {
  readonly orderId: number;
  readonly requestId: string;
  readonly order: Required<ScriptedOrder>;
  executed: number;
}

export class LedgerScript {
  readonly venue: string;
  readonly rows: LedgerRow[] = [];
  readonly #orders = new Map<string, Book>();
  #ids = 0;

  constructor(venue = 'A', symbols: readonly string[] = ['BTCUSDT']) {
    this.venue = venue;
    this.#add(0, {
      kind: 'open',
      venue,
      seed: 1,
      bounds: { clockSkewMs: 50, matchingDelayMs: 50, readLagMs: 0 },
      symbols: symbols.map((symbol) => ({
        symbol,
        base: symbol.slice(0, 3),
        quote: 'USDT',
        tick: '0.01',
        step: '0.001',
      })),
      accounts: [
        {
          account,
          balances: [
            { asset: 'BTC', total: '10' },
            { asset: 'USDT', total: '100000' },
          ],
        },
      ],
    });
  }

  connect(ms: number, ...connections: number[]): this {
    for (const connection of connections) this.#add(ms, { kind: 'connection', connection, action: 'opened' });
    return this;
  }

  /** A request and its answer. */
  ask(
    ms: number,
    connection: number,
    operation: string,
    options: {
      symbol?: string;
      params?: Record<string, string>;
      status?: number;
      delivered?: 'sent' | 'withheld';
      id?: string;
    } = {},
  ): this {
    const { symbol = null, params = {}, status = 200, delivered = 'sent', id = this.#id() } = options;
    this.#request(ms, connection, operation, id, symbol, params['origClientOrderId'] ?? null, params);
    this.#add(ms + 1, { kind: 'answer', id, operation, symbol, status, code: status === 200 ? null : -1, delivered });
    return this;
  }

  /** Account, open orders and trades of a symbol, all answered. */
  gates(ms: number, connection: number, symbol = 'BTCUSDT'): this {
    return this.ask(ms, connection, 'GET /api/v3/account')
      .ask(ms, connection, 'GET /api/v3/openOrders', { symbol })
      .ask(ms, connection, 'GET /api/v3/myTrades', { symbol });
  }

  /** A new order: accepted at once unless `status` refuses it. `heard` are the connections its event was written to. */
  place(
    ms: number,
    connection: number,
    scripted: ScriptedOrder,
    options: { status?: number; heard?: number[]; delivered?: 'sent' | 'withheld' } = {},
  ): this {
    const { status = 200, heard = [], delivered = 'sent' } = options;
    const order = { symbol: 'BTCUSDT', side: 'BUY' as const, price: '100', quantity: '1', ...scripted };
    const requestId = this.#id();
    this.#request(ms, connection, 'POST /api/v3/order', requestId, order.symbol, order.clientOrderId, {});
    if (status === 200) {
      this.#orders.set(order.clientOrderId, {
        orderId: this.#ordersOf(order.symbol) + 1,
        requestId,
        order,
        executed: 0,
      });
      this.#change(ms, order.clientOrderId, 'accepted', 'NEW', heard);
    }
    this.#add(ms, {
      kind: 'answer',
      id: requestId,
      operation: 'POST /api/v3/order',
      symbol: order.symbol,
      status,
      code: status === 200 ? null : -2010,
      delivered,
    });
    return this;
  }

  trade(ms: number, clientOrderId: string, tradeId: number, quantity: string, heard: number[] = []): this {
    const { order, orderId } = this.#book(clientOrderId);
    const own = {
      account,
      orderId,
      clientOrderId,
      commission: '0.001',
      commissionAsset: order.side === 'BUY' ? 'BTC' : 'USDT',
    };
    const market = {
      account: 'market',
      orderId: 9000 + tradeId,
      clientOrderId: `m${tradeId}`,
      commission: '0',
      commissionAsset: 'USDT',
    };
    const [buyer, seller] = order.side === 'BUY' ? [own, market] : [market, own];
    this.#add(ms, {
      kind: 'trade',
      tradeId,
      symbol: order.symbol,
      price: order.price,
      quantity,
      buyer,
      seller,
      buyerIsMaker: order.side === 'BUY',
    });
    const book = this.#book(clientOrderId);
    book.executed += Number(quantity);
    const full = book.executed >= Number(order.quantity);
    this.#change(ms, clientOrderId, 'traded', full ? 'FILLED' : 'PARTIALLY_FILLED', heard);
    return this;
  }

  cancel(ms: number, connection: number, clientOrderId: string, heard: number[] = []): this {
    const { symbol } = this.#book(clientOrderId).order;
    this.#change(ms, clientOrderId, 'canceled', 'CANCELED', heard);
    return this.ask(ms, connection, 'DELETE /api/v3/order', { symbol, params: { origClientOrderId: clientOrderId } });
  }

  balance(ms: number, asset: string, free: string, locked: string): this {
    this.#add(ms, { kind: 'balance', account, balances: [{ asset, free, locked }] });
    return this;
  }

  text(): string {
    return this.rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  }

  read(): Ledger {
    return readLedger(this.text(), `ledger-${this.venue}.ndjson`);
  }

  #request(
    ms: number,
    connection: number,
    operation: string,
    id: string,
    symbol: string | null,
    clientOrderId: string | null,
    params: Record<string, string>,
  ): void {
    this.#add(ms, {
      kind: 'request',
      id,
      connection,
      transport: 'rest',
      operation,
      sender,
      account,
      symbol,
      clientOrderId,
      params,
    });
  }

  #change(
    ms: number,
    clientOrderId: string,
    change: 'accepted' | 'traded' | 'canceled',
    status: 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED',
    heard: number[],
  ): void {
    const { order, orderId, requestId, executed } = this.#book(clientOrderId);
    this.#add(ms, {
      kind: 'order',
      change,
      account,
      sender,
      requestId,
      orderId,
      ...order,
      executed: String(executed),
      status,
    });
    const eventId = String(100 + this.rows.length);
    this.#add(ms, {
      kind: 'event',
      account,
      event: 'executionReport',
      eventId,
      symbol: order.symbol,
      clientOrderId,
      connections: heard,
    });
  }

  #book(clientOrderId: string): Book {
    const book = this.#orders.get(clientOrderId);
    if (book === undefined) throw new Error(`no order ${clientOrderId} in this script`);
    return book;
  }

  /** Order ids count per symbol, as a venue's do. */
  #ordersOf(symbol: string): number {
    return [...this.#orders.values()].filter((book) => book.order.symbol === symbol).length;
  }

  #id(): string {
    this.#ids += 1;
    return `r${this.#ids}`;
  }

  #add(ms: number, row: NewLedgerRow): void {
    this.rows.push({ n: this.rows.length + 1, monoNs: mono(ms), wallMs: wall(ms), ...row } as LedgerRow);
  }
}
