import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAmount } from '../../src/common/amount.ts';
import { apply } from '../../src/core/apply.ts';
import { emptyState } from '../../src/core/find-or-create.ts';
import type { Fact, FillRecord, IntentRecord, OrderRecord } from '../../src/core/records.ts';
import type { State } from '../../src/core/state.ts';
import { executed, expectedBalances, openOrders, pendingOrders } from '../../src/core/views.ts';
import { entriesOf, manyFacts, stateAfter } from './arbitrary-facts.ts';

const key = { venue: 'alpha', symbol: 'BTCUSDT', clientOrderId: 'm1-1' };
const terms = { side: 'BUY' as const, price: parseAmount('100'), quantity: parseAmount('2') };
const intent: IntentRecord = {
  type: 'intent',
  ...key,
  ...terms,
  orderType: 'LIMIT',
  timestampMs: 5,
  recvWindowMs: 1000,
  decision: 1,
};
const picture = (status: OrderRecord['status'], executedText: string, eventId?: string): OrderRecord => ({
  type: 'order',
  ...key,
  ...terms,
  venueOrderId: 7,
  executed: parseAmount(executedText),
  status,
  source: eventId === undefined ? 'query' : 'stream',
  ...(eventId === undefined ? {} : { eventId }),
});
const fill = (tradeId: number, quantity: string, eventId?: string): FillRecord => ({
  type: 'fill',
  ...key,
  tradeId,
  venueOrderId: 7,
  side: 'BUY',
  price: terms.price,
  quantity: parseAmount(quantity),
  commission: parseAmount('0.001'),
  commissionAsset: 'BTC',
  tradeTimeMs: 9,
  maker: true,
  source: eventId === undefined ? 'query' : 'stream',
  ...(eventId === undefined ? {} : { eventId }),
});
const instrument = (state: State) => {
  const found = state.venues.get('alpha')?.instruments.get('BTCUSDT');
  if (found === undefined) throw new Error('Expected the instrument');
  return found;
};
const balance = (state: State, asset: string) => expectedBalances(state).find((each) => each.asset === asset);
const baseline: Fact = {
  type: 'balances',
  venue: 'alpha',
  source: 'query',
  balances: [
    { asset: 'BTC', free: parseAmount('10'), locked: 0n },
    { asset: 'USDT', free: parseAmount('1000'), locked: 0n },
  ],
};

test('an accepted order is pending until the ordered source shows it', () => {
  const replied = stateAfter([intent, { type: 'accepted', ...key, venueOrderId: 7 }]);
  expect(pendingOrders(replied).map(({ phase, venueOrderId }) => ({ phase, venueOrderId }))).toEqual([
    { phase: 'accepted', venueOrderId: 7 },
  ]);
  expect(openOrders(replied)).toEqual([]);
  expect(openOrders(stateAfter([intent, picture('NEW', '0', '1')]))).toHaveLength(1);
});

test('a repeated trade is applied once, whichever way it came (row 4)', () => {
  const once = stateAfter([baseline, intent, picture('PARTIALLY_FILLED', '0.5', '1'), fill(3, '0.5', '1')]);
  const twice = stateAfter([
    baseline,
    intent,
    picture('PARTIALLY_FILLED', '0.5', '1'),
    fill(3, '0.5', '1'),
    fill(3, '0.5'),
  ]);
  expect(instrument(twice).position).toBe(parseAmount('0.5'));
  expect(balance(twice, 'USDT')).toEqual(balance(once, 'USDT'));
});

test('a fill counted twice needs another trade key: the dedupe is one replaceable function', () => {
  const state = emptyState();
  let calls = 0;
  const parts = { tradeKey: () => calls++ };
  for (const entry of entriesOf([intent, fill(3, '0.5', '1'), fill(3, '0.5')])) apply(state, entry, parts);
  expect(instrument(state).position).toBe(parseAmount('1'));
});

test('an older picture never undoes a newer one', () => {
  const state = stateAfter([intent, picture('PARTIALLY_FILLED', '1', '2'), picture('NEW', '0')]);
  expect(openOrders(state).map(executed)).toEqual([parseAmount('1')]);
  const ended = stateAfter([intent, picture('FILLED', '2', '2'), picture('PARTIALLY_FILLED', '1')]);
  expect(openOrders(ended)).toEqual([]);
  expect(instrument(ended).tombstones.get('m1-1')).toMatchObject({ ending: 'filled', executedShown: parseAmount('2') });
});

test('a fill that comes after its order has ended still moves position and balances', () => {
  const state = stateAfter([baseline, intent, picture('FILLED', '2'), fill(3, '2')]);
  expect(instrument(state).position).toBe(parseAmount('2'));
  expect(balance(state, 'BTC')?.free).toBe(parseAmount('11.999'));
  expect(balance(state, 'USDT')).toMatchObject({ free: parseAmount('800'), locked: 0n });
});

test('expected balances are the baseline moved by fills, less what open orders lock (row 5)', () => {
  const state = stateAfter([
    baseline,
    intent,
    picture('NEW', '0', '1'),
    picture('PARTIALLY_FILLED', '0.5', '2'),
    fill(3, '0.5', '2'),
  ]);
  expect(balance(state, 'USDT')).toMatchObject({ free: parseAmount('800'), locked: parseAmount('150') });
  expect(balance(state, 'BTC')).toMatchObject({ free: parseAmount('10.499'), locked: 0n });
});

test('what is not yet shown locks nothing at the cursor and is counted apart', () => {
  expect(balance(stateAfter([baseline, intent]), 'USDT')).toMatchObject({
    free: parseAmount('1000'),
    locked: 0n,
    lockedByPending: parseAmount('200'),
  });
});

test('a later snapshot is remembered as seen and moves no expectation; an adjustment does', () => {
  const seen: Fact = { ...baseline, balances: [{ asset: 'USDT', free: parseAmount('990'), locked: 0n }] };
  expect(balance(stateAfter([baseline, seen]), 'USDT')).toMatchObject({
    free: parseAmount('1000'),
    seen: { free: parseAmount('990') },
  });
  const adjusted: Fact = {
    type: 'adjustment',
    venue: 'alpha',
    asset: 'USDT',
    delta: parseAmount('-10'),
    reason: 'withdrawal',
  };
  expect(balance(stateAfter([baseline, seen, adjusted]), 'USDT')?.free).toBe(parseAmount('990'));
});

test('stream facts move the cursor, queried ones do not, and the highest ids are kept (row 12)', () => {
  const state = stateAfter([intent, picture('NEW', '0', '41'), fill(9, '1', '42'), fill(4, '1')]);
  expect(state.venues.get('alpha')?.cursor).toEqual({ kind: 'event', id: '42' });
  expect(instrument(state)).toMatchObject({ lastTradeId: 9, lastVenueOrderId: 7 });
});

test('an order proven never to have reached the book is alive again once the venue shows it', () => {
  const state = stateAfter([intent, { type: 'never-reached', ...key, venueTimeMs: 1 }]);
  expect(instrument(state).tombstones.get('m1-1')?.ending).toBe('never-reached');
  apply(state, { sequence: 3n, epoch: 1, timeUs: 1, fact: picture('NEW', '0', '1') });
  expect(openOrders(state)).toHaveLength(1);
  expect(instrument(state).tombstones.size).toBe(0);
});

test('an entry out of its place is refused', () => {
  const [, second] = entriesOf([intent, intent]);
  if (second === undefined) throw new Error('Expected two entries');
  expect(() => apply(emptyState(), second)).toThrow('Expected entry 1 after 0, got 2');
});

test('apply is total, and no order is ever alive and buried at once', () => {
  fc.assert(
    fc.property(manyFacts, (facts) => {
      for (const venue of stateAfter(facts).venues.values()) {
        for (const { orders, tombstones } of venue.instruments.values()) {
          for (const id of orders.keys()) expect(tombstones.has(id)).toBe(false);
        }
      }
    }),
  );
});

test('applying every fact of a history again changes no position, balance or order (idempotence)', () => {
  fc.assert(
    fc.property(manyFacts, (facts) => {
      // Adjustments and snapshots are bookings of their own moment, intents and replies cannot repeat: the venue's facts can.
      const repeatable = facts.filter(({ type }) => type === 'fill' || type === 'order');
      const once = stateAfter([...facts, ...repeatable]);
      const twice = stateAfter([...facts, ...repeatable, ...repeatable]);
      const positions = (state: State) =>
        [...state.venues.values()].map(({ instruments }) => [...instruments.values()].map(({ position }) => position));
      expect(positions(twice)).toEqual(positions(once));
      expect(expectedBalances(twice).map(({ free, locked }) => free + locked)).toEqual(
        expectedBalances(once).map(({ free, locked }) => free + locked),
      );
    }),
  );
});
