/**
 * A state as canonical JSON: equal states give equal bytes. Keys stand in a fixed order, lists are sorted, amounts are
 * decimal text; hashes, sums and the assets of a symbol are derived and not stored. Fills and ended orders stand in the
 * order of their history, because profit depends on it. Usage is stored although the orders give it: see recomputation.ts.
 */
import { formatAmount } from '../common/amount.ts';
import type { Balance, Fill, Head, Instrument, Order, State, Tombstone, Venue } from './state.ts';
import { ordered } from './views.ts';

/** Version of the text's shape; a checkpoint names it in its header. */
export const stateSchemaVersion = 1;

const fillImage = (fill: Fill) => ({
  tradeId: fill.tradeId,
  clientOrderId: fill.clientOrderId,
  venueOrderId: fill.venueOrderId,
  side: fill.side,
  price: formatAmount(fill.price),
  quantity: formatAmount(fill.quantity),
  commission: formatAmount(fill.commission),
  commissionAsset: fill.commissionAsset,
  tradeTimeMs: fill.tradeTimeMs,
  maker: fill.maker,
});

const orderImage = (order: Order) => ({
  clientOrderId: order.clientOrderId,
  side: order.side,
  price: formatAmount(order.price),
  quantity: formatAmount(order.quantity),
  phase: order.phase,
  venueOrderId: order.venueOrderId,
  executedShown: formatAmount(order.executedShown),
  executedByFills: formatAmount(order.executedByFills),
  intent: order.intent === null ? null : { ...order.intent, sequence: order.intent.sequence.toString() },
});

const tombstoneImage = (tombstone: Tombstone) => ({
  clientOrderId: tombstone.clientOrderId,
  ending: tombstone.ending,
  venueOrderId: tombstone.venueOrderId,
  executedShown: formatAmount(tombstone.executedShown),
  executedByFills: formatAmount(tombstone.executedByFills),
  endedUs: tombstone.endedUs,
});

const instrumentImage = (instrument: Instrument) => ({
  symbol: instrument.symbol,
  position: formatAmount(instrument.position),
  costE16: instrument.costE16.toString(),
  realisedE16: instrument.realisedE16.toString(),
  lastTradeId: instrument.lastTradeId,
  lastVenueOrderId: instrument.lastVenueOrderId,
  stage: instrument.stage,
  usage: {
    orders: instrument.usage.orders,
    buying: formatAmount(instrument.usage.buying),
    selling: formatAmount(instrument.usage.selling),
  },
  pruned: {
    fills: instrument.pruned.fills,
    tradeId: instrument.pruned.tradeId,
    position: formatAmount(instrument.pruned.position),
    costE16: instrument.pruned.costE16.toString(),
    realisedE16: instrument.pruned.realisedE16.toString(),
    hashLow: instrument.pruned.hashLow,
    hashHigh: instrument.pruned.hashHigh,
  },
  orders: ordered(instrument.orders).map(orderImage),
  tombstones: [...instrument.tombstones.values()].map(tombstoneImage),
  fills: [...instrument.fills.values()].map(fillImage),
});

const balanceImage = (balance: Balance) => ({
  asset: balance.asset,
  expectedTotal: formatAmount(balance.expectedTotal),
  adjusted: formatAmount(balance.adjusted),
  seenFree: formatAmount(balance.seenFree),
  seenLocked: formatAmount(balance.seenLocked),
});

const venueImage = (venue: Venue) => ({
  name: venue.name,
  cursor: venue.cursor === null ? null : { kind: venue.cursor.kind, id: venue.cursor.id },
  session: venue.session,
  hasBaseline: venue.hasBaseline,
  balances: ordered(venue.balances).map(balanceImage),
  instruments: ordered(venue.instruments).map(instrumentImage),
});

const headImage = (head: Head) => ({
  sequence: head.sequence.toString(),
  timeUs: head.timeUs,
  epoch: head.epoch,
  incarnation: head.incarnation,
  intents: head.intents,
  stopped: head.stopped,
  prunedBeforeMs: head.prunedBeforeMs,
  configuration: head.configuration,
  strategy: head.strategy,
  alarms: [...head.alarms.keys()].sort().map((code) => ({ code, count: head.alarms.get(code) ?? 0 })),
});

const stateImage = (state: State) => ({
  head: headImage(state.head),
  venues: ordered(state.venues).map(venueImage),
});

export type StateImage = ReturnType<typeof stateImage>;

export function serialiseState(state: State): string {
  return JSON.stringify(stateImage(state));
}
