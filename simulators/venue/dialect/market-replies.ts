import { formatAmount } from '../../../src/common/amount.ts';
import type { OrderBook, PriceLevel } from '../matching/order-book.ts';

export interface BookTicker {
  readonly bidPrice: string;
  readonly bidQty: string;
  readonly askPrice: string;
  readonly askQty: string;
}

/** Best prices and quantities; zeros where a side is empty. */
export function bookTickerOf(book: OrderBook): BookTicker {
  const bid = book.bids.at(-1);
  const ask = book.asks.at(-1);
  return {
    bidPrice: formatAmount(bid?.price ?? 0n),
    bidQty: formatAmount(bid?.quantity ?? 0n),
    askPrice: formatAmount(ask?.price ?? 0n),
    askQty: formatAmount(ask?.quantity ?? 0n),
  };
}

export function depthOf(book: OrderBook, limit: number): unknown {
  const best = (levels: readonly PriceLevel[]) =>
    levels
      .slice(-limit)
      .reverse()
      .map(({ price, quantity }) => [formatAmount(price), formatAmount(quantity)]);
  return { lastUpdateId: book.updateId, bids: best(book.bids), asks: best(book.asks) };
}
