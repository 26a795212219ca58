/**
 * Signed REST of one venue. One call is one request: nothing is retried here, and every answer that is not proof of an
 * outcome is `unknown`. Binance documents the paths and parameters used.
 */

import type { z } from 'zod';
import { formatAmount } from '../../common/amount.ts';
import type { VenueConnection } from '../../contract/engine.ts';
import type { IntentRecord } from '../../core/records.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Cryptography } from '../../ports/cryptography.ts';
import type { HttpReply, HttpTransport } from '../../ports/transport.ts';
import type { Reply } from './reply.ts';
import { type Parameters, queryText, signedQuery } from './signed-query.ts';
import type { RetryAfter } from './throttle.ts';
import { monotonicMs, type VenueTime } from './venue-time.ts';
import {
  type AccountView,
  accountView,
  anything,
  bookTicker,
  type ExchangeInfo,
  errorBody,
  exchangeInfo,
  type OrderView,
  orderView,
  orderViews,
  placedOrder,
  serverTime,
  type TradeView,
  tradeViews,
} from './wire.ts';

/** Above this many rows a page of `allOrders` or `myTrades` is full and the next is asked for. */
export const pageSize = 1000;
const requestTimeoutMs = 1000;
/** For queries and cancels, which carry no expiry anybody waits for. */
const queryRecvWindowMs = 5000;

export interface RestClient {
  /** Also measures the venue's clock. Milliseconds. */
  time(): Promise<Reply<number>>;
  account(): Promise<Reply<AccountView>>;
  openOrders(symbol: string): Promise<Reply<readonly OrderView[]>>;
  /** Orders with `orderId` ≥ `fromOrderId`, oldest first, one page. */
  allOrders(symbol: string, fromOrderId: number): Promise<Reply<readonly OrderView[]>>;
  /** Trades with id ≥ `fromTradeId`, oldest first, one page. */
  myTrades(symbol: string, fromTradeId: number): Promise<Reply<readonly TradeView[]>>;
  orderByClientId(symbol: string, clientOrderId: string): Promise<Reply<OrderView>>;
  orderById(symbol: string, orderId: number): Promise<Reply<OrderView>>;
  exchangeInfo(symbols: readonly string[]): Promise<Reply<ExchangeInfo>>;
  topOfBook(symbol: string): Promise<Reply<{ readonly bidPrice: bigint; readonly askPrice: bigint }>>;
  /** Sends the request exactly as the intent fixed it: its timestamp and window, never newer ones (mechanism 2). */
  place(intent: IntentRecord): Promise<Reply<{ readonly orderId: number }>>;
  cancel(symbol: string, clientOrderId: string): Promise<Reply<unknown>>;
}

export interface RestClientOptions {
  readonly connection: VenueConnection;
  readonly http: HttpTransport;
  readonly cryptography: Cryptography;
  readonly clock: Clock;
  readonly venueTime: VenueTime;
  readonly retryAfter: RetryAfter;
}

export function restClient(options: RestClientOptions): RestClient {
  const { connection, http, cryptography, clock, venueTime, retryAfter } = options;
  const headers = { 'X-MBX-APIKEY': connection.apiKey };

  async function exchange<Shape extends z.ZodType>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    query: string,
    shape: Shape,
  ): Promise<Reply<z.output<Shape>>> {
    const waitMs = retryAfter.leftMs();
    if (waitMs > 0 && method === 'GET')
      return { kind: 'unknown', cause: `not sent: Retry-After for ${waitMs} ms more` };
    const url = `${connection.orderEntryUrl}${path}${query === '' ? '' : `?${query}`}`;
    let reply: HttpReply;
    try {
      reply = await http({ method, url, headers, timeoutMs: requestTimeoutMs });
    } catch (error) {
      return { kind: 'unknown', cause: `no answer from ${path}: ${describe(error)}` };
    }
    const seconds = Number(reply.header('retry-after'));
    if ((reply.status === 429 || reply.status === 418) && seconds > 0) retryAfter.told(seconds);
    return readReply(reply, path, shape);
  }

  const signed = <Shape extends z.ZodType>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    parameters: Parameters,
    shape: Shape,
  ): Promise<Reply<z.output<Shape>>> => {
    const stamped = { ...parameters, recvWindow: queryRecvWindowMs, timestamp: venueTime.nowMs() };
    return exchange(method, path, signedQuery(stamped, connection.apiSecret, cryptography), shape);
  };

  return {
    async time() {
      const sentMonoMs = monotonicMs(clock);
      const reply = await exchange('GET', '/api/v3/time', '', serverTime);
      if (reply.kind !== 'ok') return reply;
      venueTime.measured(reply.value.serverTime, sentMonoMs);
      return { kind: 'ok', value: reply.value.serverTime };
    },
    account: () => signed('GET', '/api/v3/account', {}, accountView),
    openOrders: (symbol) => signed('GET', '/api/v3/openOrders', { symbol }, orderViews),
    allOrders: (symbol, fromOrderId) =>
      signed('GET', '/api/v3/allOrders', { symbol, orderId: fromOrderId, limit: pageSize }, orderViews),
    myTrades: (symbol, fromTradeId) =>
      signed('GET', '/api/v3/myTrades', { symbol, fromId: fromTradeId, limit: pageSize }, tradeViews),
    orderByClientId: (symbol, clientOrderId) =>
      signed('GET', '/api/v3/order', { symbol, origClientOrderId: clientOrderId }, orderView),
    orderById: (symbol, orderId) => signed('GET', '/api/v3/order', { symbol, orderId }, orderView),
    exchangeInfo: (symbols) =>
      exchange('GET', '/api/v3/exchangeInfo', queryText({ symbols: JSON.stringify(symbols) }), exchangeInfo),
    topOfBook: (symbol) => exchange('GET', '/api/v3/ticker/bookTicker', queryText({ symbol }), bookTicker),
    place(intent) {
      const query = signedQuery(orderParameters(intent), connection.apiSecret, cryptography);
      return exchange('POST', '/api/v3/order', query, placedOrder);
    },
    cancel: (symbol, clientOrderId) =>
      signed('DELETE', '/api/v3/order', { symbol, origClientOrderId: clientOrderId }, anything),
  };
}

/** A pure function of the durable intent. */
function orderParameters(intent: IntentRecord): Parameters {
  return {
    symbol: intent.symbol,
    side: intent.side,
    type: intent.orderType,
    ...(intent.orderType === 'LIMIT' ? { timeInForce: 'GTC' } : {}),
    quantity: formatAmount(intent.quantity),
    price: formatAmount(intent.price),
    newClientOrderId: intent.clientOrderId,
    newOrderRespType: 'ACK',
    recvWindow: intent.recvWindowMs,
    timestamp: intent.timestampMs,
  };
}

function readReply<Shape extends z.ZodType>(reply: HttpReply, path: string, shape: Shape): Reply<z.output<Shape>> {
  let body: unknown;
  try {
    body = JSON.parse(reply.body);
  } catch {
    return { kind: 'unknown', cause: `${path} answered ${reply.status} with something that is not JSON` };
  }
  if (reply.status === 200) {
    const parsed = shape.safeParse(body);
    if (parsed.success) return { kind: 'ok', value: parsed.data };
    return {
      kind: 'unknown',
      cause: `${path} answered 200 in an unexpected shape: ${parsed.error.issues[0]?.message ?? ''}`,
    };
  }
  const parsed = errorBody.safeParse(body);
  const { code, msg } = parsed.success ? parsed.data : { code: 0, msg: 'no error body' };
  return { kind: 'refused', status: reply.status, code, message: msg };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
