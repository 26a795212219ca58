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

/** Applies a trade in place. A trade through zero closes the old position whole and opens the rest at its own price. */
export function applyTrade(target: Position, side: Side, price: Amount, quantity: Amount): void {
  applyValuedTrade(target, side === 'BUY', price, quantity, price * quantity);
}

/** The same for a trade whose value, price times quantity, was worked out before. */
export function applyValuedTrade(
  target: Position,
  bought: boolean,
  price: Amount,
  quantity: Amount,
  valueE16: bigint,
): void {
  const before = target.position;
  if (bought ? before >= 0n : before <= 0n) {
    target.position = bought ? before + quantity : before - quantity;
    target.costE16 = bought ? target.costE16 + valueE16 : target.costE16 - valueE16;
    return;
  }
  const held = bought ? -before : before;
  if (quantity < held) close(target, bought, quantity, valueE16, held);
  else closeWhole(target, bought, price, quantity - held, held);
  target.position = bought ? before + quantity : before - quantity;
}

function close(target: Position, bought: boolean, quantity: Amount, valueE16: bigint, held: Amount): void {
  const freed = (target.costE16 * quantity) / held;
  target.realisedE16 += bought ? -valueE16 - freed : valueE16 - freed;
  target.costE16 -= freed;
}

function closeWhole(target: Position, bought: boolean, price: Amount, opened: Amount, held: Amount): void {
  const closedValueE16 = price * held;
  target.realisedE16 += (bought ? -closedValueE16 : closedValueE16) - target.costE16;
  target.costE16 = bought ? price * opened : -(price * opened);
}
