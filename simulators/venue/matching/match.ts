/** Price-time priority: the best price first, within it the oldest order, always at the resting order's price. */
import type { Amount } from '../../../src/common/amount.ts';
import type { BookOrder } from './order.ts';
import { remaining } from './order.ts';
import { fillResting, type OrderBook, oppositeLevels } from './order-book.ts';

/** How matching ended: nothing left, something left to rest or expire, or an own resting order in the way. */
export type MatchEnd =
  | { readonly kind: 'filled' | 'remainder' }
  | { readonly kind: 'self-trade'; readonly maker: BookOrder };

const filled: MatchEnd = { kind: 'filled' };
const remainder: MatchEnd = { kind: 'remainder' };

/** Trades `taker` against the book. `onTrade` is called once for every trade, after both orders have been filled. */
export function match<O extends BookOrder>(
  book: OrderBook,
  taker: O,
  onTrade: (maker: O, price: Amount, quantity: Amount) => void,
): MatchEnd {
  const levels = oppositeLevels(book, taker.side);
  for (;;) {
    const left = remaining(taker);
    if (left === 0n) return filled;
    const level = levels.at(-1);
    if (level === undefined || !reaches(taker, level.price)) return remainder;
    const maker = level.first as O;
    if (taker.selfTradePrevention === 'EXPIRE_TAKER' && maker.account === taker.account) {
      return { kind: 'self-trade', maker };
    }
    const makerLeft = remaining(maker);
    const quantity = left < makerLeft ? left : makerLeft;
    const price = level.price;
    taker.executed += quantity;
    fillResting(book, level, maker, quantity);
    onTrade(maker, price, quantity);
  }
}

/** Whether the order's limit allows a trade at `price` on the other side. */
export function reaches(order: Pick<BookOrder, 'side' | 'limit'>, price: Amount): boolean {
  return order.side === 'BUY' ? price <= order.limit : price >= order.limit;
}

/** Whether the order would trade at once. */
export function wouldTake(book: OrderBook, order: Pick<BookOrder, 'side' | 'limit'>): boolean {
  const best = oppositeLevels(book, order.side).at(-1);
  return best !== undefined && reaches(order, best.price);
}

/** How much of `quantity` the book holds within `limit` (null: at any price), and the worst price that takes. */
export function available(
  book: OrderBook,
  side: BookOrder['side'],
  limit: Amount | null,
  quantity: Amount,
): { readonly quantity: Amount; readonly worstPrice: Amount | null } {
  const levels = oppositeLevels(book, side);
  let found = 0n;
  let worstPrice: Amount | null = null;
  for (let index = levels.length - 1; index >= 0 && found < quantity; index -= 1) {
    const level = levels[index];
    if (level === undefined || (limit !== null && !reaches({ side, limit }, level.price))) break;
    found += level.quantity;
    worstPrice = level.price;
  }
  return { quantity: found < quantity ? found : quantity, worstPrice };
}
