import type { Operation } from '../operation.ts';
import { account, allOrders, myTrades, openOrders } from './account.ts';
import { cancelOpenOrders, cancelOrder, placeOrder, queryOrder } from './orders.ts';
import { bookTicker, depth, exchangeInformation, nothing, ping, time } from './public.ts';

/** Every operation by its name in the ledger: method and path, or the method of the WebSocket API. */
export const operations: ReadonlyMap<string, Operation> = new Map([
  ['GET /api/v3/ping', ping],
  ['GET /api/v3/time', time],
  ['GET /api/v3/exchangeInfo', exchangeInformation],
  ['GET /api/v3/depth', depth],
  ['GET /api/v3/ticker/bookTicker', bookTicker],
  ['POST /api/v3/order', placeOrder],
  ['GET /api/v3/order', queryOrder],
  ['DELETE /api/v3/order', cancelOrder],
  ['GET /api/v3/openOrders', openOrders],
  ['DELETE /api/v3/openOrders', cancelOpenOrders],
  ['GET /api/v3/allOrders', allOrders],
  ['GET /api/v3/myTrades', myTrades],
  ['GET /api/v3/account', account],
  ['GET /sapi/v1/capital/config/getall', nothing],
  ['GET /sapi/v1/margin/allPairs', nothing],
  ['GET /sapi/v1/margin/isolated/allPairs', nothing],
  ['ping', ping],
  ['time', time],
  ['order.place', placeOrder],
  ['order.status', queryOrder],
  ['order.cancel', cancelOrder],
  ['openOrders.status', openOrders],
  ['openOrders.cancelAll', cancelOpenOrders],
  ['myTrades', myTrades],
  ['account.status', account],
]);
