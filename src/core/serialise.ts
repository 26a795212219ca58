/**
 * A state as canonical JSON: equal states give equal bytes. Keys stand in a fixed order, lists are sorted, amounts are
 * decimal text (in the lines of orders units of 10^-8); hashes, sums and the assets of a symbol are derived and not
 * stored. Fills and ended orders stand in the order of their history, because profit depends on it. Usage is stored
 * although the orders give it: see recomputation.ts.
 */
import { formatAmount } from '../common/amount.ts';
import { orderText } from './order-text.ts';
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

const tombstoneImage = (tombstone: Tombstone) => ({
  clientOrderId: tombstone.clientOrderId,
  ending: tombstone.ending,
  venueOrderId: tombstone.venueOrderId,
  executedShown: formatAmount(tombstone.executedShown),
  executedByFills: formatAmount(tombstone.executedByFills),
  endedUs: tombstone.endedUs,
});

const instrumentFields = (instrument: Instrument) => ({
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
});

const balanceImage = (balance: Balance) => ({
  asset: balance.asset,
  expectedTotal: formatAmount(balance.expectedTotal),
  adjusted: formatAmount(balance.adjusted),
  seenFree: formatAmount(balance.seenFree),
  seenLocked: formatAmount(balance.seenLocked),
});

const venueFields = (venue: Venue) => ({
  name: venue.name,
  cursor: venue.cursor === null ? null : { kind: venue.cursor.kind, id: venue.cursor.id },
  session: venue.session,
  hasBaseline: venue.hasBaseline,
  balances: ordered(venue.balances).map(balanceImage),
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

export interface InstrumentImage extends ReturnType<typeof instrumentFields> {
  /** See order-text.ts. */
  readonly orders: readonly string[];
  readonly tombstones: readonly ReturnType<typeof tombstoneImage>[];
  readonly fills: readonly ReturnType<typeof fillImage>[];
}

export interface VenueImage extends ReturnType<typeof venueFields> {
  readonly instruments: readonly InstrumentImage[];
}

/** What the text says. */
export interface StateImage {
  readonly head: ReturnType<typeof headImage>;
  readonly venues: readonly VenueImage[];
}

export const serialiseState = (state: State) => [...statePieces(state)].join('');

/** The text piece by piece: a long one in one string would cost its thread, and the process, a full garbage collection. */
export function* statePieces(state: State): Generator<string> {
  yield `{"head":${JSON.stringify(headImage(state.head))},"venues":[`;
  let separator = '';
  for (const venue of ordered(state.venues)) {
    yield `${separator}${opening(venueFields(venue))},"instruments":[`;
    separator = ',';
    yield* instrumentsPieces(ordered(venue.instruments));
    yield ']}';
  }
  yield ']}';
}

function* instrumentsPieces(instruments: readonly Instrument[]): Generator<string> {
  let separator = '';
  for (const instrument of instruments) {
    const { orders, tombstones, fills } = instrument;
    yield `${separator}${opening(instrumentFields(instrument))}`;
    separator = ',';
    // In the order of code units, as `ordered` gives it, without an array for each of many.
    yield* listPieces('orders', [...orders.keys()].sort(), (id) => orderText(orders.get(id) as Order));
    yield* listPieces('tombstones', tombstones.values(), tombstoneImage);
    yield* listPieces('fills', fills.values(), fillImage);
    yield '}';
  }
}

const itemsPerPiece = 256;

function* listPieces<Item>(name: string, items: Iterable<Item>, image: (item: Item) => unknown): Generator<string> {
  yield `,"${name}":[`;
  let separator = '';
  let images: unknown[] = [];
  const piece = () => `${separator}${JSON.stringify(images).slice(1, -1)}`;
  for (const item of items) {
    images.push(image(item));
    if (images.length < itemsPerPiece) continue;
    yield piece();
    separator = ',';
    images = [];
  }
  yield images.length === 0 ? ']' : `${piece()}]`;
}

/** An object's text without its last brace. */
const opening = (fields: object) => JSON.stringify(fields).slice(0, -1);
