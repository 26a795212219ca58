/** Replies about orders, trades and accounts, with every documented key that applies to a plain order. */
import { formatAmount } from '../../../src/common/amount.ts';
import type { Account } from '../accounts/account.ts';
import { commissionRate, type Instrument } from '../instruments.ts';
import type { Order, Trade } from '../matching/order.ts';

type Reply = Readonly<Record<string, unknown>>;
const zero = '0.00000000';

export function acknowledgement(order: Order): Reply {
  return {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: order.clientOrderId,
    transactTime: order.updatedMs,
  };
}

function outcome(order: Order): Reply {
  return {
    price: formatAmount(order.price),
    origQty: formatAmount(order.quantity),
    executedQty: formatAmount(order.executed),
    origQuoteOrderQty: zero,
    cummulativeQuoteQty: formatAmount(order.executedQuote),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
  };
}

function prevented(order: Order): Reply {
  if (order.prevented === null) return {};
  return { preventedMatchId: order.prevented.matchId, preventedQuantity: formatAmount(order.prevented.quantity) };
}

export function orderResult(order: Order): Reply {
  return {
    ...acknowledgement(order),
    ...outcome(order),
    workingTime: order.acceptedMs,
    selfTradePreventionMode: order.selfTradePrevention,
    ...prevented(order),
  };
}

export function orderFull(order: Order, instrument: Instrument): Reply {
  return {
    ...orderResult(order),
    fills: order.fills.map((trade) => ({
      price: formatAmount(trade.price),
      qty: formatAmount(trade.quantity),
      ...commissionOf(trade, order, instrument),
      tradeId: trade.tradeId,
    })),
  };
}

/** The body of a cancel: the order's id moves to `origClientOrderId`, the cancel has an id of its own. */
export function cancelResult(order: Order, cancelId: string): Reply {
  return {
    symbol: order.symbol,
    origClientOrderId: order.clientOrderId,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: cancelId,
    transactTime: order.updatedMs,
    ...outcome(order),
    selfTradePreventionMode: order.selfTradePrevention,
  };
}

export function orderStatus(order: Order): Reply {
  return {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: order.clientOrderId,
    ...outcome(order),
    stopPrice: zero,
    icebergQty: zero,
    time: order.acceptedMs,
    updateTime: order.updatedMs,
    isWorking: true,
    workingTime: order.acceptedMs,
    selfTradePreventionMode: order.selfTradePrevention,
    ...prevented(order),
  };
}

export function accountTrade(trade: Trade, account: Account, instrument: Instrument): Reply {
  const isBuyer = trade.buyer.account === account;
  const order = isBuyer ? trade.buyer : trade.seller;
  return {
    symbol: trade.symbol,
    id: trade.tradeId,
    orderId: order.orderId,
    orderListId: -1,
    price: formatAmount(trade.price),
    qty: formatAmount(trade.quantity),
    quoteQty: formatAmount(trade.quoteQuantity),
    ...commissionOf(trade, order, instrument),
    time: trade.timeMs,
    isBuyer,
    isMaker: isBuyer === trade.buyerIsMaker,
    isBestMatch: true,
  };
}

export function accountStatus(account: Account, omitZeroBalances: boolean): Reply {
  const rate = formatAmount(commissionRate);
  const balances = [...account.balances]
    .filter(([, balance]) => !omitZeroBalances || balance.free !== 0n || balance.locked !== 0n)
    .map(([asset, { free, locked }]) => ({ asset, free: formatAmount(free), locked: formatAmount(locked) }));
  return {
    makerCommission: 10,
    takerCommission: 10,
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: { maker: rate, taker: rate, buyer: zero, seller: zero },
    canTrade: true,
    canWithdraw: false,
    canDeposit: false,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: account.updatedMs,
    accountType: 'SPOT',
    balances,
    permissions: ['SPOT'],
    uid: 1,
  };
}

function commissionOf(trade: Trade, order: Order, instrument: Instrument): Reply {
  return order === trade.buyer
    ? { commission: formatAmount(trade.buyerCommission), commissionAsset: instrument.base }
    : { commission: formatAmount(trade.sellerCommission), commissionAsset: instrument.quote };
}
