/**
 * One hash of what is owned and owed: positions, profit and loss, expected balances, open orders, and the set of fills.
 * The fills enter by the sum of their hashes, which pruning keeps: when an engine forgets does not show.
 * Not times, epochs, stages, cursors, pending orders or what was last seen: two engines that followed the venues to the
 * same point agree on it however they came there.
 */
import { createHash } from 'node:crypto';
import { formatAmount } from '../common/amount.ts';
import type { State } from './state.ts';
import { fillsHash, formatHash } from './state-hash.ts';
import { executed, expectedBalances, instrumentsOf, openOrders } from './views.ts';

/** sha256, hexadecimal. An instrument or asset that was only named, with nothing in it, does not count. */
export function economicHash(state: State): string {
  const hash = createHash('sha256');
  const line = (...fields: readonly (string | number | bigint)[]) => hash.update(`${fields.join(' ')}\n`);
  for (const instrument of instrumentsOf(state)) {
    const { venue, symbol, position, costE16, realisedE16 } = instrument;
    const fills = instrument.pruned.fills + instrument.fills.size;
    if (fills === 0) continue;
    line('position', venue, symbol, formatAmount(position), costE16, realisedE16);
    line('fills', venue, symbol, fills, formatHash(fillsHash(instrument)));
  }
  for (const { venue, asset, free, locked } of expectedBalances(state)) {
    if (free !== 0n || locked !== 0n) line('balance', venue, asset, formatAmount(free), formatAmount(locked));
  }
  for (const order of openOrders(state)) {
    const amounts = [order.price, order.quantity, executed(order)].map(formatAmount);
    line('order', order.venue, order.symbol, order.clientOrderId, order.venueOrderId ?? 0, order.side, ...amounts);
  }
  return hash.digest('hex');
}
