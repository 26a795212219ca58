/** Rows about orders, trades and balances, from what the exchange reports. */
import { formatAmount } from '../../../src/common/amount.ts';
import type { LedgerRowOf, NewLedgerRow } from '../../../src/contract/ledger.ts';
import { type Account, balanceOf } from '../accounts/account.ts';
import type { Instrument } from '../instruments.ts';
import type { Order, Trade } from '../matching/order.ts';

export function orderRow(order: Order, change: LedgerRowOf<'order'>['change']): NewLedgerRow {
  return {
    kind: 'order',
    change,
    account: order.account.name,
    sender: order.sender,
    requestId: order.requestId,
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    price: formatAmount(order.price),
    quantity: formatAmount(order.quantity),
    executed: formatAmount(order.executed),
    status: order.status === 'EXPIRED_IN_MATCH' ? 'EXPIRED' : order.status,
  };
}

export function tradeRow(trade: Trade, instrument: Instrument): NewLedgerRow {
  const sideOf = (order: Order, commission: bigint, commissionAsset: string) => ({
    account: order.account.name,
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    commission: formatAmount(commission),
    commissionAsset,
  });
  return {
    kind: 'trade',
    tradeId: trade.tradeId,
    symbol: trade.symbol,
    price: formatAmount(trade.price),
    quantity: formatAmount(trade.quantity),
    buyer: sideOf(trade.buyer, trade.buyerCommission, instrument.base),
    seller: sideOf(trade.seller, trade.sellerCommission, instrument.quote),
    buyerIsMaker: trade.buyerIsMaker,
  };
}

export function balanceRow(account: Account, assets: readonly string[]): NewLedgerRow {
  return {
    kind: 'balance',
    account: account.name,
    balances: assets.map((asset) => {
      const { free, locked } = balanceOf(account, asset);
      return { asset, free: formatAmount(free), locked: formatAmount(locked) };
    }),
  };
}
