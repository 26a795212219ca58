/** Readings of a state, in the terms its users ask for. Every list is sorted by code units, so equal states give equal lists. */
import type { Amount } from '../common/amount.ts';
import type { Balance, Fill, Instrument, Order, State, Venue } from './state.ts';

const scale = 100_000_000n;

export function ordered<Value>(map: ReadonlyMap<string, Value>): readonly Value[] {
  return [...map].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, value]) => value);
}

export function venuesOf(state: State): readonly Venue[] {
  return ordered(state.venues);
}

export function instrumentsOf(state: State): readonly Instrument[] {
  return venuesOf(state).flatMap((venue) => ordered(venue.instruments));
}

/** Orders the venue's ordered source has shown and not ended. */
export function openOrders(state: State): readonly Order[] {
  return aliveOrders(state).filter((order) => order.phase === 'open');
}

/** Intents without a known outcome: sent, accepted by reply only, or unknown. */
export function pendingOrders(state: State): readonly Order[] {
  return aliveOrders(state).filter((order) => order.phase !== 'open');
}

function aliveOrders(state: State): readonly Order[] {
  return instrumentsOf(state).flatMap((instrument) => ordered(instrument.orders));
}

export function fillsOf(instrument: Instrument): readonly Fill[] {
  return [...instrument.fills.values()].sort((left, right) => left.tradeId - right.tradeId);
}

/** Fills and pictures of an order may arrive in either order; the larger of the two is what has been executed. */
export function executed(order: Pick<Order, 'executedShown' | 'executedByFills'>): Amount {
  return order.executedShown > order.executedByFills ? order.executedShown : order.executedByFills;
}

/** What an order locks while it rests: price times remaining quantity of the quote, or the remaining base. */
export function lockedBy(order: Order): Amount {
  const remaining = order.quantity - executed(order);
  if (remaining <= 0n) return 0n;
  return order.side === 'BUY' ? (order.price * remaining) / scale : remaining;
}

/** When the venue refuses the signed request for good, venue milliseconds; null for an order no intent of ours announced. */
export function expiryMs(order: Order): number | null {
  return order.intent === null ? null : order.intent.timestampMs + order.intent.recvWindowMs;
}

/** Realised profit and loss in quote units, truncated towards zero at eight decimals. */
export function realisedPnl(instrument: Instrument): Amount {
  return instrument.realisedE16 / scale;
}

export interface ExpectedBalance {
  readonly venue: string;
  readonly asset: string;
  readonly free: Amount;
  /** Locked by open orders: exact at the venue's cursor, where an order not yet shown locks nothing. */
  readonly locked: Amount;
  /** What pending orders would lock besides: subtract it from `free` before deciding on a new order. */
  readonly lockedByPending: Amount;
  readonly seen: { readonly free: Amount; readonly locked: Amount };
}

export function expectedBalances(state: State): readonly ExpectedBalance[] {
  return venuesOf(state).flatMap((venue) => {
    const open = new Map<string, Amount>();
    const pending = new Map<string, Amount>();
    for (const instrument of venue.instruments.values()) {
      for (const order of instrument.orders.values()) {
        const sums = order.phase === 'open' ? open : pending;
        const asset = order.side === 'BUY' ? instrument.quote : instrument.base;
        sums.set(asset, (sums.get(asset) ?? 0n) + lockedBy(order));
      }
    }
    return ordered(venue.balances).map((balance) => expectation(balance, open, pending));
  });
}

function expectation(balance: Balance, open: Map<string, Amount>, pending: Map<string, Amount>): ExpectedBalance {
  const { venue, asset, expectedTotal, seenFree, seenLocked } = balance;
  const locked = open.get(asset) ?? 0n;
  return {
    venue,
    asset,
    free: expectedTotal - locked,
    locked,
    lockedByPending: pending.get(asset) ?? 0n,
    seen: { free: seenFree, locked: seenLocked },
  };
}
