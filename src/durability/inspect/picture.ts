/** A state in the terms of an auditor, as plain JSON: amounts are decimal text, sequences too. Lists are sorted, so equal states give equal pictures. */
import { formatAmount } from '../../common/amount.ts';
import { economicHash } from '../../core/economic-hash.ts';
import type { Order, State } from '../../core/state.ts';
import { formatHash, stateHash } from '../../core/state-hash.ts';
import {
  executed,
  expectedBalances,
  instrumentsOf,
  openOrders,
  pendingOrders,
  realisedPnl,
  venuesOf,
} from '../../core/views.ts';

export type Picture = ReturnType<typeof pictureOf>;

export function pictureOf(state: State) {
  const { head } = state;
  return {
    sequence: head.sequence.toString(),
    timeUs: head.timeUs,
    epoch: head.epoch,
    incarnation: head.incarnation,
    intents: head.intents,
    stopped: head.stopped,
    stateHash: formatHash(stateHash(state)),
    economicHash: economicHash(state),
    configurationHash: head.configuration?.hash ?? null,
    strategy: head.strategy,
    alarms: [...head.alarms]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([code, count]) => ({ code, count })),
    cursors: venuesOf(state).map(({ name, cursor, session }) => ({ venue: name, session, cursor })),
    positions: instrumentsOf(state).map((instrument) => ({
      venue: instrument.venue,
      symbol: instrument.symbol,
      position: formatAmount(instrument.position),
      realised: formatAmount(realisedPnl(instrument)),
      fills: instrument.fills.size,
      lastTradeId: instrument.lastTradeId,
      stage: instrument.stage,
    })),
    balances: expectedBalances(state).map(({ venue, asset, free, locked, lockedByPending, seen }) => ({
      venue,
      asset,
      free: formatAmount(free),
      locked: formatAmount(locked),
      lockedByPending: formatAmount(lockedByPending),
      seenFree: formatAmount(seen.free),
      seenLocked: formatAmount(seen.locked),
    })),
    openOrders: openOrders(state).map(orderPicture),
    pendingOrders: pendingOrders(state).map(orderPicture),
  };
}

function orderPicture(order: Order) {
  return {
    venue: order.venue,
    symbol: order.symbol,
    clientOrderId: order.clientOrderId,
    venueOrderId: order.venueOrderId,
    side: order.side,
    price: formatAmount(order.price),
    quantity: formatAmount(order.quantity),
    executed: formatAmount(executed(order)),
    phase: order.phase,
    intentSequence: order.intent?.sequence.toString() ?? null,
    epoch: order.intent?.epoch ?? null,
  };
}
