/** The way back from a checkpoint's text. The text has been verified by its checksum; a wrong shape is our own bug or a newer version. */
import { parseAmount } from '../common/amount.ts';
import { type CoreParts, coreParts } from './core-parts.ts';
import { balanceOf, emptyState, instrumentOf, venueOf } from './find-or-create.ts';
import { type OrderFields, orderFields } from './order-text.ts';
import type { InstrumentImage, StateImage, VenueImage } from './serialise.ts';
import type { Instrument, Order, State, Tombstone } from './state.ts';
import { changed, created, fillAdded } from './state-hash.ts';

type TombstoneImage = InstrumentImage['tombstones'][number];

/** @throws SyntaxError, TypeError or RangeError for text that {@link serialiseState} did not write. */
export function deserialiseState(text: string, parts: CoreParts = coreParts): State {
  const image: StateImage = JSON.parse(text);
  const state = emptyState();
  const { alarms, sequence, ...head } = image.head;
  Object.assign(state.head, head, { sequence: BigInt(sequence) });
  for (const alarm of alarms) state.head.alarms.set(alarm.code, alarm.count);
  for (const venue of image.venues) restoreVenue(state, venue, parts);
  return state;
}

function restoreVenue(state: State, image: VenueImage, parts: CoreParts): void {
  const venue = venueOf(state, image.name);
  venue.cursor = image.cursor;
  venue.session = image.session;
  venue.hasBaseline = image.hasBaseline;
  for (const each of image.balances) {
    const balance = balanceOf(state, image.name, each.asset);
    balance.expectedTotal = parseAmount(each.expectedTotal);
    balance.adjusted = parseAmount(each.adjusted);
    balance.seenFree = parseAmount(each.seenFree);
    balance.seenLocked = parseAmount(each.seenLocked);
  }
  for (const each of image.instruments) restoreInstrument(state, image.name, each, parts);
  changed(state, venue);
}

function restoreInstrument(state: State, venue: string, image: InstrumentImage, parts: CoreParts): void {
  const instrument = instrumentOf(state, venue, image.symbol);
  instrument.position = parseAmount(image.position);
  instrument.costE16 = BigInt(image.costE16);
  instrument.realisedE16 = BigInt(image.realisedE16);
  instrument.lastTradeId = image.lastTradeId;
  instrument.lastVenueOrderId = image.lastVenueOrderId;
  instrument.stage = image.stage;
  Object.assign(instrument.usage, {
    orders: image.usage.orders,
    buying: parseAmount(image.usage.buying),
    selling: parseAmount(image.usage.selling),
  });
  Object.assign(instrument.pruned, {
    ...image.pruned,
    position: parseAmount(image.pruned.position),
    costE16: BigInt(image.pruned.costE16),
    realisedE16: BigInt(image.pruned.realisedE16),
  });
  for (const each of image.orders) {
    const order = restoredOrder(instrument, orderFields(each));
    instrument.orders.set(order.clientOrderId, created(state, order));
  }
  for (const each of image.tombstones) {
    instrument.tombstones.set(each.clientOrderId, created(state, restoredTombstone(instrument, each)));
  }
  for (const each of image.fills) {
    const fill = {
      ...each,
      price: parseAmount(each.price),
      quantity: parseAmount(each.quantity),
      commission: parseAmount(each.commission),
    };
    instrument.fills.set(parts.tradeKey(fill), fill);
    fillAdded(state, instrument, fill);
  }
}

const restoredOrder = ({ venue, symbol }: Instrument, fields: OrderFields): Order => ({
  kind: 'order',
  hashLow: 0,
  hashHigh: 0,
  changed: false,
  venue,
  symbol,
  ...fields,
});

const restoredTombstone = ({ venue, symbol }: Instrument, image: TombstoneImage): Tombstone => ({
  kind: 'tombstone',
  hashLow: 0,
  hashHigh: 0,
  changed: false,
  venue,
  symbol,
  clientOrderId: image.clientOrderId,
  ending: image.ending,
  venueOrderId: image.venueOrderId,
  executedShown: parseAmount(image.executedShown),
  executedByFills: parseAmount(image.executedByFills),
  endedUs: image.endedUs,
});
