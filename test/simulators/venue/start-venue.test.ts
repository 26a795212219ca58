import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type RunningVenue, startVenue } from '../../../simulators/venue/start-venue.ts';
import { holdState, venueReady, venueStatus } from '../../../src/contract/venue-admin.ts';
import { systemClock } from '../../../src/node/clock.ts';
import { type TemporaryFolder, temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { connect, formHeaders, readLedger, rest, signedForm, signedParams } from './venue-client.ts';

const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '30000', quantity: '0.01' };
let folder: TemporaryFolder;
let venue: RunningVenue;

const options = (name: string, port = 0, adminPort = 0) => ({
  name,
  port,
  adminPort,
  seed: 21,
  ledgerFile: join(folder.path, `${name}.ndjson`),
  market: { kind: 'seeded' as const },
  clock: systemClock,
});

beforeEach(async () => {
  folder = await temporaryFolder();
  venue = await startVenue(options('binance'));
});
afterEach(async () => {
  await venue.close();
  await folder[Symbol.asyncDispose]();
});

async function admin(method: string, path: string, body?: unknown): Promise<Response> {
  const json = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  return await fetch(venue.ready.adminUrl + path, { method, ...(body === undefined ? {} : json) });
}

describe('a started venue', () => {
  test('announces itself as the contract says, and refuses a port in use with EADDRINUSE', async () => {
    expect(venueReady.parse(venue.ready)).toEqual(venue.ready);
    const port = Number(new URL(venue.ready.url).port);
    const adminPort = Number(new URL(venue.ready.adminUrl).port);
    await expect(startVenue(options('second', port))).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(startVenue(options('third', 0, adminPort))).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('answers each request with the id it has in the ledger, and the rate-limit headers', async () => {
    const reply = await rest(venue.ready, 'POST', '/api/v3/order', { ...order, newClientOrderId: 'x' });
    expect(reply.status).toBe(200);
    expect(Number(reply.headers.get('x-mbx-used-weight-1m'))).toBeGreaterThan(0);
    expect(reply.headers.get('x-mbx-order-count-10s')).toBe('1');
    await venue.close();
    const rows = readLedger(venue.ready.ledger);
    const request = rows.find((row) => row.kind === 'request' && row.id === reply.uuid);
    expect(request).toMatchObject({
      operation: 'POST /api/v3/order',
      sender: venue.ready.apiKey,
      account: 'trader',
      clientOrderId: 'x',
    });
    expect(request).not.toHaveProperty('params.signature');
    expect(rows.find((row) => row.kind === 'answer' && row.id === reply.uuid)).toMatchObject({
      status: 200,
      delivered: 'sent',
    });
    expect(rows.map(({ n }) => n)).toEqual(rows.map((_row, index) => index + 1));
    const opened = rows.filter((row) => row.kind === 'connection' && row.action === 'opened');
    expect(rows.filter((row) => row.kind === 'connection' && row.action === 'closed')).toHaveLength(opened.length);
  });

  test('refuses a false signature, an unknown key and a malformed one, and ledgers the attempts', async () => {
    const code = async (apiKey: string, apiSecret: string) => {
      const { status, body } = await rest(venue.ready, 'POST', '/api/v3/order', order, { apiKey, apiSecret });
      return [status, body['code']];
    };
    expect(await code(venue.ready.apiKey, 'wrong')).toEqual([400, -1022]);
    expect(await code('f'.repeat(64), venue.ready.apiSecret)).toEqual([401, -2015]);
    expect(await code('short', venue.ready.apiSecret)).toEqual([401, -2014]);
    await venue.close();
    const answers = readLedger(venue.ready.ledger).filter((row) => row.kind === 'answer');
    expect(answers.map((row) => row.code)).toEqual([-1022, -2015, -2014]);
  });

  test('reads a signed form body as it reads a query string', async () => {
    const reply = await fetch(`${venue.ready.url}/api/v3/order`, {
      method: 'POST',
      headers: formHeaders(venue.ready),
      body: signedForm(venue.ready, order),
    });
    expect(await reply.json()).toMatchObject({ status: 'NEW' });
  });

  test('answers 404 with -1020 for a path it does not have, and [] where clients load other products', async () => {
    expect(await rest(venue.ready, 'GET', '/api/v3/unheard')).toMatchObject({ status: 404, body: { code: -1020 } });
    expect((await rest(venue.ready, 'GET', '/sapi/v1/capital/config/getall')).body).toEqual([]);
  });
});

describe('the user stream', () => {
  test('carries events and replies in the order of the ledger, so that a reply is a barrier', async () => {
    const { ready } = venue;
    await using stream = await connect(ready, '/ws-api/v3');
    stream.send({ id: 'subscribe', method: 'userDataStream.subscribe.signature', params: signedParams(ready) });
    expect(await stream.until(({ id }) => id === 'subscribe')).toMatchObject({
      status: 200,
      result: { subscriptionId: 0 },
    });
    for (let index = 0; index < 20; index += 1) {
      const price = index % 4 === 0 ? '41000' : '30000';
      const params = { ...order, price, newClientOrderId: `o${index}` };
      stream.send({ id: `place-${index}`, method: 'order.place', params: signedParams(ready, params) });
      stream.send({ id: `barrier-${index}`, method: 'account.status', params: signedParams(ready) });
    }
    await stream.until(({ id }) => id === 'barrier-19');
    await venue.close();
    const rows = readLedger(ready.ledger);
    const told = rows.flatMap((row) => {
      if (row.kind === 'answer') return [`answer ${row.id}`];
      return row.kind === 'event' && row.connections.length > 0 ? [`event ${row.eventId ?? row.event}`] : [];
    });
    const heard = stream.received.map((message) => {
      const event = message['event'] as Record<string, unknown> | undefined;
      return event === undefined ? `answer ${message['id']}` : `event ${event['I'] ?? event['e']}`;
    });
    expect(heard).toEqual(told.slice(0, heard.length));
    expect(heard).toContain('answer barrier-19');
    expect(heard.filter((entry) => entry.startsWith('event')).length).toBeGreaterThan(40);
  });

  test('refuses a second subscription of the account, and is silent after unsubscribing', async () => {
    const { ready } = venue;
    await using stream = await connect(ready, '/ws-api/v3');
    const subscribe = (id: string) =>
      stream.send({ id, method: 'userDataStream.subscribe.signature', params: signedParams(ready) });
    subscribe('one');
    subscribe('two');
    expect(await stream.until(({ id }) => id === 'two')).toMatchObject({ status: 400, error: { code: -2035 } });
    stream.send({ id: 'end', method: 'userDataStream.unsubscribe', params: { subscriptionId: 0 } });
    stream.send({ id: 'place', method: 'order.place', params: signedParams(ready, order) });
    expect(await stream.until(({ id }) => id === 'place')).toMatchObject({ status: 200, result: { status: 'NEW' } });
    expect(stream.received.filter(({ event }) => event !== undefined)).toEqual([]);
  });

  test('is left by its connection: the ledger names nobody for events after the close', async () => {
    const { ready } = venue;
    const stream = await connect(ready, '/ws-api/v3');
    stream.send({ id: 1, method: 'userDataStream.subscribe.signature', params: signedParams(ready) });
    await stream.until(({ id }) => id === 1);
    await stream[Symbol.asyncDispose]();
    const streams = async () => venueStatus.parse(await (await admin('GET', '/status')).json()).userStreams;
    await vi.waitFor(async () => expect(await streams()).toBe(0));
    await rest(ready, 'POST', '/api/v3/order', order);
    await venue.close();
    const events = readLedger(ready.ledger).filter((row) => row.kind === 'event');
    expect(events.map((row) => row.connections)).toEqual([[], []]);
  });
});

describe('market streams', () => {
  test('keep the rule that a snapshot and the buffered depth updates join without a gap', async () => {
    await using stream = await connect(venue.ready, '/stream?streams=btcusdt@depth@100ms/btcusdt@bookTicker');
    const updates = () =>
      stream.received
        .filter((message) => message['stream'] === 'btcusdt@depth@100ms')
        .map(({ data }) => data as DepthUpdate);
    await vi.waitFor(() => expect(updates().length).toBeGreaterThan(1));
    const snapshot = (await (
      await fetch(`${venue.ready.url}/api/v3/depth?symbol=BTCUSDT&limit=5000`)
    ).json()) as Snapshot;
    await vi.waitFor(
      () => expect(updates().filter(({ u }) => u > snapshot.lastUpdateId).length).toBeGreaterThan(3),
      5000,
    );
    const later = updates().filter(({ u }) => u > snapshot.lastUpdateId);
    expect(later[0]?.U).toBeLessThanOrEqual(snapshot.lastUpdateId + 1);
    const starts = later.slice(1).map(({ U }) => U);
    expect(starts).toEqual(later.slice(0, -1).map(({ u }) => u + 1));
    const bids = new Map(snapshot.bids);
    for (const [price, quantity] of later.flatMap(({ b }) => b)) {
      if (Number(quantity) === 0) bids.delete(price);
      else bids.set(price, quantity);
    }
    expect(bids.size).toBe(6);
    expect(stream.received.some((message) => message['stream'] === 'btcusdt@bookTicker')).toBe(true);
  });

  test('are subscribed and unsubscribed by message on /ws, where payloads come bare', async () => {
    await using stream = await connect(venue.ready, '/ws/ethusdt@trade');
    expect(await stream.until(({ e }) => e === 'trade')).toMatchObject({ s: 'ETHUSDT', M: true });
    stream.send({ method: 'SUBSCRIBE', params: ['solusdt@aggTrade'], id: 1 });
    expect(await stream.until(({ id }) => id === 1)).toEqual({ result: null, id: 1 });
    expect(await stream.until(({ e }) => e === 'aggTrade')).toMatchObject({ s: 'SOLUSDT' });
    stream.send({ method: 'UNSUBSCRIBE', params: ['ethusdt@trade'], id: 2 });
    stream.send({ method: 'LIST_SUBSCRIPTIONS', id: 3 });
    expect(await stream.until(({ id }) => id === 3)).toEqual({ result: ['solusdt@aggTrade'], id: 3 });
  });
});

interface DepthUpdate {
  readonly U: number;
  readonly u: number;
  readonly b: readonly [string, string][];
}
interface Snapshot {
  readonly lastUpdateId: number;
  readonly bids: readonly [string, string][];
}

describe('the admin port', () => {
  test('pauses matching, market and all, and resumes it', async () => {
    expect((await admin('POST', '/matching/pause')).status).toBe(204);
    const reply = await rest(venue.ready, 'POST', '/api/v3/order', { ...order, price: '41000' });
    expect(reply.body).toMatchObject({ status: 'NEW' });
    const paused = venueStatus.parse(await (await admin('GET', '/status')).json());
    expect(paused).toMatchObject({ matching: 'paused', fills: 0, orders: { accepted: 1, open: 1 } });
    expect((await admin('POST', '/matching/resume')).status).toBe(204);
    const resumed = venueStatus.parse(await (await admin('GET', '/status')).json());
    expect(resumed.fillsBySymbol['BTCUSDT']).toBeGreaterThan(0);
    expect(resumed.matching).toBe('running');
  });

  test('lets a held request of a client that is gone go on, and ledgers that nobody heard the answer (D03)', async () => {
    const hold = { operation: 'POST /api/v3/order', point: 'on-receipt' };
    const { id } = (await (await admin('POST', '/holds', hold)).json()) as { id: string };
    const stream = await connect(venue.ready, '/ws-api/v3');
    const raw = httpRequest(`${venue.ready.url}/api/v3/order`, { method: 'POST', headers: formHeaders(venue.ready) });
    raw.on('error', () => {});
    raw.end(signedForm(venue.ready, { ...order, newClientOrderId: 'orphan' }));
    const held = async () => holdState.array().parse(await (await admin('GET', '/holds')).json())[0]?.held.length;
    await vi.waitFor(async () => expect(await held()).toBe(1));
    raw.destroy();
    await stream[Symbol.asyncDispose]();
    const closed = () =>
      readLedger(venue.ready.ledger).filter((row) => row.kind === 'connection' && row.action === 'closed');
    await vi.waitFor(() => expect(closed()).toHaveLength(2));
    await admin('POST', `/holds/${id}/release`);
    await venue.close();
    const rows = readLedger(venue.ready.ledger);
    expect(rows.find((row) => row.kind === 'order')).toMatchObject({ clientOrderId: 'orphan', change: 'accepted' });
    expect(rows.find((row) => row.kind === 'answer')).toMatchObject({ status: 200, delivered: 'connection-gone' });
  });

  test('holds a request on receipt until it is released', async () => {
    const hold = { operation: 'POST /api/v3/order', symbol: 'BTCUSDT', point: 'on-receipt' };
    const { id } = (await (await admin('POST', '/holds', hold)).json()) as { id: string };
    const reply = rest(venue.ready, 'POST', '/api/v3/order', { ...order, newClientOrderId: 'held' });
    const states = async () => holdState.array().parse(await (await admin('GET', '/holds')).json());
    await vi.waitFor(async () => expect((await states())[0]?.held).toMatchObject([{ clientOrderId: 'held' }]));
    expect((await admin('POST', `/holds/${id}/release`)).status).toBe(204);
    expect((await reply).body).toMatchObject({ clientOrderId: 'held', status: 'NEW' });
    expect((await states())[0]?.released).toBe(true);
    expect((await admin('POST', '/holds/99/release')).status).toBe(404);
    expect((await admin('POST', '/holds', { point: 'nowhere' })).status).toBe(400);
  });
});
