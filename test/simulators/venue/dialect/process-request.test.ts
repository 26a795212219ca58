import { describe, expect, test } from 'vitest';
import { inMemoryVenue } from '../in-memory-venue.ts';

const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '100', quantity: '1' };
const place = 'POST /api/v3/order';

describe('the window of a signed request', () => {
  test('refuses a timestamp from one second ahead on, and one older than recvWindow', () => {
    const { call, clock } = inMemoryVenue();
    const at = (offsetMs: number) =>
      call(place, { ...order, recvWindow: '1000', timestamp: String(clock.nowMs + offsetMs) }).body;
    expect(at(999)).toMatchObject({ status: 'NEW' });
    expect(at(1000)).toEqual({ code: -1021, msg: "Timestamp for this request was 1000ms ahead of the server's time." });
    expect(at(-1000)).toMatchObject({ status: 'NEW' });
    expect(at(-1001)).toEqual({ code: -1021, msg: 'Timestamp for this request is outside of the recvWindow.' });
  });

  test('is checked again just before matching: a request held past its expiry makes no order', () => {
    const { venue, send, call, clock } = inMemoryVenue();
    const hold = venue.holds.add({ operation: place, point: 'on-receipt', count: 2 });
    const early = send(place, { ...order, recvWindow: '1000', newClientOrderId: 'early' });
    clock.nowMs += 600;
    const late = send(place, { ...order, recvWindow: '1000', newClientOrderId: 'late' });
    clock.nowMs += 600;
    venue.holds.release(hold);
    expect(early.replies).toEqual([{ status: 400, body: expect.objectContaining({ code: -1021 }) }]);
    expect(late.replies).toMatchObject([{ status: 200, body: { status: 'NEW' } }]);
    expect(call('GET /api/v3/openOrders').body).toMatchObject([{ clientOrderId: 'late' }]);
  });
});

describe('a hold', () => {
  test('on receipt lists the request before anything happened, and lets it go on when released', () => {
    const { venue, send, rows } = inMemoryVenue();
    const hold = venue.holds.add({ operation: place, symbol: 'BTCUSDT', point: 'on-receipt', count: 1 });
    const { id, replies } = send(place, { ...order, newClientOrderId: 'x' });
    expect(rows().map(({ kind }) => kind)).toEqual(['open', 'request']);
    expect(venue.holds.list()).toMatchObject([{ held: [{ request: id, clientOrderId: 'x' }], released: false }]);
    expect(send(place, order).replies).toHaveLength(1);
    venue.holds.release(hold);
    expect(replies).toMatchObject([{ status: 200 }]);
  });

  test('before the reply leaves the order in the book and marks the answer withheld (D03)', () => {
    const { venue, send, call, rows } = inMemoryVenue();
    const hold = venue.holds.add({ operation: place, point: 'before-reply', count: 1 });
    const { id, replies } = send(place, order);
    expect(replies).toEqual([]);
    expect(call('GET /api/v3/openOrders').body).toHaveLength(1);
    expect(rows().find((row) => row.kind === 'answer' && row.id === id)).toMatchObject({
      delivered: 'withheld',
      status: 200,
    });
    venue.holds.release(hold);
    expect(replies).toHaveLength(1);
    expect(rows().at(-1)).toMatchObject({ kind: 'control', detail: { request: id, delivered: 'sent' } });
  });

  test('after a fill lists the resting order whose fill left (D04)', () => {
    const { venue, send, market } = inMemoryVenue();
    venue.holds.add({ operation: place, point: 'after-fill', count: 1 });
    const { id } = send(place, { ...order, newClientOrderId: 'quote' });
    expect(venue.holds.list()).toMatchObject([{ held: [] }]);
    market('SELL', '100', '0.5');
    expect(venue.holds.list()).toMatchObject([{ held: [{ request: id, clientOrderId: 'quote' }] }]);
  });

  test('after a fill keeps the reply of an order that filled at once, though its events left', () => {
    const { venue, send, market, events } = inMemoryVenue();
    market('SELL', '100', '1');
    const hold = venue.holds.add({ operation: place, point: 'after-fill', count: 1 });
    const { replies } = send(place, order);
    expect(events.filter(({ x }) => x === 'TRADE')).toHaveLength(1);
    expect(replies).toEqual([]);
    venue.holds.release(hold);
    expect(replies).toMatchObject([{ body: { status: 'FILLED' } }]);
  });
});

describe('paused matching', () => {
  test('takes orders and cancels but trades nothing until it is resumed', () => {
    const { venue, limit, market, call } = inMemoryVenue();
    market('SELL', '100', '1');
    venue.exchange.pause();
    expect(limit('BUY', '100', '1', { newClientOrderId: 'one' }).body).toMatchObject({ status: 'NEW' });
    expect(limit('BUY', '100', '1', { newClientOrderId: 'two' }).body).toMatchObject({ status: 'NEW' });
    expect(call('GET /api/v3/openOrders').body).toHaveLength(2);
    expect(call('DELETE /api/v3/order', { symbol: 'BTCUSDT', origClientOrderId: 'one' }).body).toMatchObject({
      status: 'CANCELED',
    });
    venue.exchange.resume();
    const status = (id: string) =>
      call('GET /api/v3/order', { symbol: 'BTCUSDT', origClientOrderId: id }).body['status'];
    expect([status('one'), status('two')]).toEqual(['CANCELED', 'FILLED']);
  });
});

describe('the ledger', () => {
  test('tells an order in one sequence: request, accepted, trade, traded, balances and events, answer', () => {
    const { limit, market, rows } = inMemoryVenue();
    market('SELL', '100', '1');
    limit('BUY', '100', '1');
    expect(
      rows().map((row) => (row.kind === 'order' ? row.change : row.kind === 'event' ? row.event : row.kind)),
    ).toEqual([
      'open',
      'request',
      'accepted',
      'balance',
      'executionReport',
      'outboundAccountPosition',
      'trade',
      'traded',
      'balance',
      'executionReport',
      'outboundAccountPosition',
      'answer',
    ]);
    expect(rows().map(({ n }) => n)).toEqual(rows().map((_row, index) => index + 1));
  });
});
