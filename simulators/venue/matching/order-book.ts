/**
 * The book of one symbol: price levels sorted with the best price last, each a first-in-first-out queue.
 * Work happens near the best price, so inserting and removing levels there moves few elements; an order leaves its
 * queue in constant time. Between two calls the book is never crossed.
 */
import type { Amount } from '../../../src/common/amount.ts';
import type { BookOrder, Side } from './order.ts';
import { remaining } from './order.ts';

export interface PriceLevel {
  readonly price: Amount;
  /** Sum of what remains of its orders. */
  quantity: Amount;
  first: BookOrder | null;
  last: BookOrder | null;
}

export interface OrderBook {
  /** Prices rising: the best bid is last. */
  readonly bids: PriceLevel[];
  /** Prices falling: the best ask is last. */
  readonly asks: PriceLevel[];
  /** Grows by one with every change of a level. */
  updateId: number;
  /** Prices whose level changed since the market-data feed last looked. */
  readonly changed: { readonly bids: Set<Amount>; readonly asks: Set<Amount> };
}

export function emptyBook(): OrderBook {
  return { bids: [], asks: [], updateId: 0, changed: { bids: new Set(), asks: new Set() } };
}

export function levelsOf(book: OrderBook, side: Side): PriceLevel[] {
  return side === 'BUY' ? book.bids : book.asks;
}

export function oppositeLevels(book: OrderBook, side: Side): PriceLevel[] {
  return side === 'BUY' ? book.asks : book.bids;
}

export function addOrder(book: OrderBook, order: BookOrder): void {
  const level = findOrAddLevel(levelsOf(book, order.side), order.side, order.limit);
  order.level = level;
  order.ahead = level.last;
  order.behind = null;
  if (level.last === null) level.first = order;
  else level.last.behind = order;
  level.last = order;
  level.quantity += remaining(order);
  noteChange(book, order.side, level.price);
}

export function removeOrder(book: OrderBook, order: BookOrder): void {
  const level = order.level;
  if (level === null) return;
  level.quantity -= remaining(order);
  unlink(book, level, order);
  noteChange(book, order.side, level.price);
}

/** Takes `quantity` off a resting order; one that has nothing left leaves the book. */
export function fillResting(book: OrderBook, level: PriceLevel, order: BookOrder, quantity: Amount): void {
  order.executed += quantity;
  level.quantity -= quantity;
  if (order.executed === order.quantity) unlink(book, level, order);
  noteChange(book, order.side, level.price);
}

function unlink(book: OrderBook, level: PriceLevel, order: BookOrder): void {
  if (order.ahead === null) level.first = order.behind;
  else order.ahead.behind = order.behind;
  if (order.behind === null) level.last = order.ahead;
  else order.behind.ahead = order.ahead;
  order.level = null;
  order.ahead = null;
  order.behind = null;
  if (level.first !== null) return;
  const levels = levelsOf(book, order.side);
  levels.splice(levelIndex(levels, order.side, level.price), 1);
}

function findOrAddLevel(levels: PriceLevel[], side: Side, price: Amount): PriceLevel {
  const index = levelIndex(levels, side, price);
  const found = levels[index];
  if (found !== undefined && found.price === price) return found;
  const level: PriceLevel = { price, quantity: 0n, first: null, last: null };
  levels.splice(index, 0, level);
  return level;
}

/** Index of the level at `price`, or where it would be inserted. */
function levelIndex(levels: readonly PriceLevel[], side: Side, price: Amount): number {
  let low = 0;
  let high = levels.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = (levels[middle] as PriceLevel).price;
    if (side === 'BUY' ? at < price : at > price) low = middle + 1;
    else high = middle;
  }
  return low;
}

function noteChange(book: OrderBook, side: Side, price: Amount): void {
  book.updateId += 1;
  (side === 'BUY' ? book.changed.bids : book.changed.asks).add(price);
}
