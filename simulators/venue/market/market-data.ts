/**
 * Market streams: trade, aggTrade and bookTicker as things happen, depth twice (100 ms and 1 s). Every change of the
 * book is in exactly one depth update of each speed, and `U` follows the `u` before it, so that a snapshot and the
 * buffered updates straddling it join without a gap.
 */
import { type Amount, formatAmount } from '../../../src/common/amount.ts';
import { bookTickerOf } from '../dialect/market-replies.ts';
import type { Exchange } from '../matching/exchange.ts';
import type { Order, Side, Trade } from '../matching/order.ts';
import { levelsOf, type OrderBook, type PriceLevel } from '../matching/order-book.ts';

export type StreamListener = (stream: string, payload: unknown) => void;

interface DepthSpeed {
  readonly suffix: 'depth@100ms' | 'depth';
  readonly bids: Set<Amount>;
  readonly asks: Set<Amount>;
  sentUpdateId: number;
}

interface Feed {
  readonly symbol: string;
  readonly book: OrderBook;
  readonly speeds: readonly DepthSpeed[];
  readonly tradesOfCommand: Trade[];
  lastTicker: string;
  lastAggregateId: number;
}

export class MarketData {
  readonly #feeds: ReadonlyMap<string, Feed>;
  readonly #listeners = new Map<string, Set<StreamListener>>();
  readonly #nowMs: () => number;

  constructor(exchange: Exchange, symbols: readonly string[], nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#feeds = new Map(symbols.map((symbol) => [symbol, createFeed(symbol, exchange.book(symbol))]));
  }

  subscribe(stream: string, listener: StreamListener): void {
    const listeners = this.#listeners.get(stream) ?? new Set();
    this.#listeners.set(stream, listeners.add(listener));
  }

  unsubscribe(stream: string, listener: StreamListener): void {
    const listeners = this.#listeners.get(stream);
    listeners?.delete(listener);
    if (listeners?.size === 0) this.#listeners.delete(stream);
  }

  trade(trade: Trade): void {
    const feed = this.#feed(trade.symbol);
    feed.tradesOfCommand.push(trade);
    this.#send(feed, 'trade', () => ({
      e: 'trade',
      E: this.#nowMs(),
      s: trade.symbol,
      t: trade.tradeId,
      p: formatAmount(trade.price),
      q: formatAmount(trade.quantity),
      T: trade.timeMs,
      m: trade.buyerIsMaker,
      M: true,
    }));
  }

  /** Call at the end of every command: aggregates its trades and tells a new best price. */
  bookTouched(symbol: string): void {
    const feed = this.#feed(symbol);
    for (const trades of byTakerAndPrice(feed.tradesOfCommand)) this.#aggregate(feed, trades);
    feed.tradesOfCommand.length = 0;
    const ticker = bookTickerOf(feed.book);
    const key = `${ticker.bidPrice}/${ticker.bidQty}/${ticker.askPrice}/${ticker.askQty}`;
    if (key === feed.lastTicker) return;
    feed.lastTicker = key;
    this.#send(feed, 'bookTicker', () => ({
      u: feed.book.updateId,
      s: symbol,
      b: ticker.bidPrice,
      B: ticker.bidQty,
      a: ticker.askPrice,
      A: ticker.askQty,
    }));
  }

  /** Call every 100 ms; `second` true on every tenth call. */
  publishDepth(second: boolean): void {
    for (const feed of this.#feeds.values()) {
      const { changed } = feed.book;
      for (const speed of feed.speeds) {
        for (const price of changed.bids) speed.bids.add(price);
        for (const price of changed.asks) speed.asks.add(price);
      }
      changed.bids.clear();
      changed.asks.clear();
      for (const speed of feed.speeds) if (speed.suffix === 'depth@100ms' || second) this.#sendDepth(feed, speed);
    }
  }

  #sendDepth(feed: Feed, speed: DepthSpeed): void {
    const { updateId } = feed.book;
    if (speed.sentUpdateId === updateId) return;
    const first = speed.sentUpdateId + 1;
    const bids = changes(feed.book, 'BUY', speed.bids);
    const asks = changes(feed.book, 'SELL', speed.asks);
    speed.bids.clear();
    speed.asks.clear();
    speed.sentUpdateId = updateId;
    this.#send(feed, speed.suffix, () => ({
      e: 'depthUpdate',
      E: this.#nowMs(),
      s: feed.symbol,
      U: first,
      u: updateId,
      b: bids,
      a: asks,
    }));
  }

  #aggregate(feed: Feed, trades: readonly Trade[]): void {
    const [first] = trades;
    const last = trades.at(-1);
    if (first === undefined || last === undefined) return;
    feed.lastAggregateId += 1;
    this.#send(feed, 'aggTrade', () => ({
      e: 'aggTrade',
      E: this.#nowMs(),
      s: feed.symbol,
      a: feed.lastAggregateId,
      p: formatAmount(first.price),
      q: formatAmount(trades.reduce((sum, trade) => sum + trade.quantity, 0n)),
      f: first.tradeId,
      l: last.tradeId,
      T: last.timeMs,
      m: first.buyerIsMaker,
      M: true,
    }));
  }

  #send(feed: Feed, suffix: string, payload: () => unknown): void {
    const stream = `${feed.symbol.toLowerCase()}@${suffix}`;
    const listeners = this.#listeners.get(stream);
    if (listeners === undefined) return;
    const content = payload();
    for (const listener of listeners) listener(stream, content);
  }

  #feed(symbol: string): Feed {
    const feed = this.#feeds.get(symbol);
    if (feed === undefined) throw new Error(`Expected a symbol of this venue, got ${symbol}`);
    return feed;
  }
}

function createFeed(symbol: string, book: OrderBook): Feed {
  const speed = (suffix: DepthSpeed['suffix']): DepthSpeed => ({
    suffix,
    bids: new Set(),
    asks: new Set(),
    sentUpdateId: 0,
  });
  const speeds = [speed('depth@100ms'), speed('depth')];
  return { symbol, book, speeds, tradesOfCommand: [], lastTicker: '', lastAggregateId: 0 };
}

/** Consecutive trades of one taker at one price. */
function byTakerAndPrice(trades: readonly Trade[]): Trade[][] {
  const groups: Trade[][] = [];
  for (const trade of trades) {
    const group = groups.at(-1);
    const first = group?.[0];
    if (first?.price === trade.price && takerOf(first) === takerOf(trade)) group?.push(trade);
    else groups.push([trade]);
  }
  return groups;
}

function changes(book: OrderBook, side: Side, prices: ReadonlySet<Amount>): [string, string][] {
  if (prices.size === 0) return [];
  const quantities = new Map(levelsOf(book, side).map((level: PriceLevel) => [level.price, level.quantity]));
  return [...prices].map((price) => [formatAmount(price), formatAmount(quantities.get(price) ?? 0n)]);
}

function takerOf(trade: Trade): Order {
  return trade.buyerIsMaker ? trade.seller : trade.buyer;
}
