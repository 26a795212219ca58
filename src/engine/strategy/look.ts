/** What the strategy is shown of one instrument, put together from the state and from what only the moment knows. Pure. */
import type { Amount } from '../../common/amount.ts';
import type { KnownInstrument } from '../known-instrument.ts';
import type { MarketView, OwnQuote } from './market-maker.ts';

/** What a look rests on besides the journal. */
export interface LookInputs {
  readonly bid: Amount;
  readonly ask: Amount;
  readonly lastTradeMs: number;
  readonly nowMs: number;
  /** Own orders whose cancel is under way. */
  readonly canceling: ReadonlySet<string>;
}

export function lookAt(
  { position, orders }: Pick<KnownInstrument, 'position' | 'orders'>,
  inputs: LookInputs,
): MarketView {
  const { bid, ask, lastTradeMs, nowMs, canceling } = inputs;
  const own = [...orders.values()].map(
    (order): OwnQuote => ({
      clientOrderId: order.clientOrderId,
      side: order.side,
      price: order.price,
      remaining: order.quantity - order.executedShown,
      // An adopted order, whose intent nobody has, is as old as can be: it is replaced like any other.
      placedMs: order.intent?.timestampMs ?? 0,
      number: Number(order.clientOrderId.split('-')[2] ?? 0),
      cancelable: order.phase === 'open' && !canceling.has(order.clientOrderId),
    }),
  );
  return { bid, ask, lastTradeMs, nowMs, position, own };
}
