/**
 * Books and accounts together: places and cancels orders, settles trades, and tells its listener everything in the
 * order in which it happens. While matching is paused an order that would trade waits outside its book (so the book is
 * never crossed), accepted and cancelable; on resume the waiting orders are matched in the order in which they came.
 */
import type { Amount } from '../../../src/common/amount.ts';
import { type Account, accountBook, lock, lockFor, unlock } from '../accounts/account.ts';
import { settle } from '../accounts/settle.ts';
import type { Instrument } from '../instruments.ts';
import { available, match, wouldTake } from './match.ts';
import {
  isOpen,
  type Order,
  type OrderType,
  remaining,
  type SelfTradePrevention,
  type Side,
  type TimeInForce,
  type Trade,
} from './order.ts';
import { addOrder, emptyBook, type OrderBook, removeOrder } from './order-book.ts';

export interface NewOrder {
  readonly account: Account;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  /** Zero for a MARKET order. */
  readonly price: Amount;
  readonly quantity: Amount;
  readonly clientOrderId: string;
  readonly sender: string;
  readonly requestId: string;
  readonly operation: string;
  readonly selfTradePrevention: SelfTradePrevention;
}

export type Rejection = 'duplicate' | 'insufficient-balance' | 'would-take';
export type Placement = { readonly order: Order } | { readonly rejected: Rejection };

export interface ExchangeListener {
  accepted(order: Order): void;
  traded(trade: Trade, maker: Order, taker: Order): void;
  /** `cancelId` is the client id of the cancel itself. */
  canceled(order: Order, cancelId: string): void;
  expired(order: Order): void;
  /** Once at the end of every command, or of the commands done together, that may have touched the book. */
  bookTouched(symbol: string): void;
}

interface Market {
  readonly instrument: Instrument;
  readonly book: OrderBook;
  lastOrderId: number;
  lastTradeId: number;
}

export class Exchange {
  readonly #markets: ReadonlyMap<string, Market>;
  readonly #listener: ExchangeListener;
  readonly #nowMs: () => number;
  readonly #waiting = new Set<Order>();
  #touchedTogether: Set<string> | null = null;
  #paused = false;
  #lastPreventedMatchId = 0;

  constructor(instruments: readonly Instrument[], nowMs: () => number, listener: ExchangeListener) {
    this.#markets = new Map(
      instruments.map((instrument) => [
        instrument.symbol,
        { instrument, book: emptyBook(), lastOrderId: 0, lastTradeId: 0 },
      ]),
    );
    this.#nowMs = nowMs;
    this.#listener = listener;
  }

  get paused(): boolean {
    return this.#paused;
  }

  book(symbol: string): OrderBook {
    return this.#market(symbol).book;
  }

  instrument(symbol: string): Instrument {
    return this.#market(symbol).instrument;
  }

  place(request: NewOrder): Placement {
    const market = this.#market(request.symbol);
    const { account, side } = request;
    if (accountBook(account, request.symbol).open.has(request.clientOrderId)) return { rejected: 'duplicate' };
    const limit = limitOf(market.book, request);
    if (request.type === 'LIMIT_MAKER' && wouldTake(market.book, { side, limit })) return { rejected: 'would-take' };
    const [asset, amount] = lockFor(market.instrument, side, limit, request.quantity);
    if (!lock(account, asset, amount)) return { rejected: 'insufficient-balance' };
    const order = this.#accept(market, request, limit);
    if (this.#paused && (mayNotRest(order) || wouldTake(market.book, order))) this.#waiting.add(order);
    else this.#execute(market, order);
    this.#touched(request.symbol);
    return { order };
  }

  /** @returns false when the order is no longer open. */
  cancel(order: Order, cancelId: string): boolean {
    if (!isOpen(order)) return false;
    const market = this.#market(order.symbol);
    this.#end(market, order, 'CANCELED');
    this.#listener.canceled(order, cancelId);
    this.#touched(order.symbol);
    return true;
  }

  /** Does several commands of which the outside sees only the book they end with, as when makers move their quotes. */
  together(commands: () => void): void {
    const touched = new Set<string>();
    this.#touchedTogether = touched;
    commands();
    this.#touchedTogether = null;
    for (const symbol of touched) this.#listener.bookTouched(symbol);
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    for (const order of this.#waiting) {
      this.#waiting.delete(order);
      this.#execute(this.#market(order.symbol), order);
      this.#touched(order.symbol);
    }
  }

  #touched(symbol: string): void {
    if (this.#touchedTogether === null) this.#listener.bookTouched(symbol);
    else this.#touchedTogether.add(symbol);
  }

  #market(symbol: string): Market {
    const market = this.#markets.get(symbol);
    if (market === undefined) throw new Error(`Expected a symbol of this venue, got ${symbol}`);
    return market;
  }

  #accept(market: Market, request: NewOrder, limit: Amount): Order {
    const nowMs = this.#nowMs();
    market.lastOrderId += 1;
    const order: Order = {
      ...request,
      orderId: market.lastOrderId,
      limit,
      executed: 0n,
      executedQuote: 0n,
      status: 'NEW',
      acceptedMs: nowMs,
      updatedMs: nowMs,
      fills: [],
      prevented: null,
      level: null,
      ahead: null,
      behind: null,
    };
    const book = accountBook(request.account, request.symbol);
    book.open.set(order.clientOrderId, order);
    if (request.account.kind === 'trading') {
      book.orders.push(order);
      book.byOrderId.set(order.orderId, order);
      book.byClientOrderId.set(order.clientOrderId, order);
    }
    request.account.updatedMs = nowMs;
    this.#listener.accepted(order);
    return order;
  }

  #execute(market: Market, order: Order): void {
    if (order.timeInForce === 'FOK') {
      const { quantity } = available(market.book, order.side, order.limit, order.quantity);
      if (quantity < order.quantity) {
        this.#expire(market, order);
        return;
      }
    }
    const end = match(market.book, order, (maker, price, quantity) =>
      this.#trade(market, maker, order, price, quantity),
    );
    if (end.kind === 'filled') return;
    if (end.kind === 'self-trade') {
      this.#lastPreventedMatchId += 1;
      const maker = end.maker as Order;
      order.prevented = {
        matchId: this.#lastPreventedMatchId,
        quantity: remaining(order),
        makerOrderId: maker.orderId,
      };
      this.#end(market, order, 'EXPIRED_IN_MATCH');
      this.#listener.expired(order);
    } else if (mayNotRest(order)) {
      this.#expire(market, order);
    } else {
      addOrder(market.book, order);
    }
  }

  #expire(market: Market, order: Order): void {
    this.#end(market, order, 'EXPIRED');
    this.#listener.expired(order);
  }

  #end(market: Market, order: Order, status: 'CANCELED' | 'EXPIRED' | 'EXPIRED_IN_MATCH'): void {
    this.#waiting.delete(order);
    removeOrder(market.book, order);
    const [asset, amount] = lockFor(market.instrument, order.side, order.limit, remaining(order));
    unlock(order.account, asset, amount);
    order.status = status;
    order.updatedMs = this.#nowMs();
    order.account.updatedMs = order.updatedMs;
    accountBook(order.account, order.symbol).open.delete(order.clientOrderId);
  }

  #trade(market: Market, maker: Order, taker: Order, price: Amount, quantity: Amount): void {
    const buyer = taker.side === 'BUY' ? taker : maker;
    const seller = taker.side === 'BUY' ? maker : taker;
    const settlement = settle(market.instrument, buyer, seller, price, quantity);
    const timeMs = this.#nowMs();
    market.lastTradeId += 1;
    const trade: Trade = {
      tradeId: market.lastTradeId,
      symbol: taker.symbol,
      price,
      quantity,
      timeMs,
      buyer,
      seller,
      buyerIsMaker: buyer === maker,
      ...settlement,
    };
    noteFill(maker, trade);
    noteFill(taker, trade);
    this.#listener.traded(trade, maker, taker);
  }
}

/**
 * A MARKET order is one that must not rest, limited to the worst price its quantity reaches in the book as it stands.
 * On an empty book a buy is limited to zero: it locks nothing and expires.
 */
function limitOf(book: OrderBook, request: NewOrder): Amount {
  if (request.type !== 'MARKET') return request.price;
  return available(book, request.side, null, request.quantity).worstPrice ?? 0n;
}

function mayNotRest(order: Order): boolean {
  return order.type === 'MARKET' || order.timeInForce !== 'GTC';
}

function noteFill(order: Order, trade: Trade): void {
  order.fills.push(trade);
  order.updatedMs = trade.timeMs;
  order.account.updatedMs = trade.timeMs;
  order.status = remaining(order) === 0n ? 'FILLED' : 'PARTIALLY_FILLED';
  const book = accountBook(order.account, order.symbol);
  if (order.status === 'FILLED') book.open.delete(order.clientOrderId);
  if (order.account.kind === 'trading') book.trades.push(trade);
}
