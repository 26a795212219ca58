import { expect, test } from 'vitest';
import { parseAmount } from '../../src/common/amount.ts';
import type { Fact, IntentRecord } from '../../src/core/records.ts';
import { worstLong, worstShort } from '../../src/core/usage.ts';
import { instrumentsOf } from '../../src/core/views.ts';
import { stateAfter } from './arbitrary-facts.ts';

const place = { venue: 'alpha', symbol: 'BTCUSDT' };
const intent = (id: string, side: 'BUY' | 'SELL', quantity: string): IntentRecord => ({
  type: 'intent',
  ...place,
  clientOrderId: id,
  side,
  price: parseAmount('100'),
  quantity: parseAmount(quantity),
  orderType: 'LIMIT',
  timestampMs: 5,
  recvWindowMs: 1000,
  decision: 1,
});
const fill = (id: string, tradeId: number, quantity: string): Fact => ({
  type: 'fill',
  ...place,
  clientOrderId: id,
  tradeId,
  venueOrderId: 7,
  side: 'BUY',
  price: parseAmount('100'),
  quantity: parseAmount(quantity),
  commission: 0n,
  commissionAsset: 'BTC',
  tradeTimeMs: 9,
  maker: true,
  source: 'query',
});
const shown = (id: string, status: 'NEW' | 'CANCELED' | 'PARTIALLY_FILLED', executed: string): Fact => {
  const { orderType: _, timestampMs: __, recvWindowMs: ___, decision: ____, ...terms } = intent(id, 'BUY', '2');
  return { ...terms, type: 'order', venueOrderId: 7, executed: parseAmount(executed), status, source: 'query' };
};

function used(facts: readonly Fact[]) {
  const [instrument] = instrumentsOf(stateAfter(facts));
  if (instrument === undefined) throw new Error('Expected an instrument');
  return { ...instrument.usage, worstLong: worstLong(instrument), worstShort: worstShort(instrument) };
}

test('pending and unknown orders count like open ones (row 6)', () => {
  const facts: Fact[] = [
    intent('a', 'BUY', '2'),
    intent('b', 'SELL', '1'),
    { type: 'unknown', ...place, clientOrderId: 'b', cause: 'time-out' },
  ];
  expect(used(facts)).toEqual({
    orders: 2,
    buying: parseAmount('2'),
    selling: parseAmount('1'),
    worstLong: parseAmount('2'),
    worstShort: parseAmount('-1'),
  });
});

test('a fill moves its quantity from usage into the position: the worst case stays (row 6)', () => {
  expect(used([intent('a', 'BUY', '2'), fill('a', 1, '0.5')])).toMatchObject({
    buying: parseAmount('1.5'),
    worstLong: parseAmount('2'),
    worstShort: parseAmount('0.5'),
  });
});

test('what a picture shows executed still counts until its fill is booked (row 6)', () => {
  expect(used([intent('a', 'BUY', '2'), shown('a', 'PARTIALLY_FILLED', '1.5')])).toMatchObject({
    worstLong: parseAmount('2'),
  });
});

test('an order that ended uses nothing', () => {
  expect(used([intent('a', 'BUY', '2'), shown('a', 'CANCELED', '0')])).toMatchObject({ orders: 0, buying: 0n });
});
