/** What of each entity enters the state's hash: everything that a checkpoint stores of it. */
import { amount, begin, high, integer, low, text, wideAmount, word } from './mixer.ts';
import type { Balance, Entity, Fill, Head, Instrument, Order, Pruned, Tombstone, Usage, Venue } from './state.ts';

export interface Hash {
  readonly low: number;
  readonly high: number;
}

type EntityMixers = { readonly [Kind in Entity['kind']]: (entity: Extract<Entity, { kind: Kind }>) => void };

const kinds = { head: 1, venue: 2, instrument: 3, balance: 4, order: 5, tombstone: 6, fill: 7 } as const;

function mixOrder(order: Order): void {
  text(order.clientOrderId);
  text(order.symbol);
  text(order.venue);
  text(order.phase);
  text(order.side);
  integer(order.venueOrderId ?? -1);
  amount(order.price);
  amount(order.quantity);
  amount(order.executedShown);
  amount(order.executedByFills);
  if (order.intent === null) return;
  text(order.intent.orderType);
  integer(order.intent.timestampMs);
  integer(order.intent.recvWindowMs);
  integer(order.intent.decision);
  integer(order.intent.epoch);
  amount(order.intent.sequence);
}

function mixTombstone(tombstone: Tombstone): void {
  text(tombstone.clientOrderId);
  text(tombstone.symbol);
  text(tombstone.venue);
  text(tombstone.ending);
  integer(tombstone.venueOrderId ?? -1);
  amount(tombstone.executedShown);
  amount(tombstone.executedByFills);
  integer(tombstone.endedUs);
}

function mixInstrument(instrument: Instrument): void {
  text(instrument.symbol);
  text(instrument.venue);
  amount(instrument.position);
  wideAmount(instrument.costE16);
  wideAmount(instrument.realisedE16);
  integer(instrument.lastTradeId);
  integer(instrument.lastVenueOrderId);
  text(instrument.stage ?? '');
  mixUsage(instrument.usage);
  mixPruned(instrument.pruned);
}

function mixUsage(usage: Usage): void {
  integer(usage.orders);
  amount(usage.buying);
  amount(usage.selling);
}

function mixPruned(pruned: Pruned): void {
  integer(pruned.fills);
  integer(pruned.tradeId);
  amount(pruned.position);
  wideAmount(pruned.costE16);
  wideAmount(pruned.realisedE16);
  word(pruned.hashLow);
  word(pruned.hashHigh);
}

function mixBalance(balance: Balance): void {
  text(balance.asset);
  text(balance.venue);
  amount(balance.expectedTotal);
  amount(balance.adjusted);
  amount(balance.seenFree);
  amount(balance.seenLocked);
}

function mixVenue(venue: Venue): void {
  text(venue.name);
  text(venue.session);
  integer(venue.hasBaseline ? 1 : 0);
  if (venue.cursor === null) return;
  text(venue.cursor.kind);
  text(venue.cursor.id);
}

function mixHead(head: Head): void {
  amount(head.sequence);
  integer(head.timeUs);
  integer(head.epoch);
  text(head.incarnation);
  integer(head.intents);
  integer(head.stopped ? 1 : 0);
  integer(head.prunedBeforeMs);
  text(head.configuration?.hash ?? '');
  text(head.configuration?.json ?? '');
  integer(head.strategy?.decision ?? -1);
  integer(head.strategy?.version ?? -1);
  text(head.strategy?.json ?? '');
  for (const [code, count] of [...head.alarms].sort(byKey)) {
    text(code);
    integer(count);
  }
}

function byKey(left: readonly [string, number], right: readonly [string, number]): number {
  return left[0] < right[0] ? -1 : 1;
}

const mixers: EntityMixers = {
  head: mixHead,
  venue: mixVenue,
  instrument: mixInstrument,
  balance: mixBalance,
  order: mixOrder,
  tombstone: mixTombstone,
};

export function entityHash(entity: Entity): Hash {
  begin(kinds[entity.kind]);
  const mix: (entity: never) => void = mixers[entity.kind];
  mix(entity as never);
  return { low: low(), high: high() };
}

export function fillHash(instrument: Instrument, fill: Fill): Hash {
  begin(kinds.fill);
  text(instrument.symbol);
  text(instrument.venue);
  text(fill.clientOrderId);
  integer(fill.tradeId);
  integer(fill.venueOrderId);
  text(fill.side);
  amount(fill.price);
  amount(fill.quantity);
  amount(fill.commission);
  text(fill.commissionAsset);
  integer(fill.tradeTimeMs);
  integer(fill.maker ? 1 : 0);
  return { low: low(), high: high() };
}
