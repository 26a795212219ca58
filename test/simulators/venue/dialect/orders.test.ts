import { describe, expect, test } from 'vitest';
import { inMemoryVenue } from '../in-memory-venue.ts';

describe('a client order id', () => {
  test('is refused while an order with it is open, and accepted again once that order is done', () => {
    const { limit, call, market } = inMemoryVenue();
    expect(limit('BUY', '100', '1', { newClientOrderId: 'x' }).status).toBe(200);
    expect(limit('BUY', '101', '1', { newClientOrderId: 'x' }).body).toEqual({
      code: -2010,
      msg: 'Duplicate order sent.',
    });
    call('DELETE /api/v3/order', { symbol: 'BTCUSDT', origClientOrderId: 'x' });
    expect(limit('BUY', '102', '1', { newClientOrderId: 'x' }).status).toBe(200);
    market('SELL', '102', '1');
    expect(limit('BUY', '103', '1', { newClientOrderId: 'x' }).status).toBe(200);
    const found = call('GET /api/v3/order', { symbol: 'BTCUSDT', origClientOrderId: 'x' }).body;
    expect(found).toMatchObject({ price: '103.00000000', status: 'NEW' });
  });

  test('moves to C of the report and origClientOrderId of the reply when its order is canceled', () => {
    const { limit, call, events } = inMemoryVenue();
    limit('BUY', '100', '1', { newClientOrderId: 'mine' });
    const reply = call('DELETE /api/v3/order', {
      symbol: 'BTCUSDT',
      origClientOrderId: 'mine',
      newClientOrderId: 'cancel-1',
    });
    expect(reply.body).toMatchObject({ origClientOrderId: 'mine', clientOrderId: 'cancel-1', status: 'CANCELED' });
    const report = events.filter(({ e }) => e === 'executionReport').at(-1);
    expect(report).toMatchObject({ x: 'CANCELED', X: 'CANCELED', c: 'cancel-1', C: 'mine', w: false });
  });
});

describe('a fill', () => {
  test('in parts leaves exact balances, releases what a better price did not need, and reports every part', () => {
    const { limit, market, call, events } = inMemoryVenue();
    market('SELL', '100', '0.3');
    market('SELL', '101', '0.3');
    const { body } = limit('BUY', '102', '1', { newClientOrderId: 'x' });
    expect(body).toMatchObject({
      status: 'PARTIALLY_FILLED',
      executedQty: '0.60000000',
      cummulativeQuoteQty: '60.30000000',
    });
    expect(body['fills']).toEqual([
      { price: '100.00000000', qty: '0.30000000', commission: '0.00030000', commissionAsset: 'BTC', tradeId: 1 },
      { price: '101.00000000', qty: '0.30000000', commission: '0.00030000', commissionAsset: 'BTC', tradeId: 2 },
    ]);
    const balances = call('GET /api/v3/account').body['balances'];
    expect(balances).toContainEqual({ asset: 'BTC', free: '1000.59940000', locked: '0.00000000' });
    expect(balances).toContainEqual({ asset: 'USDT', free: '99999898.90000000', locked: '40.80000000' });
    const reports = events.filter(({ e }) => e === 'executionReport');
    expect(reports.map(({ x, X, t, z }) => [x, X, t, z])).toEqual([
      ['NEW', 'NEW', -1, '0.00000000'],
      ['TRADE', 'PARTIALLY_FILLED', 1, '0.30000000'],
      ['TRADE', 'PARTIALLY_FILLED', 2, '0.60000000'],
    ]);
    expect(reports.map(({ I }) => I)).toEqual([1, 2, 3]);
  });

  test('is listed by myTrades from the asked id on, and by the order it belongs to', () => {
    const { limit, market, call } = inMemoryVenue();
    limit('SELL', '100', '1');
    for (let trade = 0; trade < 5; trade += 1) market('BUY', '100', '0.1');
    const ids = (params: Record<string, string>) =>
      (call('GET /api/v3/myTrades', { symbol: 'BTCUSDT', ...params }).body as unknown as { id: number }[]).map(
        ({ id }) => id,
      );
    expect(ids({ fromId: '3' })).toEqual([3, 4, 5]);
    expect(ids({ fromId: '2', limit: '2' })).toEqual([2, 3]);
    expect(ids({ limit: '2' })).toEqual([4, 5]);
    expect(ids({ orderId: '1' })).toEqual([1, 2, 3, 4, 5]);
    expect(ids({ orderId: '2' })).toEqual([]);
  });
});

describe('an order that must not rest', () => {
  test('expires with what an IOC could not get, and wholly when a FOK cannot be filled', () => {
    const { limit, market } = inMemoryVenue();
    market('SELL', '100', '0.3');
    expect(limit('BUY', '100', '1', { timeInForce: 'FOK' }).body).toMatchObject({
      status: 'EXPIRED',
      executedQty: '0.00000000',
    });
    expect(limit('BUY', '100', '1', { timeInForce: 'IOC' }).body).toMatchObject({
      status: 'EXPIRED',
      executedQty: '0.30000000',
    });
  });

  test('is refused when it is a LIMIT_MAKER that would take', () => {
    const { call, market } = inMemoryVenue();
    market('SELL', '100', '1');
    const maker = (price: string) =>
      call('POST /api/v3/order', { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT_MAKER', price, quantity: '1' }).body;
    expect(maker('100')).toEqual({ code: -2010, msg: 'Order would immediately match and take.' });
    expect(maker('99.99')).toMatchObject({ clientOrderId: expect.any(String), orderId: 2 });
  });

  test('ends as EXPIRED_IN_MATCH when it meets an order of its own account', () => {
    const { limit, rows, events } = inMemoryVenue();
    limit('SELL', '100', '1');
    expect(limit('BUY', '100', '1').body).toMatchObject({
      status: 'EXPIRED_IN_MATCH',
      preventedQuantity: '1.00000000',
    });
    expect(events.filter(({ e }) => e === 'executionReport').at(-1)).toMatchObject({ x: 'TRADE_PREVENTION', U: 1 });
    expect(
      rows()
        .filter(({ kind }) => kind === 'order')
        .at(-1),
    ).toMatchObject({ change: 'expired', status: 'EXPIRED' });
  });
});

describe('a refused order', () => {
  test.each([
    ['a price off the tick', { price: '100.001' }, -1013, 'Filter failure: PRICE_FILTER'],
    ['a quantity off the step', { quantity: '1.0000001' }, -1013, 'Filter failure: LOT_SIZE'],
    ['too small a notional', { quantity: '0.01' }, -1013, 'Filter failure: NOTIONAL'],
    ['too many decimals', { price: '100.123456789' }, -1111, "Parameter 'price' has too much precision."],
    ['an unknown symbol', { symbol: 'DOGEUSDT' }, -1121, 'Invalid symbol.'],
    ['an unknown side', { side: 'HOLD' }, -1117, 'Invalid side.'],
    [
      'no quantity',
      { quantity: '' },
      -1102,
      "Mandatory parameter 'quantity' was not sent, was empty/null, or malformed.",
    ],
    [
      'a parameter nobody reads',
      { colour: 'red' },
      -1104,
      "Not all sent parameters were read; read '8' parameter(s) but was sent '9'.",
    ],
  ])('says what is wrong with %s', (_what, change, code, msg) => {
    const { call } = inMemoryVenue();
    const order = {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: '100',
      quantity: '1',
      recvWindow: '5000',
    };
    const { body } = call('POST /api/v3/order', { ...order, ...change });
    expect(body).toEqual({ code, msg });
  });

  test('leaves no order and no lock when the account cannot pay', () => {
    const { limit, call } = inMemoryVenue();
    const { body } = limit('SELL', '100', '1000.000001');
    expect(body).toEqual({ code: -2010, msg: 'Account has insufficient balance for requested action.' });
    expect(call('GET /api/v3/openOrders').body).toEqual([]);
  });

  test('comes after 1000 unfilled orders within ten seconds, and not after filled ones', () => {
    const { limit, market, clock } = inMemoryVenue();
    for (let order = 0; order < 1000; order += 1) expect(limit('BUY', '100', '1').status).toBe(200);
    expect(limit('BUY', '100', '1')).toMatchObject({ status: 429, body: { code: -1015 } });
    market('SELL', '100', '1');
    expect(limit('BUY', '100', '1').status).toBe(200);
    clock.nowMs += 10_000;
    expect(limit('BUY', '100', '1').status).toBe(200);
  });
});
