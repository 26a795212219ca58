import { expect, test } from 'vitest';
import { tradeMoments, tradesDocument, tradesLines } from '../../src/cli/trades-text.ts';

const startUs = Date.parse('2021-01-08T23:59:59.900Z') * 1000;
const recorded = {
  symbol: 'BTCUSDT',
  trades: [
    { price: 300_00000000n, quantity: 50000000n, timeUs: startUs, isBuyerMaker: true },
    { price: 310_00000000n, quantity: 100000000n, timeUs: startUs + 200_000, isBuyerMaker: false },
    { price: 290_50000000n, quantity: 25000000n, timeUs: startUs + 300_000, isBuyerMaker: true },
  ],
};

test('recorded trades are played as what their takers did, each day named once (row 67)', () => {
  expect(tradeMoments(recorded)).toEqual([
    { timeUs: startUs, lines: ['2021-01-08 UTC', '23:59:59.900 BTCUSDT  sold 0.5 at 300'] },
    { timeUs: startUs + 200_000, lines: ['2021-01-09 UTC', '00:00:00.100 BTCUSDT  bought 1 at 310'] },
    { timeUs: startUs + 300_000, lines: ['00:00:00.200 BTCUSDT  sold 0.25 at 290.5'] },
  ]);
});

test('the summary of recorded trades has their range and what was bought and sold', () => {
  expect(tradesDocument('x.csv', recorded)).toEqual({
    file: 'x.csv',
    symbol: 'BTCUSDT',
    trades: 3,
    from: '2021-01-08T23:59:59.900000Z',
    to: '2021-01-09T00:00:00.200000Z',
    first: '300.00000000',
    last: '290.50000000',
    low: '290.50000000',
    high: '310.00000000',
    bought: '1.00000000',
    sold: '0.75000000',
  });
  expect(tradesLines(recorded)).toContain('price 300 to 290.5, between 290.5 and 310');
});
