/**
 * What one trade does to a position: average cost, with nothing lost to rounding.
 *
 * A trade's value (price x quantity) is an integer of 10^-16 quote units and is kept whole. Closing `c` of a position
 * of `p` frees `cost * c / p`, truncated towards zero; the remainder stays in the cost, so that at every moment
 *
 *     realised = (sold value - bought value) + cost     exactly, and cost = 0 when the position is flat.
 */
import type { Amount } from '../common/amount.ts';
import type { Side } from './records.ts';

export interface Position {
  /** Signed base quantity. */
  position: Amount;
  costE16: bigint;
  realisedE16: bigint;
}

const magnitude = (value: bigint) => (value < 0n ? -value : value);

/** Applies a trade in place. A trade through zero closes the old position whole and opens the rest at its own price. */
export function applyTrade(target: Position, side: Side, price: Amount, quantity: Amount): void {
  const signed = side === 'BUY' ? quantity : -quantity;
  const before = target.position;
  if (before === 0n || before > 0n === signed > 0n) {
    target.position = before + signed;
    target.costE16 += price * signed;
    return;
  }
  const closed = magnitude(signed) < magnitude(before) ? signed : -before;
  const freed = (target.costE16 * -closed) / before;
  target.realisedE16 += -closed * price - freed;
  target.costE16 -= freed;
  const opened = signed - closed;
  target.position = before + signed;
  target.costE16 += price * opened;
}
