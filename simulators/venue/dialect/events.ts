/** User-stream events with every documented key that applies to a plain order. */
import { formatAmount } from '../../../src/common/amount.ts';
import { type Account, balanceOf } from '../accounts/account.ts';
import { isOpen, type Order, type Trade } from '../matching/order.ts';

export type UserEvent = Readonly<Record<string, unknown>> & { readonly e: string };

export type Execution =
  | { readonly kind: 'NEW' | 'EXPIRED' | 'TRADE_PREVENTION' }
  | { readonly kind: 'CANCELED'; readonly cancelId: string }
  | { readonly kind: 'TRADE'; readonly trade: Trade; readonly commissionAsset: string };

export function executionReport(order: Order, execution: Execution, executionId: number, nowMs: number): UserEvent {
  const trade = execution.kind === 'TRADE' ? execution.trade : null;
  return {
    e: 'executionReport',
    E: nowMs,
    s: order.symbol,
    c: execution.kind === 'CANCELED' ? execution.cancelId : order.clientOrderId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: formatAmount(order.quantity),
    p: formatAmount(order.price),
    P: '0.00000000',
    F: '0.00000000',
    g: -1,
    C: execution.kind === 'CANCELED' ? order.clientOrderId : '',
    x: execution.kind,
    X: order.status,
    r: 'NONE',
    i: order.orderId,
    l: formatAmount(trade?.quantity ?? 0n),
    z: formatAmount(order.executed),
    L: formatAmount(trade?.price ?? 0n),
    n: formatAmount(trade === null ? 0n : order === trade.buyer ? trade.buyerCommission : trade.sellerCommission),
    N: execution.kind === 'TRADE' ? execution.commissionAsset : null,
    T: order.updatedMs,
    t: trade?.tradeId ?? -1,
    ...preventedKeys(order, execution),
    I: executionId,
    w: isOpen(order),
    m: trade !== null && (order === trade.buyer) === trade.buyerIsMaker,
    M: trade !== null,
    O: order.acceptedMs,
    Z: formatAmount(order.executedQuote),
    Y: formatAmount(trade?.quoteQuantity ?? 0n),
    Q: '0.00000000',
    W: order.acceptedMs,
    V: order.selfTradePrevention,
  };
}

/** `v` match id, `A` and `B` prevented quantity in all and now, `u` trade group, `U` the resting order it met. */
function preventedKeys(order: Order, execution: Execution): Readonly<Record<string, unknown>> {
  if (execution.kind !== 'TRADE_PREVENTION' || order.prevented === null) return {};
  const quantity = formatAmount(order.prevented.quantity);
  return {
    v: order.prevented.matchId,
    A: quantity,
    B: quantity,
    u: order.prevented.matchId,
    U: order.prevented.makerOrderId,
  };
}

export function outboundAccountPosition(account: Account, assets: readonly string[], nowMs: number): UserEvent {
  return {
    e: 'outboundAccountPosition',
    E: nowMs,
    u: account.updatedMs,
    B: assets.map((asset) => {
      const { free, locked } = balanceOf(account, asset);
      return { a: asset, f: formatAmount(free), l: formatAmount(locked) };
    }),
  };
}
