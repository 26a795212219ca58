import { join } from 'node:path';
import ccxt from 'ccxt';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RunningVenue, startVenue } from '../../../simulators/venue/start-venue.ts';
import { venueStatus } from '../../../src/contract/venue-admin.ts';
import { systemClock } from '../../../src/node/clock.ts';
import { type TemporaryFolder, temporaryFolder } from '../../fixtures/temporary-folder.ts';

const symbol = 'BTC/USDT';
let folder: TemporaryFolder;
let venue: RunningVenue;
let exchange: InstanceType<typeof ccxt.pro.binance>;

beforeAll(async () => {
  folder = await temporaryFolder();
  venue = await startVenue({
    name: 'binance',
    port: 0,
    adminPort: 0,
    seed: 11,
    ledgerFile: join(folder.path, 'ledger.ndjson'),
    market: { kind: 'seeded' },
    clock: systemClock,
  });
  const { url, apiKey, apiSecret } = venue.ready;
  const sockets = url.replace('http', 'ws');
  exchange = new ccxt.pro.binance({
    apiKey,
    secret: apiSecret,
    options: { defaultType: 'spot', fetchMarkets: ['spot'] },
  });
  exchange.urls['api'] = {
    public: `${url}/api/v3`,
    private: `${url}/api/v3`,
    sapi: `${url}/sapi/v1`,
    sapiV2: `${url}/sapi/v2`,
    sapiV3: `${url}/sapi/v3`,
    ws: { spot: `${sockets}/ws`, 'ws-api': { spot: `${sockets}/ws-api/v3` } },
  };
  await exchange.loadHttpProxyAgent();
}, 60_000);

afterAll(async () => {
  await exchange?.close();
  await venue?.close();
  await folder?.[Symbol.asyncDispose]();
});

describe('ccxt, unmodified,', () => {
  test('loads the three markets with their precisions', async () => {
    const markets = await exchange.loadMarkets();
    expect(Object.keys(markets).sort()).toEqual(['BTC/USDT', 'ETH/USDT', 'SOL/USDT']);
    expect(markets[symbol]?.precision).toMatchObject({ price: 0.01, amount: 0.000001 });
    expect(markets[symbol]?.limits.cost?.min).toBe(5);
  });

  test('reads a two-sided, uncrossed order book', async () => {
    const book = await exchange.fetchOrderBook(symbol, 5);
    expect(book.bids).toHaveLength(5);
    expect(book.asks).toHaveLength(5);
    expect(Number(book.bids[0]?.[0])).toBeLessThan(Number(book.asks[0]?.[0]));
  });

  test('places, finds, lists and cancels an order', async () => {
    const placed = await exchange.createLimitBuyOrder(symbol, 0.01, 30_000, { newClientOrderId: 'ccxt-1' });
    const id = String(placed.id);
    expect(placed).toMatchObject({ status: 'open', clientOrderId: 'ccxt-1', filled: 0, remaining: 0.01 });
    expect(await exchange.fetchOrder(id, symbol)).toMatchObject({
      id: placed.id,
      status: 'open',
      price: 30_000,
    });
    expect((await exchange.fetchOpenOrders(symbol)).map((order) => order.id)).toEqual([id]);
    expect(await exchange.cancelOrder(id, symbol)).toMatchObject({ status: 'canceled' });
    expect(await exchange.fetchOpenOrders(symbol)).toEqual([]);
    expect(await exchange.fetchOrder(id, symbol)).toMatchObject({ status: 'canceled' });
  });

  test('trades at the market, and sees the trades and the balance they leave', async () => {
    const before = await exchange.fetchBalance();
    const order = await exchange.createMarketSellOrder(symbol, 0.02);
    expect(order).toMatchObject({ status: 'closed', filled: 0.02 });
    const trades = (await exchange.fetchMyTrades(symbol)).filter((trade) => trade.order === order.id);
    expect(trades.reduce((sum, trade) => sum + Number(trade.amount), 0)).toBeCloseTo(0.02, 8);
    expect(trades.every((trade) => trade.fee?.currency === 'USDT' && trade.takerOrMaker === 'taker')).toBe(true);
    const after = await exchange.fetchBalance();
    expect(Number(before['BTC']?.total) - Number(after['BTC']?.total)).toBeCloseTo(0.02, 8);
    expect(Number(after['USDT']?.total)).toBeGreaterThan(Number(before['USDT']?.total));
  });

  test('lists all orders and maps the errors of the venue to its own', async () => {
    expect((await exchange.fetchOrders(symbol)).length).toBeGreaterThanOrEqual(2);
    await expect(exchange.cancelOrder('999999', symbol)).rejects.toBeInstanceOf(ccxt.OrderNotFound);
    await expect(exchange.fetchOrder('999999', symbol)).rejects.toBeInstanceOf(ccxt.OrderNotFound);
    await expect(exchange.createMarketSellOrder(symbol, 2000)).rejects.toBeInstanceOf(ccxt.InsufficientFunds);
    const crossing = exchange.createLimitBuyOrder(symbol, 0.01, 60_000, { postOnly: true });
    await expect(crossing).rejects.toBeInstanceOf(ccxt.OrderImmediatelyFillable);
  });

  test('follows trades, book and best prices over its WebSocket part', async () => {
    const [trade] = await exchange.watchTrades(symbol);
    expect(trade).toMatchObject({ symbol });
    const book = await exchange.watchOrderBook(symbol);
    expect(Number(book.bids[0]?.[0])).toBeLessThan(Number(book.asks[0]?.[0]));
    const ticker = (await exchange.watchBidsAsks([symbol]))[symbol];
    expect(Number(ticker?.bid)).toBeLessThan(Number(ticker?.ask));
  });

  test('hears of its orders and fills on the user stream, and trades over the WebSocket API', async () => {
    const orders = exchange.watchOrders(symbol);
    const fills = exchange.watchMyTrades(symbol);
    await vi.waitFor(async () => expect(await userStreams()).toBe(1));
    const placed = await exchange.createOrderWs(symbol, 'market', 'sell', 0.001);
    expect(placed).toMatchObject({ status: 'closed', filled: 0.001 });
    expect((await orders)[0]).toMatchObject({ id: placed.id });
    expect((await fills)[0]).toMatchObject({ order: placed.id, side: 'sell' });
  });
});

async function userStreams(): Promise<number> {
  const reply = await fetch(`${venue.ready.adminUrl}/status`);
  return venueStatus.parse(await reply.json()).userStreams;
}
