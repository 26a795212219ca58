/**
 * What one instrument may do at most (row 6). The limits stand in the journaled configuration, the usage in the state;
 * this file compares the two. Hard: an order that would exceed a limit is not placed.
 */

import type { Amount } from '../common/amount.ts';
import { formatAmount, parseAmount } from '../common/amount.ts';
import type { Side } from '../core/records.ts';
import type { Instrument, State } from '../core/state.ts';
import { worstLong, worstShort } from '../core/usage.ts';

export interface Limits {
  /** Alive orders, pending and unknown ones included. */
  readonly openOrders: number;
  /** Of the worst-case position on either side, at the price of the order in question, in the quote asset. */
  readonly positionValue: Amount;
}

/** Far above what the market maker does: four orders at a time and a position of 16 000. */
export const defaultLimits: Limits = { openOrders: 20, positionValue: 40_000_00000000n };

/** As the configuration names them. */
export function limitsImage({ openOrders, positionValue }: Limits) {
  return { openOrders, positionValue: formatAmount(positionValue) };
}

/** Of the configuration in force; null when it names none, and then nothing may be placed. */
export function limitsOf({ head }: State): Limits | null {
  if (head.configuration === null) return null;
  const { limits } = JSON.parse(head.configuration.json) as { limits?: ReturnType<typeof limitsImage> };
  if (limits === undefined) return null;
  return { openOrders: limits.openOrders, positionValue: parseAmount(limits.positionValue) };
}

export function describeLimits({ openOrders, positionValue }: Limits): string {
  return `${openOrders} alive orders and a worst-case position worth ${formatAmount(positionValue)} for each instrument`;
}

/** Tried with these limits: what they allow just passes, and one order or one unit more does not. */
export function limitsHold(limits: Limits): boolean {
  const { openOrders, positionValue } = limits;
  const place = (orders: number, side: Side, quantity: Amount) =>
    withinLimits(limits, { position: 0n, usage: { orders, buying: 0n, selling: 0n } }, [
      { side, price: scale, quantity },
    ]).length > 0;
  return (['BUY', 'SELL'] as const).every(
    (side) =>
      place(openOrders - 1, side, positionValue) &&
      !place(openOrders, side, positionValue) &&
      !place(openOrders - 1, side, positionValue + 1n),
  );
}

export interface PlannedOrder {
  readonly side: Side;
  readonly price: Amount;
  readonly quantity: Amount;
}

const scale = 100_000_000n;

/** The orders that fit, each judged with those before it already placed. Only the order's own side counts: a position may always be reduced. */
export function withinLimits<Order extends PlannedOrder>(
  limits: Limits | null,
  { position, usage }: Pick<Instrument, 'position' | 'usage'>,
  planned: readonly Order[],
): readonly Order[] {
  if (limits === null) return [];
  const after = { ...usage };
  return planned.filter((order) => {
    const bought = order.side === 'BUY' ? order.quantity : 0n;
    const next = {
      orders: after.orders + 1,
      buying: after.buying + bought,
      selling: after.selling + order.quantity - bought,
    };
    const exposed = { position, usage: next };
    const worst = order.side === 'BUY' ? worstLong(exposed) : -worstShort(exposed);
    const fits = next.orders <= limits.openOrders && worst * order.price <= limits.positionValue * scale;
    if (fits) Object.assign(after, next);
    return fits;
  });
}
