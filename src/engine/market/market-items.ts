/**
 * What a market-data file holds: what the engine saw of the markets, and each look of the strategy with whatever it
 * decided from that is not in the journal. So a decision can be made again from the two together. Nothing here is needed
 * for recovery, and losing it loses no state.
 */
import type { Amount } from '../../common/amount.ts';
import type { ByteReader, ByteWriter } from '../../durability/bytes.ts';

interface At {
  readonly venue: string;
  readonly symbol: string;
}

/** The top of the book changed. `carried`: it stood already when the file began. */
export interface TopItem extends At {
  readonly type: 'top';
  readonly bid: Amount;
  readonly ask: Amount;
  readonly carried: boolean;
}

export interface TradeItem extends At {
  readonly type: 'trade';
  readonly tradeId: number;
  readonly price: Amount;
  readonly quantity: Amount;
  /** Venue time when it arrived, by the engine's own measure. */
  readonly venueTimeMs: number;
  readonly carried: boolean;
}

/** One look of the strategy at one instrument: the inputs that neither the journal nor the items above hold, and the outcome. */
export interface LookItem extends At {
  readonly type: 'look';
  readonly venueTimeMs: number;
  readonly tick: Amount;
  readonly step: Amount;
  /** Own orders whose cancel was under way, so that they could not be canceled again. */
  readonly canceling: readonly string[];
  /** Orders it canceled. */
  readonly canceled: readonly string[];
  /** Quotes it wanted to place. */
  readonly wanted: number;
  /** Which of them were let through, by index, in the order in which they were journaled. */
  readonly granted: readonly number[];
  /** The number under which the journal has them; 0 when none was let through. */
  readonly decision: number;
}

export type MarketItem = TopItem | TradeItem | LookItem;

/** An item in its place: the journal's sequence and epoch when it was seen. */
export interface StampedItem {
  readonly sequence: bigint;
  readonly epoch: number;
  /** Wall microseconds, UTC. */
  readonly timeUs: number;
  readonly item: MarketItem;
}

/** Type numbers of market files; never reused. */
const typeNumber = { top: 1, trade: 2, look: 3 } as const;

/** Appends an item's payload: its fields in the order written here, little-endian. Returns its type number. */
export function writeItem(to: ByteWriter, item: MarketItem): number {
  to.text(item.venue);
  to.text(item.symbol);
  if (item.type === 'top') {
    to.uint8(Number(item.carried));
    to.int64(item.bid);
    to.int64(item.ask);
  } else if (item.type === 'trade') {
    to.uint8(Number(item.carried));
    to.uint64(item.tradeId);
    to.int64(item.price);
    to.int64(item.quantity);
    to.uint64(item.venueTimeMs);
  } else {
    to.uint64(item.venueTimeMs);
    to.int64(item.tick);
    to.int64(item.step);
    writeTexts(to, item.canceling);
    writeTexts(to, item.canceled);
    to.uint8(small(item.wanted));
    to.uint8(small(item.granted.length));
    for (const index of item.granted) to.uint8(small(index));
    to.uint64(item.decision);
  }
  return typeNumber[item.type];
}

/** @throws RangeError for bytes that {@link writeItem} did not write. */
export function readItem(from: ByteReader, type: number): MarketItem {
  const at = { venue: from.text(), symbol: from.text() };
  if (type === typeNumber.top)
    return { type: 'top', ...at, carried: from.uint8() === 1, bid: from.int64(), ask: from.int64() };
  if (type === typeNumber.trade) {
    const carried = from.uint8() === 1;
    const trade = { tradeId: from.uint64(), price: from.int64(), quantity: from.int64(), venueTimeMs: from.uint64() };
    return { type: 'trade', ...at, carried, ...trade };
  }
  if (type !== typeNumber.look) throw new RangeError(`Expected a market item of type 1 to 3, found ${type}`);
  return {
    type: 'look',
    ...at,
    venueTimeMs: from.uint64(),
    tick: from.int64(),
    step: from.int64(),
    canceling: readTexts(from),
    canceled: readTexts(from),
    wanted: from.uint8(),
    granted: Array.from({ length: from.uint8() }, () => from.uint8()),
    decision: from.uint64(),
  };
}

function writeTexts(to: ByteWriter, texts: readonly string[]): void {
  to.uint8(small(texts.length));
  for (const text of texts) to.text(text);
}

function small(count: number): number {
  if (count < 0 || count > 255) throw new RangeError(`Expected a count from 0 to 255, got ${count}`);
  return count;
}

function readTexts(from: ByteReader): readonly string[] {
  return Array.from({ length: from.uint8() }, () => from.text());
}
