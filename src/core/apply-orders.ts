/** Facts about orders: the decision, the replies, and the venue's pictures. */
import type { Amount } from '../common/amount.ts';
import { instrumentIn, instrumentOf, venueOf } from './find-or-create.ts';
import {
  isAlive,
  type OpenPhase,
  orderLifeCycle,
  type Phase,
  type Transition,
  transitionOfStatus,
} from './order-life-cycle.ts';
import type {
  AcceptedRecord,
  Entry,
  IntentRecord,
  NeverReachedRecord,
  OrderRecord,
  RejectedRecord,
  UnknownRecord,
} from './records.ts';
import type { Instrument, Order, OrderIntent, State, Tombstone, Venue } from './state.ts';
import { changed, created, dropped } from './state-hash.ts';
import { release, reserve } from './usage.ts';

type NewOrder = Pick<Order, 'clientOrderId' | 'side' | 'price' | 'quantity' | 'phase'>;

function addOrder(state: State, instrument: Instrument, order: NewOrder, intent: OrderIntent | null): Order {
  const added: Order = {
    kind: 'order',
    hashLow: 0,
    hashHigh: 0,
    changed: false,
    venue: instrument.venue,
    symbol: instrument.symbol,
    clientOrderId: order.clientOrderId,
    side: order.side,
    price: order.price,
    quantity: order.quantity,
    phase: order.phase,
    venueOrderId: null,
    executedShown: 0n,
    executedByFills: 0n,
    intent,
  };
  instrument.orders.set(added.clientOrderId, added);
  reserve(instrument.usage, added);
  changed(state, instrument);
  return created(state, added);
}

/** An id is never sent twice, so an intent with a known id changes nothing. */
export function applyIntent(state: State, fact: IntentRecord, entry: Entry): void {
  state.head.intents += 1;
  const instrument = instrumentOf(state, fact.venue, fact.symbol);
  if (instrument.orders.has(fact.clientOrderId) || instrument.tombstones.has(fact.clientOrderId)) return;
  const { clientOrderId, side, price, quantity, orderType, timestampMs, recvWindowMs, decision } = fact;
  addOrder(
    state,
    instrument,
    { clientOrderId, side, price, quantity, phase: 'sent' },
    { orderType, timestampMs, recvWindowMs, decision, epoch: entry.epoch, sequence: entry.sequence },
  );
}

type Reply = AcceptedRecord | RejectedRecord | UnknownRecord | NeverReachedRecord;

/** A reply, its absence, or rule 2's proof. News of an id that was never announced leaves at most its tombstone. */
export function applyReply(state: State, fact: Reply, entry: Entry): void {
  const instrument = instrumentOf(state, fact.venue, fact.symbol);
  if (fact.type === 'accepted') noteVenueOrderId(state, instrument, fact.venueOrderId);
  const order = instrument.orders.get(fact.clientOrderId);
  if (order !== undefined) {
    if (fact.type === 'accepted') order.venueOrderId ??= fact.venueOrderId;
    move(state, instrument, order, fact.type, entry);
    return;
  }
  const tombstone = instrument.tombstones.get(fact.clientOrderId);
  if (tombstone !== undefined) {
    const ending = orderLifeCycle[tombstone.ending][fact.type];
    if (!isAlive(ending)) tombstone.ending = ending;
    if (fact.type === 'accepted') tombstone.venueOrderId ??= fact.venueOrderId;
    changed(state, tombstone);
    return;
  }
  if (fact.type === 'never-reached' || fact.type === 'rejected') {
    bury(
      state,
      instrument,
      { clientOrderId: fact.clientOrderId, venueOrderId: null, executedShown: 0n, executedByFills: 0n },
      fact.type,
      entry,
    );
  }
}

/** The venue's picture of an order, ours or found on the account. */
export function applyPicture(state: State, fact: OrderRecord, entry: Entry): void {
  const venue = venueOf(state, fact.venue);
  moveCursor(state, venue, fact.eventId);
  const instrument = instrumentIn(state, venue, fact.symbol);
  noteVenueOrderId(state, instrument, fact.venueOrderId);
  const order = instrument.orders.get(fact.clientOrderId) ?? reviveOrAdopt(state, instrument, fact);
  if (order === null) return;
  order.venueOrderId = fact.venueOrderId;
  order.price = fact.price;
  resize(state, instrument, order, fact.quantity);
  if (fact.executed > order.executedShown) order.executedShown = fact.executed;
  move(state, instrument, order, transitionOfStatus[fact.status], entry);
}

/** Null when the order has ended for good: its tombstone alone takes the news. */
function reviveOrAdopt(state: State, instrument: Instrument, fact: OrderRecord): Order | null {
  const { clientOrderId, side, price, quantity } = fact;
  const tombstone = instrument.tombstones.get(clientOrderId);
  if (tombstone === undefined) {
    return addOrder(state, instrument, { clientOrderId, side, price, quantity, phase: 'unknown' }, null);
  }
  const next = orderLifeCycle[tombstone.ending][transitionOfStatus[fact.status]];
  if (!isAlive(next)) {
    tombstone.ending = next;
    tombstone.venueOrderId = fact.venueOrderId;
    if (fact.executed > tombstone.executedShown) tombstone.executedShown = fact.executed;
    changed(state, tombstone);
    return null;
  }
  instrument.tombstones.delete(clientOrderId);
  dropped(state, tombstone);
  const order = addOrder(state, instrument, { clientOrderId, side, price, quantity, phase: next }, null);
  order.executedShown = tombstone.executedShown;
  release(instrument.usage, order);
  order.executedByFills = tombstone.executedByFills;
  reserve(instrument.usage, order);
  return order;
}

function resize(state: State, instrument: Instrument, order: Order, quantity: Amount): void {
  if (order.quantity === quantity) return;
  release(instrument.usage, order);
  order.quantity = quantity;
  reserve(instrument.usage, order);
  changed(state, instrument);
}

function move(state: State, instrument: Instrument, order: Order, transition: Transition, entry: Entry): void {
  const next: Phase = orderLifeCycle[order.phase][transition];
  if (isAlive(next)) {
    stay(state, order, next);
    return;
  }
  instrument.orders.delete(order.clientOrderId);
  release(instrument.usage, order);
  changed(state, instrument);
  dropped(state, order);
  bury(state, instrument, order, next, entry);
}

function stay(state: State, order: Order, phase: OpenPhase): void {
  order.phase = phase;
  changed(state, order);
}

type Buried = Pick<Tombstone, 'clientOrderId' | 'venueOrderId' | 'executedShown' | 'executedByFills'>;

function bury(state: State, instrument: Instrument, order: Buried, ending: Tombstone['ending'], entry: Entry): void {
  const tombstone: Tombstone = {
    kind: 'tombstone',
    hashLow: 0,
    hashHigh: 0,
    changed: false,
    venue: instrument.venue,
    symbol: instrument.symbol,
    clientOrderId: order.clientOrderId,
    ending,
    venueOrderId: order.venueOrderId,
    executedShown: order.executedShown,
    executedByFills: order.executedByFills,
    endedUs: entry.timeUs,
  };
  instrument.tombstones.set(tombstone.clientOrderId, tombstone);
  created(state, tombstone);
}

export function noteVenueOrderId(state: State, instrument: Instrument, venueOrderId: number): void {
  if (venueOrderId <= instrument.lastVenueOrderId) return;
  instrument.lastVenueOrderId = venueOrderId;
  changed(state, instrument);
}

/** Stream facts carry their event's id, which becomes the venue's cursor. */
export function moveCursor(state: State, venue: Venue, eventId: string | undefined): void {
  if (eventId === undefined) return;
  if (venue.cursor?.kind === 'event' && venue.cursor.id === eventId) return;
  venue.cursor = { kind: 'event', id: eventId };
  changed(state, venue);
}
