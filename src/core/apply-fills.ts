/** One trade of ours: the only fact that moves positions and, besides adjustments, expected balances. */
import { moveCursor, noteVenueOrderId } from './apply-orders.ts';
import type { CoreParts } from './core-parts.ts';
import { balanceIn, instrumentIn, venueOf } from './find-or-create.ts';
import type { FillRecord } from './records.ts';
import type { Fill, Instrument, Order, State, Tombstone, Venue } from './state.ts';
import { changed, fillAdded } from './state-hash.ts';
import { applyValuedTrade } from './trades.ts';
import { release, reserve } from './usage.ts';

const scale = 100_000_000n;

/** A trade already known, held or pruned, changes nothing but the cursor, whichever way it came and in whatever order. */
export function applyFill(state: State, fact: FillRecord, parts: CoreParts): void {
  const venue = venueOf(state, fact.venue);
  moveCursor(state, venue, fact.eventId);
  const instrument = instrumentIn(state, venue, fact.symbol);
  const key = parts.tradeKey(fact);
  if (fact.tradeId <= instrument.pruned.tradeId || instrument.fills.has(key)) return;
  const fill = fillOf(fact);
  instrument.fills.set(key, fill);
  fillAdded(state, instrument, fill);
  if (fill.tradeId > instrument.lastTradeId) instrument.lastTradeId = fill.tradeId;
  noteVenueOrderId(state, instrument, fill.venueOrderId);
  settleFill(state, venue, instrument, fill);

  const order = instrument.orders.get(fill.clientOrderId);
  if (order !== undefined) {
    release(instrument.usage, order);
    executedMore(state, order, fill);
    reserve(instrument.usage, order);
    return;
  }
  const tombstone = instrument.tombstones.get(fill.clientOrderId);
  if (tombstone !== undefined) executedMore(state, tombstone, fill);
}

/** Position, cost, profit and expected balances. */
function settleFill(state: State, venue: Venue, instrument: Instrument, fill: Fill): void {
  const { price, quantity, commission, commissionAsset } = fill;
  const bought = fill.side === 'BUY';
  const valueE16 = price * quantity;
  applyValuedTrade(instrument, bought, price, quantity, valueE16);
  changed(state, instrument);
  const value = valueE16 / scale;
  const base = balanceIn(state, venue, instrument.base);
  base.expectedTotal = bought ? base.expectedTotal + quantity : base.expectedTotal - quantity;
  changed(state, base);
  const quote = balanceIn(state, venue, instrument.quote);
  quote.expectedTotal = bought ? quote.expectedTotal - value : quote.expectedTotal + value;
  changed(state, quote);
  if (commission === 0n) return;
  const fee = balanceIn(state, venue, commissionAsset);
  fee.expectedTotal -= commission;
  changed(state, fee);
}

function executedMore(state: State, order: Order | Tombstone, fill: Fill): void {
  order.executedByFills += fill.quantity;
  order.venueOrderId ??= fill.venueOrderId;
  changed(state, order);
}

/** Only what is kept of a fill. */
export function fillOf(fact: Fill): Fill {
  const {
    clientOrderId,
    tradeId,
    venueOrderId,
    side,
    price,
    quantity,
    commission,
    commissionAsset,
    tradeTimeMs,
    maker,
  } = fact;
  return {
    clientOrderId,
    tradeId,
    venueOrderId,
    side,
    price,
    quantity,
    commission,
    commissionAsset,
    tradeTimeMs,
    maker,
  };
}
