import { describe, expect, test } from 'vitest';
import { createAccount } from '../../../../simulators/venue/accounts/account.ts';
import { instruments } from '../../../../simulators/venue/instruments.ts';
import { type MarketSource, SimulatedMarket } from '../../../../simulators/venue/market/simulated-market.ts';
import { Exchange } from '../../../../simulators/venue/matching/exchange.ts';
import type { Trade } from '../../../../simulators/venue/matching/order.ts';
import { parseAmount } from '../../../../src/common/amount.ts';

const tickUs = 20_000;

function setUp(seed: number, source: MarketSource = { kind: 'seeded' }) {
  const trades: Trade[] = [];
  const ignore = () => {};
  const listener = {
    accepted: ignore,
    traded: (trade: Trade) => trades.push(trade),
    canceled: ignore,
    expired: ignore,
    bookTouched: ignore,
  };
  const exchange = new Exchange(instruments, () => 0, listener);
  const market = new SimulatedMarket(exchange, createAccount('market', 'market', {}), instruments, seed, source);
  const told = () =>
    trades.map(({ symbol, tradeId, price, quantity, buyerIsMaker }) => ({
      symbol,
      tradeId,
      price,
      quantity,
      buyerIsMaker,
    }));
  return { exchange, market, told };
}

describe('the seeded market', () => {
  test('makes the same trades from the same seed and ticks, and others from another seed', () => {
    const run = (seed: number) => {
      const { market, told } = setUp(seed);
      for (let tick = 0; tick < 500; tick += 1) market.tick(tickUs);
      return told();
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  test('over ten minutes always quotes both sides, stays near its price and trades about ten times a second', () => {
    const { exchange, market, told } = setUp(5);
    for (let tick = 0; tick < 30_000; tick += 1) {
      market.tick(tickUs);
      for (const { symbol } of instruments) {
        const { bids, asks } = exchange.book(symbol);
        if (bids.length < 3 || asks.length < 3) throw new Error(`Expected a filled book of ${symbol}`);
      }
    }
    for (const { symbol, startTicks, tick } of instruments) {
      const ask = Number((exchange.book(symbol).asks.at(-1)?.price ?? 0n) / tick);
      expect(Math.abs(ask / startTicks - 1)).toBeLessThan(0.1);
      const perSecond = told().filter((trade) => trade.symbol === symbol).length / 600;
      expect(perSecond).toBeGreaterThan(7);
      expect(perSecond).toBeLessThan(15);
    }
  });

  test('stands still while matching is paused', () => {
    const { exchange, market, told } = setUp(5);
    for (let tick = 0; tick < 100; tick += 1) market.tick(tickUs);
    const before = told().length;
    exchange.pause();
    for (let tick = 0; tick < 100; tick += 1) market.tick(tickUs);
    expect(told()).toHaveLength(before);
    exchange.resume();
    for (let tick = 0; tick < 100; tick += 1) market.tick(tickUs);
    expect(told().length).toBeGreaterThan(before);
  });
});

describe('a recorded market', () => {
  const recorded = (price: string, quantity: string, timeUs: number, isBuyerMaker: boolean) => ({
    price: parseAmount(price),
    quantity: parseAmount(quantity),
    timeUs,
    isBuyerMaker,
  });
  const source: MarketSource = {
    kind: 'recorded',
    symbol: 'BTCUSDT',
    trades: [
      recorded('39432.48', '0.000263', 1_000_000, true),
      recorded('39439.44', '7.5', 1_030_000, false),
      recorded('39420', '0.01', 1_500_000, true),
    ],
  };

  test('trades each recorded trade once, as recorded, at its distance from the first, and then goes on seeded near there', () => {
    const { market, told } = setUp(5, source);
    const ofSymbol = () => told().filter(({ symbol }) => symbol === 'BTCUSDT');
    market.tick(0);
    expect(ofSymbol()).toHaveLength(1);
    market.tick(20_000);
    expect(ofSymbol()).toHaveLength(1);
    market.tick(20_000);
    expect(ofSymbol()).toHaveLength(2);
    expect(market.state).toEqual({ source: 'recorded', recordedLeft: 1 });
    market.tick(460_000);
    expect(ofSymbol().map(({ price, quantity, buyerIsMaker }) => ({ price, quantity, buyerIsMaker }))).toEqual(
      source.kind === 'recorded'
        ? source.trades.map(({ price, quantity, isBuyerMaker }) => ({ price, quantity, buyerIsMaker: isBuyerMaker }))
        : [],
    );
    expect(market.state).toEqual({ source: 'recorded', recordedLeft: 0 });
    for (let tick = 0; tick < 200; tick += 1) market.tick(tickUs);
    const last = ofSymbol().at(-1);
    expect(ofSymbol().length).toBeGreaterThan(10);
    expect(Number(last?.price) / Number(parseAmount('39420'))).toBeCloseTo(1, 3);
  });
});
