/**
 * Design rule 2 for one order whose outcome is not known. It is found, and then it is what the venue says; or it never
 * reached the book, which needs all three: (a) the venue's own clock past the expiry and the profile's bounds, (b) after
 * that a query that finds nothing and a cancel by client id that answers -2011, (c) after the declared read lag, trades
 * that show none of its. Every other answer means: ask again later.
 */
import type { VenueBounds } from '../../contract/engine.ts';
import type { Fact } from '../../core/records.ts';
import { errorCode, type Reply } from '../gateway/reply.ts';
import type { RestClient } from '../gateway/rest-client.ts';
import { factOfOrder } from '../gateway/venue-facts.ts';
import { deadlineMs } from './expiry.ts';

export interface UnknownOrder {
  readonly venue: string;
  readonly symbol: string;
  readonly clientOrderId: string;
  readonly timestampMs: number;
  readonly recvWindowMs: number;
}

export interface ResolverPorts {
  readonly rest: Pick<RestClient, 'time' | 'orderByClientId' | 'orderById' | 'cancel' | 'myTrades'>;
  readonly bounds: VenueBounds;
  venueNowMs(): number;
  /** Highest trade id the engine knows of the symbol: newer ones are looked at. */
  lastTradeId(): number;
  /** Resolves after `delayMs`; rejects when the attempt is over (session lost, engine stopping). */
  pause(delayMs: number): Promise<void>;
}

const retryMs = 100;

/** Resolves with the facts that settle the order. Rejects only when `pause` does. */
export async function resolveUnknown(order: UnknownOrder, ports: ResolverPorts): Promise<readonly Fact[]> {
  for (;;) {
    const facts = await attempt(order, ports);
    if (facts !== null) return facts;
    const leftMs = deadlineMs(order, ports.bounds) + 1 - ports.venueNowMs();
    await ports.pause(leftMs > 0 ? leftMs : retryMs);
  }
}

async function attempt(order: UnknownOrder, ports: ResolverPorts): Promise<readonly Fact[] | null> {
  const { rest, bounds } = ports;
  const time = await rest.time();
  if (time.kind !== 'ok') return null;
  const venueTimeMs = time.value;
  const found = await rest.orderByClientId(order.symbol, order.clientOrderId);
  if (found.kind === 'ok') return [factOfOrder(order.venue, found.value)];
  if (!refusedWith(found, errorCode.noSuchOrder) || venueTimeMs <= deadlineMs(order, bounds)) return null;
  const canceled = await rest.cancel(order.symbol, order.clientOrderId);
  if (!refusedWith(canceled, errorCode.cancelRejected)) return null;
  await ports.pause(bounds.readLagMs);
  if (await tradedAfterAll(order, ports)) return null;
  const { venue, symbol, clientOrderId } = order;
  return [{ type: 'never-reached', venue, symbol, clientOrderId, venueTimeMs }];
}

/** True also while it cannot be told. */
async function tradedAfterAll(order: UnknownOrder, { rest, lastTradeId }: ResolverPorts): Promise<boolean> {
  const trades = await rest.myTrades(order.symbol, lastTradeId() + 1);
  if (trades.kind !== 'ok') return true;
  for (const orderId of new Set(trades.value.map((trade) => trade.orderId))) {
    const traded = await rest.orderById(order.symbol, orderId);
    if (traded.kind !== 'ok' || traded.value.clientOrderId === order.clientOrderId) return true;
  }
  return false;
}

function refusedWith(reply: Reply<unknown>, code: number): boolean {
  return reply.kind === 'refused' && reply.code === code;
}
