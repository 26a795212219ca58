/**
 * What of an instrument's limits is used up (row 6): kept along with every change of an order, and counted again from
 * the orders alone by whoever doubts it.
 *
 * An alive order counts with what its fills have not yet brought into the position, whatever a picture says of it: so
 * position plus usage is the worst case exactly, also between a picture and its fill. An order whose outcome is unknown
 * counts like any other: it may rest, and it may fill.
 */
import type { Amount } from '../common/amount.ts';
import type { Instrument, Order, Usage } from './state.ts';

type Sized = Pick<Order, 'side' | 'quantity' | 'executedByFills'>;

function notYetHeld({ quantity, executedByFills }: Sized): Amount {
  return quantity > executedByFills ? quantity - executedByFills : 0n;
}

/** An order comes to life, or stands with other figures after {@link release}. */
export function reserve(usage: Usage, order: Sized): void {
  usage.orders += 1;
  if (order.side === 'BUY') usage.buying += notYetHeld(order);
  else usage.selling += notYetHeld(order);
}

/** An order ended, or is about to change. */
export function release(usage: Usage, order: Sized): void {
  usage.orders -= 1;
  if (order.side === 'BUY') usage.buying -= notYetHeld(order);
  else usage.selling -= notYetHeld(order);
}

export function recomputedUsage(instrument: Pick<Instrument, 'orders'>): Usage {
  const usage: Usage = { orders: 0, buying: 0n, selling: 0n };
  for (const order of instrument.orders.values()) reserve(usage, order);
  return usage;
}

type Exposed = Pick<Instrument, 'position' | 'usage'>;

/** The position if every alive buy were filled and no sell; positive when long. */
export function worstLong({ position, usage }: Exposed): Amount {
  return position + usage.buying;
}

/** The position if every alive sell were filled and no buy; negative when short. */
export function worstShort({ position, usage }: Exposed): Amount {
  return position - usage.selling;
}
