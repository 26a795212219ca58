import { accountBook } from '../../accounts/account.ts';
import type { Trade } from '../../matching/order.ts';
import { wireErrors } from '../errors.ts';
import type { Operation } from '../operation.ts';
import { integerOf, limitOf, type Params } from '../parameters.ts';
import { accountStatus, accountTrade, orderStatus } from '../replies.ts';
import { instrumentOf } from './public.ts';

const dayMs = 86_400_000;

export const account: Operation = {
  signed: true,
  parameters: ['omitZeroBalances'],
  weight: 20,
  answer: (_venue, { params, key }) => accountStatus(key.account, params['omitZeroBalances'] === 'true'),
};

export const openOrders: Operation = {
  signed: true,
  parameters: ['symbol'],
  weight: 6,
  answer(venue, { params, key }) {
    const instruments = params['symbol'] === undefined ? venue.instruments : [instrumentOf(venue, params)];
    return instruments.flatMap(({ symbol }) => [...accountBook(key.account, symbol).open.values()].map(orderStatus));
  },
};

export const allOrders: Operation = {
  signed: true,
  parameters: ['symbol', 'orderId', 'startTime', 'endTime', 'limit'],
  weight: 20,
  answer(venue, { params, key }) {
    const { symbol } = instrumentOf(venue, params);
    const limit = limitOf(params, 500, 1000);
    const from = integerOf(params, 'orderId');
    const within = readInterval(params);
    const { orders } = accountBook(key.account, symbol);
    const found = orders.filter((order) => (from === null || order.orderId >= from) && within(order.acceptedMs));
    return page(found, limit, from !== null || params['startTime'] !== undefined).map(orderStatus);
  },
};

export const myTrades: Operation = {
  signed: true,
  parameters: ['symbol', 'orderId', 'startTime', 'endTime', 'fromId', 'limit'],
  weight: 20,
  answer(venue, { params, key }) {
    const instrument = instrumentOf(venue, params);
    const limit = limitOf(params, 500, 1000);
    const from = integerOf(params, 'fromId');
    const orderId = integerOf(params, 'orderId');
    const within = readInterval(params);
    if (from !== null && (params['startTime'] ?? params['endTime']) !== undefined) throw wireErrors.combination();
    const { trades } = accountBook(key.account, instrument.symbol);
    const ownOrderId = (trade: Trade) => (trade.buyer.account === key.account ? trade.buyer : trade.seller).orderId;
    const found = trades.filter(
      (trade) =>
        (from === null || trade.tradeId >= from) &&
        (orderId === null || ownOrderId(trade) === orderId) &&
        within(trade.timeMs),
    );
    return page(found, limit, from !== null || params['startTime'] !== undefined).map((trade) =>
      accountTrade(trade, key.account, instrument),
    );
  },
};

/** With a beginning the oldest come first; without one the newest are wanted. Both rise. */
function page<T>(found: readonly T[], limit: number, hasBeginning: boolean): readonly T[] {
  return hasBeginning ? found.slice(0, limit) : found.slice(-limit);
}

/** `startTime` and `endTime`, both included, at most 24 hours apart. */
function readInterval(params: Params): (timeMs: number) => boolean {
  const startMs = integerOf(params, 'startTime');
  const endMs = integerOf(params, 'endTime');
  if (startMs !== null && endMs !== null && endMs - startMs > dayMs) throw wireErrors.interval();
  return (timeMs) => (startMs === null || timeMs >= startMs) && (endMs === null || timeMs <= endMs);
}
