import { describe, expect, it } from 'vitest';
import { resolveUnknown } from '../../../src/engine/orders/resolve-unknown.ts';
import { orderView, refused, ScriptedVenue, tradeView } from '../scripted-venue.ts';

const order = { venue: 'A', symbol: 'BTCUSDT', clientOrderId: 'm-7-1', timestampMs: 10_000, recvWindowMs: 1000 };
const bounds = { clockSkewMs: 50, matchingDelayMs: 50, readLagMs: 30 };
const deadlineMs = 11_100;

function resolve(venue: ScriptedVenue) {
  const pauses: number[] = [];
  const facts = resolveUnknown(order, {
    rest: venue,
    bounds,
    venueNowMs: () => venue.nowMs,
    lastTradeId: () => 4,
    pause: async (delayMs) => {
      pauses.push(delayMs);
      if (pauses.length > 20) throw new Error('gave up');
      venue.nowMs += delayMs;
    },
  });
  return { facts, pauses };
}

describe('an order whose outcome is not known (row 33)', () => {
  it('is adopted at once when the venue knows it, however early that is', async () => {
    const venue = new ScriptedVenue();
    venue.nowMs = 10_001;
    venue.orders = [orderView(9, 'm-7-1')];
    const [fact] = await resolve(venue).facts;
    expect(fact).toMatchObject({ type: 'order', clientOrderId: 'm-7-1', venueOrderId: 9, status: 'NEW' });
    expect(venue.requests).not.toContain('cancel m-7-1');
  });

  it('is never called never-reached before the venue itself is past its expiry and bounds', async () => {
    const venue = new ScriptedVenue();
    venue.nowMs = 10_500;
    const { facts, pauses } = resolve(venue);
    const [fact] = await facts;
    expect(fact).toMatchObject({ type: 'never-reached', clientOrderId: 'm-7-1' });
    expect(fact?.type === 'never-reached' && fact.venueTimeMs).toBeGreaterThan(deadlineMs);
    expect(pauses).toEqual([deadlineMs + 1 - 10_500, bounds.readLagMs]);
  });

  it('is asked for again and canceled by id after the deadline, and only then are trades looked at', async () => {
    const venue = new ScriptedVenue();
    venue.nowMs = deadlineMs + 1;
    await resolve(venue).facts;
    expect(venue.requests).toEqual(['time', 'order m-7-1', 'cancel m-7-1', 'myTrades 5']);
  });

  it('stays unknown at the deadline itself: the bound must be passed', async () => {
    const venue = new ScriptedVenue();
    venue.nowMs = deadlineMs;
    const { facts, pauses } = resolve(venue);
    await facts;
    expect(pauses[0]).toBe(1);
  });

  it.each([
    ['the cancel succeeds', { kind: 'ok', value: {} } as const],
    ['the cancel gets no answer', { kind: 'unknown', cause: 'time-out' } as const],
    ['the cancel is refused for another reason', refused(-1015, 'Too many requests')],
  ])('stays unknown while %s', async (_name, reply) => {
    const venue = new ScriptedVenue();
    venue.nowMs = deadlineMs + 1;
    venue.cancelReplies = [reply];
    const { facts } = resolve(venue);
    await facts;
    expect(venue.requests.filter((request) => request === 'cancel m-7-1')).toHaveLength(2);
  });

  it('stays unknown while a trade of it shows, and is adopted once the order shows too', async () => {
    const venue = new ScriptedVenue();
    venue.nowMs = deadlineMs + 1;
    venue.trades = [tradeView(5, 9)];
    venue.onRequest = (request) => {
      if (request === 'order 9') venue.orders = [orderView(9, 'm-7-1', { status: 'FILLED' })];
    };
    const [fact] = await resolve(venue).facts;
    expect(fact).toMatchObject({ type: 'order', venueOrderId: 9, status: 'FILLED' });
  });
});
