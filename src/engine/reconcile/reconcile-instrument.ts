/**
 * Compares what the journal knows of one instrument with the venue's picture. Pure: it names the facts to book and the
 * questions still to ask; it decides nothing by absence. An order missing from a list is asked for, never assumed gone.
 */
import type { Fact } from '../../core/records.ts';
import type { Instrument } from '../../core/state.ts';
import { factOfOrder, factOfTrade } from '../gateway/venue-facts.ts';
import type { OrderView, TradeView } from '../gateway/wire.ts';
import { epochOfClientOrderId } from '../orders/client-order-id.ts';
import type { InstrumentPicture } from './fetch.ts';

export type Known = Pick<Instrument, 'orders' | 'tombstones'>;

export interface Comparison {
  /** Fills first, then pictures of orders. */
  readonly facts: readonly Fact[];
  /** Orders the journal holds as live at the venue and the venue's lists do not show: to be asked for one by one. */
  readonly vanished: readonly string[];
  /** Trades of orders neither side's lists name: their orders are to be asked for by number. */
  readonly orphanTrades: readonly TradeView[];
  /** Orders with our prefix that the journal does not know: it has lost its tail (design rule 4). */
  readonly ahead: readonly OrderView[];
  /** Orders of the account that are not ours. */
  readonly external: readonly OrderView[];
}

export function compareInstrument(venue: string, known: Known, picture: InstrumentPicture): Comparison {
  const listed = new Map<number, OrderView>();
  for (const order of [...picture.openOrders, ...picture.newerOrders]) listed.set(order.orderId, order);
  const names = namesByNumber(known, listed.values());

  const facts: Fact[] = [];
  const orphanTrades: TradeView[] = [];
  for (const trade of picture.trades) {
    const name = names.get(trade.orderId);
    if (name === undefined) orphanTrades.push(trade);
    else if (isOurs(name)) facts.push(factOfTrade(venue, trade, name));
  }
  const ours = [...listed.values()].filter((order) => isOurs(order.clientOrderId));
  for (const order of ours) facts.push(factOfOrder(venue, order));

  const shown = new Set(ours.map((order) => order.clientOrderId));
  const vanished = [...known.orders.values()]
    .filter((order) => (order.phase === 'open' || order.phase === 'accepted') && !shown.has(order.clientOrderId))
    .map((order) => order.clientOrderId);
  return {
    facts,
    vanished,
    orphanTrades,
    ahead: ours.filter((order) => !isKnown(known, order.clientOrderId)),
    external: [...listed.values()].filter((order) => !isOurs(order.clientOrderId)),
  };
}

export function isOurs(clientOrderId: string): boolean {
  return epochOfClientOrderId(clientOrderId) !== null;
}

export function isKnown(known: Known, clientOrderId: string): boolean {
  return known.orders.has(clientOrderId) || known.tombstones.has(clientOrderId);
}

function namesByNumber(known: Known, listed: Iterable<OrderView>): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const order of [...known.orders.values(), ...known.tombstones.values()]) {
    if (order.venueOrderId !== null) names.set(order.venueOrderId, order.clientOrderId);
  }
  for (const order of listed) names.set(order.orderId, order.clientOrderId);
  return names;
}
