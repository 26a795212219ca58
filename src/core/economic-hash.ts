/**
 * One hash of what is owned and owed: positions, profit and loss, expected balances, open orders, and the set of fills.
 * Not times, epochs, stages, cursors, pending orders or what was last seen: two engines that followed the venues to the
 * same point agree on it however they came there.
 */
import { createHash } from 'node:crypto';
import { formatAmount } from '../common/amount.ts';
import type { State } from './state.ts';
import { executed, expectedBalances, fillsOf, instrumentsOf, openOrders } from './views.ts';

/** sha256, hexadecimal. An instrument or asset that was only named, with nothing in it, does not count. */
export function economicHash(state: State): string {
  const hash = createHash('sha256');
  const line = (...fields: readonly (string | number | bigint)[]) => hash.update(`${fields.join(' ')}\n`);
  for (const instrument of instrumentsOf(state)) {
    const { venue, symbol, position, costE16, realisedE16 } = instrument;
    if (instrument.fills.size > 0) line('position', venue, symbol, formatAmount(position), costE16, realisedE16);
    for (const fill of fillsOf(instrument)) {
      const amounts = [fill.price, fill.quantity, fill.commission].map(formatAmount);
      line('fill', venue, symbol, fill.tradeId, fill.clientOrderId, fill.side, ...amounts, fill.commissionAsset);
    }
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
