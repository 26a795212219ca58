/** What of each entity enters the state's hash: everything that a checkpoint stores of it. */
import { amounts, begin, numbers, rareText, text } from './mixer.ts';
import type { Phase } from './order-life-cycle.ts';
import type { Balance, Entity, Fill, Head, Instrument, Order, Tombstone, Venue } from './state.ts';

type EntityMixers = { readonly [Kind in Entity['kind']]: (entity: Extract<Entity, { kind: Kind }>) => void };

const kinds = { head: 1, venue: 2, instrument: 3, balance: 4, order: 5, tombstone: 6, fill: 7 } as const;

/** Never renumbered: every frame of every journal states hashes made with them. */
const phaseNumbers: Readonly<Record<Phase, number>> = {
  sent: 1,
  accepted: 2,
  unknown: 3,
  open: 4,
  filled: 5,
  canceled: 6,
  expired: 7,
  rejected: 8,
  'never-reached': 9,
};

const none = -1;

function mixOrder(order: Order): void {
  const { intent } = order;
  numbers[0] = phaseNumbers[order.phase] + (order.side === 'SELL' ? 16 : 0);
  numbers[1] = order.venueOrderId ?? none;
  amounts[2] = order.price;
  amounts[3] = order.quantity;
  amounts[4] = order.executedShown;
  amounts[5] = order.executedByFills;
  if (intent === null) {
    begin(kinds.order, 6);
  } else {
    numbers[6] = intent.timestampMs;
    numbers[7] = intent.recvWindowMs;
    numbers[8] = intent.decision;
    numbers[9] = intent.epoch;
    amounts[10] = intent.sequence;
    begin(kinds.order, 11);
    text(intent.orderType);
  }
  text(order.clientOrderId);
  text(order.symbol);
  text(order.venue);
}

function mixTombstone(tombstone: Tombstone): void {
  numbers[0] = phaseNumbers[tombstone.ending];
  numbers[1] = tombstone.venueOrderId ?? none;
  amounts[2] = tombstone.executedShown;
  amounts[3] = tombstone.executedByFills;
  numbers[4] = tombstone.endedUs;
  begin(kinds.tombstone, 5);
  text(tombstone.clientOrderId);
  text(tombstone.symbol);
  text(tombstone.venue);
}

/** An integer of at most 128 bits takes two slots. */
function wideAmount(slot: number, value: bigint): void {
  amounts[slot] = value;
  amounts[slot + 1] = value >> 64n;
}

function mixInstrument(instrument: Instrument): void {
  const { usage, pruned } = instrument;
  amounts[0] = instrument.position;
  wideAmount(1, instrument.costE16);
  wideAmount(3, instrument.realisedE16);
  numbers[5] = instrument.lastTradeId;
  numbers[6] = instrument.lastVenueOrderId;
  numbers[7] = usage.orders;
  amounts[8] = usage.buying;
  amounts[9] = usage.selling;
  begin(kinds.instrument, 10);
  text(instrument.stage ?? '');
  text(instrument.symbol);
  text(instrument.venue);
  // What was pruned stands still between prunes, so most instruments have none of it.
  if (pruned.fills === 0) return;
  text(`${pruned.fills} ${pruned.tradeId} ${pruned.position} ${pruned.costE16} ${pruned.realisedE16}`);
  text(`${pruned.hashLow} ${pruned.hashHigh}`);
}

function mixBalance(balance: Balance): void {
  amounts[0] = balance.expectedTotal;
  amounts[1] = balance.adjusted;
  amounts[2] = balance.seenFree;
  amounts[3] = balance.seenLocked;
  begin(kinds.balance, 4);
  text(balance.asset);
  text(balance.venue);
}

function mixVenue(venue: Venue): void {
  numbers[0] = venue.hasBaseline ? 1 : 0;
  begin(kinds.venue, 1);
  text(venue.name);
  text(venue.session);
  if (venue.cursor === null) return;
  text(venue.cursor.kind);
  text(venue.cursor.id);
}

function mixHead(head: Head): void {
  amounts[0] = head.sequence;
  numbers[1] = head.timeUs;
  numbers[2] = head.epoch;
  numbers[3] = head.intents;
  numbers[4] = head.stopped ? 1 : 0;
  numbers[5] = head.prunedBeforeMs;
  numbers[6] = head.strategy?.decision ?? none;
  numbers[7] = head.strategy?.version ?? none;
  begin(kinds.head, 8);
  text(head.incarnation);
  text(head.configuration?.hash ?? '');
  rareText(head.configuration?.json ?? '');
  text(head.strategy?.json ?? '');
  if (head.alarms.size === 0) return;
  for (const [code, count] of [...head.alarms].sort(byKey)) {
    text(code);
    text(String(count));
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

/** Leaves the entity's hash in the mixer. */
export function mixEntity(entity: Entity): void {
  const mix: (entity: never) => void = mixers[entity.kind];
  mix(entity as never);
}

/** Leaves the fill's hash in the mixer. */
export function mixFill(instrument: Instrument, fill: Fill): void {
  numbers[0] = fill.tradeId;
  numbers[1] = fill.venueOrderId;
  amounts[2] = fill.price;
  amounts[3] = fill.quantity;
  amounts[4] = fill.commission;
  numbers[5] = fill.tradeTimeMs;
  numbers[6] = (fill.maker ? 1 : 0) + (fill.side === 'SELL' ? 2 : 0);
  begin(kinds.fill, 7);
  text(fill.clientOrderId);
  text(instrument.symbol);
  text(instrument.venue);
  text(fill.commissionAsset);
}
