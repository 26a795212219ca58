import { type Amount, multiply } from '../../../src/common/amount.ts';
import type { Instrument } from '../instruments.ts';

export type FilterName = 'PRICE_FILTER' | 'LOT_SIZE' | 'NOTIONAL';

/** The first filter an order breaks, or null. `price` is null for a MARKET order on an empty book: nothing to judge. */
export function brokenFilter(
  instrument: Instrument,
  isMarket: boolean,
  price: Amount | null,
  quantity: Amount,
): FilterName | null {
  const { tick, step, priceMax, quantityMax, notionalMin, notionalMax } = instrument;
  if (!isMarket && price !== null && (price < tick || price > priceMax || price % tick !== 0n)) return 'PRICE_FILTER';
  if (quantity < step || quantity > quantityMax || quantity % step !== 0n) return 'LOT_SIZE';
  if (price === null) return null;
  const notional = multiply(price, quantity);
  return notional < notionalMin || (!isMarket && notional > notionalMax) ? 'NOTIONAL' : null;
}
