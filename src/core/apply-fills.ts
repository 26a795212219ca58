/** One trade of ours: the only fact that moves positions and, besides adjustments, expected balances. */
import type { Amount } from '../common/amount.ts';
import { moveCursor, noteVenueOrderId } from './apply-orders.ts';
import type { CoreParts } from './core-parts.ts';
import { balanceOf, instrumentOf } from './find-or-create.ts';
import type { FillRecord } from './records.ts';
import type { Fill, State } from './state.ts';
import { changed, fillAdded } from './state-hash.ts';
import { applyTrade } from './trades.ts';
import { release, reserve } from './usage.ts';

const scale = 100_000_000n;

/** A trade already known, held or pruned, changes nothing but the cursor, whichever way it came and in whatever order. */
export function applyFill(state: State, fact: FillRecord, parts: CoreParts): void {
  moveCursor(state, fact);
  const instrument = instrumentOf(state, fact.venue, fact.symbol);
  const key = parts.tradeKey(fact);
  if (instrument.fills.has(key) || fact.tradeId <= instrument.pruned.tradeId) return;
  const fill = fillOf(fact);
  instrument.fills.set(key, fill);
  fillAdded(state, instrument, fill);
  if (fill.tradeId > instrument.lastTradeId) instrument.lastTradeId = fill.tradeId;
  noteVenueOrderId(state, instrument, fill.venueOrderId);
  applyTrade(instrument, fill.side, fill.price, fill.quantity);
  changed(state, instrument);

  const value = (fill.price * fill.quantity) / scale;
  const bought = fill.side === 'BUY';
  credit(state, fact.venue, instrument.base, bought ? fill.quantity : -fill.quantity);
  credit(state, fact.venue, instrument.quote, bought ? -value : value);
  if (fill.commission !== 0n) credit(state, fact.venue, fill.commissionAsset, -fill.commission);

  const order = instrument.orders.get(fill.clientOrderId) ?? instrument.tombstones.get(fill.clientOrderId);
  if (order === undefined) return;
  if (order.kind === 'order') release(instrument.usage, order);
  order.executedByFills += fill.quantity;
  if (order.kind === 'order') reserve(instrument.usage, order);
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

export function credit(state: State, venue: string, asset: string, delta: Amount): void {
  const balance = balanceOf(state, venue, asset);
  balance.expectedTotal += delta;
  changed(state, balance);
}
