import { formatAmount } from '../../common/amount.ts';
import type { EngineState, StreamCursor } from '../../contract/engine.ts';
import { economicHash } from '../../core/economic-hash.ts';
import type { State } from '../../core/state.ts';
import { formatHash, stateHash } from '../../core/state-hash.ts';
import * as views from '../../core/views.ts';

/** `GET /state`: the state as it stands now, copied out so that it no longer changes. Exact at its cursors. */
export function stateView(state: State, monoNs: bigint): EngineState {
  return {
    incarnation: state.head.incarnation,
    epoch: state.head.epoch === 0 ? null : state.head.epoch,
    sequence: state.head.sequence.toString(),
    monoNs: monoNs.toString(),
    stateHash: formatHash(stateHash(state)),
    economicHash: economicHash(state),
    cursors: cursorsOf(state),
    positions: views.instrumentsOf(state).map((instrument) => ({
      venue: instrument.venue,
      symbol: instrument.symbol,
      quantity: formatAmount(instrument.position),
      realisedPnl: formatAmount(views.realisedPnl(instrument)),
    })),
    balances: views.expectedBalances(state).map(({ venue, asset, free, locked }) => ({
      venue,
      asset,
      free: formatAmount(free),
      locked: formatAmount(locked),
    })),
    openOrders: views.openOrders(state).map((order) => ({
      venue: order.venue,
      symbol: order.symbol,
      clientOrderId: order.clientOrderId,
      venueOrderId: order.venueOrderId ?? 0,
      side: order.side,
      price: formatAmount(order.price),
      quantity: formatAmount(order.quantity),
      executed: formatAmount(views.executed(order)),
    })),
    pendingOrders: views.pendingOrders(state).map((order) => ({
      venue: order.venue,
      symbol: order.symbol,
      clientOrderId: order.clientOrderId,
      expiryMs: views.expiryMs(order) ?? 0,
      outcome: order.phase === 'open' ? 'accepted' : order.phase,
    })),
    fills: views.instrumentsOf(state).flatMap((instrument) =>
      views.fillsOf(instrument).map((fill) => ({
        venue: instrument.venue,
        symbol: instrument.symbol,
        tradeId: fill.tradeId,
        clientOrderId: fill.clientOrderId,
        side: fill.side,
        price: formatAmount(fill.price),
        quantity: formatAmount(fill.quantity),
        commission: formatAmount(fill.commission),
        commissionAsset: fill.commissionAsset,
      })),
    ),
  };
}

export function cursorsOf(state: State): Record<string, StreamCursor> {
  const cursors: Record<string, StreamCursor> = {};
  for (const { name, cursor } of views.venuesOf(state)) if (cursor !== null) cursors[name] = { ...cursor };
  return cursors;
}
