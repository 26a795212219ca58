import { describe, expect, it } from 'vitest';
import type { VenueStatus } from '../../src/contract/venue-admin.ts';
import { judgeSteadyState } from '../../src/drill/steady-state.ts';

const symbols = ['BTCUSDT', 'ETHUSDT'];

function status(venue: string, orders: number, fills: number, open: Record<string, number>): VenueStatus {
  return {
    venue,
    monoNs: '1',
    ledger: { file: 'ledger', rows: 1 },
    matching: 'running',
    orders: { accepted: orders, open: Object.values(open).reduce((sum, one) => sum + one, 0), openBySymbol: open },
    fills,
    fillsBySymbol: {},
    marketTrades: 1,
    userStreams: 1,
    market: { source: 'seeded', recordedLeft: 0 },
  };
}

const resting = { BTCUSDT: 1, ETHUSDT: 2 };

describe('the steady state', () => {
  it('is reached with 200 orders and 50 fills over both venues, a fill at each and an order resting on every instrument', () => {
    const state = judgeSteadyState([status('A', 150, 49, resting), status('B', 50, 1, resting)], symbols, 2000);
    expect(state.reached).toBe(true);
    expect(state.load).toEqual({ ordersPerSecond: 100, openOrders: 6, fills: 50 });
  });

  it.each([
    ['an order is missing', status('A', 149, 49, resting), status('B', 50, 1, resting)],
    ['a fill is missing', status('A', 150, 48, resting), status('B', 50, 1, resting)],
    ['one venue has no fill', status('A', 150, 50, resting), status('B', 50, 0, resting)],
    ['an instrument has no resting order', status('A', 150, 49, resting), status('B', 50, 1, { BTCUSDT: 3 })],
  ])('is not reached when %s', (_what, a, b) => {
    expect(judgeSteadyState([a, b], symbols, 2000).reached).toBe(false);
  });
});
