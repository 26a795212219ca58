/**
 * What every toxic must do, on the embedded proxy and on the real one: written against the HTTP API and plain sockets
 * only. Where the two may differ, `differences` says how this one behaves, and a test holds it to that.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EchoServer, startEchoServer } from '../../fixtures/echo-server.ts';
import type { StartedServer } from './conformance.ts';

export interface Differences {
  /** A reset reaches a connection that was open before the toxic was added as `reset`; the original closes it in order. */
  readonly resetOfEarlierConnections: 'reset' | 'end';
  /** What a connection ends with that a reset of toxicity 0 does not strike; the original resets it all the same. */
  readonly endWithResetOfToxicityZero: 'reset' | 'end';
  /** Whether an answer reaches a client that has ended its side; the original closes both sides. */
  readonly answersAfterClientEnded: boolean;
}

const kinds: readonly (readonly [string, Record<string, number>])[] = [
  ['latency', { latency: 10, jitter: 5 }],
  ['bandwidth', { rate: 1000 }],
  ['slow_close', { delay: 20 }],
  ['timeout', { timeout: 2000 }],
  ['reset_peer', { timeout: 2000 }],
  ['slicer', { average_size: 100, size_variation: 10, delay: 10 }],
  ['limit_data', { bytes: 1_000_000 }],
];

export function toxicsConformance(name: string, start: () => Promise<StartedServer>, differences: Differences): void {
  describe(name, () => {
    let server: StartedServer;
    let echo: EchoServer;
    let listen: string;
    const open: Socket[] = [];

    const call = async (method: string, path: string, body?: unknown) => {
      const response = await fetch(`${server.url}${path}`, {
        method,
        headers: { 'user-agent': 'test' },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? null : JSON.parse(text) };
    };
    const makeProxy = async (proxyName: string) => {
      const made = { name: proxyName, listen: '127.0.0.1:0', upstream: echo.address };
      return (await call('POST', '/proxies', made)).body;
    };
    const add = async (toxic: object) => {
      const { status, body } = await call('POST', '/proxies/p/toxics', toxic);
      expect(status).toBe(200);
      return body;
    };
    const dial = async (address = listen): Promise<Socket> => {
      const socket = connect({ port: Number(address.split(':')[1]), host: '127.0.0.1', allowHalfOpen: true });
      socket.on('error', () => {});
      open.push(socket);
      await once(socket, 'connect');
      return socket;
    };
    /** Sends and waits for as many bytes; the milliseconds that took. */
    const roundTrip = async (socket: Socket, message: string | Buffer): Promise<number> => {
      const began = performance.now();
      socket.write(message);
      await receive(socket, message.length);
      return performance.now() - began;
    };

    beforeEach(async () => {
      server = await start();
      echo = await startEchoServer();
      ({ listen } = await makeProxy('p'));
    });
    afterEach(async () => {
      for (const socket of open.splice(0)) socket.destroy();
      await server.close();
      await echo[Symbol.asyncDispose]();
    });

    describe('its API', () => {
      it.each(kinds)('makes and shows a toxic of type %s', async (type, attributes) => {
        const view = { attributes, name: `${type}_downstream`, type, stream: 'downstream', toxicity: 1 };
        expect(await add({ type, attributes })).toEqual(view);
        expect((await call('GET', '/proxies/p/toxics')).body).toEqual([view]);
        expect((await call('GET', `/proxies/p/toxics/${type}_downstream`)).body).toEqual(view);
        expect((await call('GET', '/proxies/p')).body.toxics).toEqual([view]);
      });

      it('takes name, stream and toxicity, and 0 for an attribute left out', async () => {
        const toxic = { name: 'slow', type: 'latency', stream: 'upstream', toxicity: 0.5, attributes: { latency: 7 } };
        expect(await add(toxic)).toEqual({ ...toxic, attributes: { latency: 7, jitter: 0 } });
      });

      it.each(['POST', 'PATCH'])('changes attributes and toxicity alone by %s', async (method) => {
        await add({ type: 'latency', attributes: { latency: 7, jitter: 3 } });
        const changes = {
          name: 'other',
          type: 'timeout',
          stream: 'upstream',
          toxicity: 0.25,
          attributes: { latency: 9 },
        };
        const { status, body } = await call(method, '/proxies/p/toxics/latency_downstream', changes);
        expect(status).toBe(200);
        expect(body).toEqual({
          name: 'latency_downstream',
          type: 'latency',
          stream: 'downstream',
          toxicity: 0.25,
          attributes: { latency: 9, jitter: 3 },
        });
      });

      it('forgets a deleted toxic', async () => {
        await add({ type: 'latency' });
        expect((await call('DELETE', '/proxies/p/toxics/latency_downstream')).status).toBe(204);
        expect((await call('GET', '/proxies/p/toxics')).body).toEqual([]);
      });

      it('removes every toxic on reset', async () => {
        await add({ type: 'latency' });
        await add({ type: 'timeout', stream: 'upstream' });
        expect((await call('POST', '/reset')).status).toBe(204);
        expect((await call('GET', '/proxies/p')).body.toxics).toEqual([]);
      });

      it.each([
        ['a toxic of an unknown proxy', 'POST', '/proxies/q/toxics', { type: 'latency' }, 404, 'proxy not found'],
        ['an unknown toxic', 'GET', '/proxies/p/toxics/q', undefined, 404, 'toxic not found'],
        ['an update of an unknown toxic', 'POST', '/proxies/p/toxics/q', {}, 404, 'toxic not found'],
        ['a deletion of an unknown toxic', 'DELETE', '/proxies/p/toxics/q', undefined, 404, 'toxic not found'],
        ['an unknown type', 'POST', '/proxies/p/toxics', { type: 'rain' }, 400, 'invalid toxic type'],
        [
          'an unknown stream',
          'POST',
          '/proxies/p/toxics',
          { type: 'latency', stream: 'sideways' },
          400,
          'stream was invalid, can be either upstream or downstream',
        ],
        ['a second toxic of one name', 'POST', '/proxies/p/toxics', { type: 'latency' }, 409, 'toxic already exists'],
      ])('answers %s with its own status and sentence', async (_what, method, path, body, status, error) => {
        await add({ type: 'latency' });
        expect(await call(method, path, body)).toEqual({ status, body: { error, status } });
      });

      it.each(['', '{"type":', '{"type":"latency","attributes":{"latency":1.5}}', '{"type":"latency","toxicity":"x"}'])(
        'answers the bad body %j with 400 and adds nothing',
        async (body) => {
          const answer = await call('POST', '/proxies/p/toxics', body);
          expect(answer).toMatchObject({ status: 400, body: { error: expect.stringMatching(/^bad request body: ./) } });
          expect((await call('GET', '/proxies/p/toxics')).body).toEqual([]);
        },
      );

      it('populates: leaves equal proxies alone, replaces those with other ends, keeps those not named', async () => {
        await makeProxy('q');
        await add({ type: 'latency' });
        const socket = await dial();
        await roundTrip(socket, 'ping');
        const equal = { name: 'p', listen, upstream: echo.address };
        const other = { name: 'q', listen: '127.0.0.1:0', upstream: '127.0.0.1:1', enabled: false };
        const { status, body } = await call('POST', '/populate', [equal, other]);
        expect(status).toBe(201);
        expect(body.proxies).toMatchObject([{ ...equal, enabled: true, toxics: [{ type: 'latency' }] }, other]);
        await roundTrip(socket, 'still there');
        await call('POST', '/populate', [other]);
        expect(Object.keys((await call('GET', '/proxies')).body)).toEqual(['p', 'q']);
      });

      it('populates nothing where one of the proxies lacks a field', async () => {
        const { status, body } = await call('POST', '/populate', [{ name: 'q', upstream: 'x:1' }, { name: 'r' }]);
        expect(status).toBe(400);
        expect(body).toMatchObject({
          error: 'missing required field: upstream at proxy 2',
          status: 400,
          proxies: null,
        });
        expect(Object.keys((await call('GET', '/proxies')).body)).toEqual(['p']);
      });

      it('counts bytes by proxy and direction for Prometheus', async () => {
        const socket = await dial();
        await roundTrip(socket, 'ping!');
        socket.destroy();
        const line = (what: string, direction: string) =>
          `toxiproxy_proxy_${what}_bytes_total{direction="${direction}",listener="${listen}",proxy="p",upstream="${echo.address}"} 5`;
        // The original counts when a connection has ended.
        await expect
          .poll(async () => (await fetch(`${server.url}/metrics`, { headers: { 'user-agent': 'test' } })).text())
          .toContain(line('received', 'upstream'));
      });
    });

    describe('its toxics', () => {
      it.each(['upstream', 'downstream'])('delay what passes %s, and a burst as a whole', async (stream) => {
        const socket = await dial();
        await roundTrip(socket, 'warm');
        await add({ type: 'latency', stream, attributes: { latency: 100 } });
        const began = performance.now();
        for (let index = 0; index < 5; index += 1) {
          socket.write('burst');
          await delay(5);
        }
        await receive(socket, 25);
        const tookMs = performance.now() - began;
        expect(tookMs).toBeGreaterThan(95);
        expect(tookMs).toBeLessThan(250);
      });

      it('work one after another', async () => {
        const socket = await dial();
        for (const name of ['first', 'second']) await add({ name, type: 'latency', attributes: { latency: 60 } });
        expect(await roundTrip(socket, 'ping')).toBeGreaterThan(115);
      });

      it('let go at once of what a removed latency held, in order', async () => {
        const socket = await dial();
        await add({ type: 'latency', attributes: { latency: 60_000 } });
        socket.write('one');
        socket.write('two');
        await delay(50);
        const received = receive(socket, 6);
        await call('DELETE', '/proxies/p/toxics/latency_downstream');
        expect(await received).toBe('onetwo');
      });

      it('pass so many kilobytes a second', async () => {
        const socket = await dial();
        await add({ type: 'bandwidth', attributes: { rate: 100 } });
        const tookMs = await roundTrip(socket, Buffer.alloc(50_000, 'x'));
        expect(tookMs).toBeGreaterThan(350);
        expect(tookMs).toBeLessThan(900);
      });

      it('pass the end of a connection late', async () => {
        const socket = await dial();
        await add({ type: 'slow_close', attributes: { delay: 150 } });
        await roundTrip(socket, 'ping');
        const began = performance.now();
        socket.end();
        socket.resume();
        await once(socket, 'end');
        expect(performance.now() - began).toBeGreaterThan(140);
      });

      it('hold everything back for ever, and close what they held when they go', async () => {
        const socket = await dial();
        await add({ type: 'timeout', attributes: { timeout: 0 } });
        let received = 0;
        socket.on('data', (bytes) => (received += bytes.length));
        socket.write('lost');
        await delay(100);
        expect(received).toBe(0);
        const ended = ending(socket);
        await call('DELETE', '/proxies/p/toxics/timeout_downstream');
        await ended;
        expect(received).toBe(0);
      });

      it('close a connection when nothing has come for so long', async () => {
        await add({ type: 'timeout', attributes: { timeout: 100 } });
        const socket = await dial();
        const began = performance.now();
        await ending(socket);
        expect(performance.now() - began).toBeGreaterThan(90);
      });

      it('reset a connection', async () => {
        await add({ type: 'reset_peer', attributes: { timeout: 50 } });
        const socket = await dial();
        socket.write('ping');
        expect(await ending(socket)).toBe('reset');
      });

      it('slice data, and lose nothing', async () => {
        const socket = await dial();
        await add({ type: 'slicer', attributes: { average_size: 100, size_variation: 20, delay: 2000 } });
        const message = Buffer.from(Uint8Array.from({ length: 3000 }, (_, index) => index % 251));
        const sizes: number[] = [];
        socket.on('data', (bytes) => sizes.push(bytes.length));
        socket.write(message);
        expect(Buffer.from(await receive(socket, message.length), 'latin1').equals(message)).toBe(true);
        expect(sizes.length).toBeGreaterThan(10);
        expect(Math.min(...sizes)).toBeLessThan(150);
      });

      it('close a connection after so many bytes', async () => {
        const socket = await dial();
        await add({ type: 'limit_data', attributes: { bytes: 1000 } });
        const received: Buffer[] = [];
        socket.on('data', (bytes) => received.push(bytes));
        socket.write(Buffer.alloc(700, 'a'));
        await expect.poll(() => Buffer.concat(received).length).toBe(700);
        const ended = ending(socket);
        socket.write(Buffer.alloc(700, 'b'));
        await ended;
        expect(Buffer.concat(received).toString()).toBe('a'.repeat(700) + 'b'.repeat(300));
      });

      it('strike no connection at a toxicity of 0, and every one at 1 again after an update', async () => {
        await add({ type: 'latency', toxicity: 0, attributes: { latency: 300 } });
        const socket = await dial();
        expect(await roundTrip(socket, 'ping')).toBeLessThan(200);
        await call('PATCH', '/proxies/p/toxics/latency_downstream', { toxicity: 1 });
        expect(await roundTrip(socket, 'ping')).toBeGreaterThan(290);
      });

      it('outlive the connections and the time a proxy is disabled', async () => {
        await add({ type: 'latency', attributes: { latency: 80 } });
        await call('PATCH', '/proxies/p', { enabled: false });
        await call('PATCH', '/proxies/p', { enabled: true });
        expect(await roundTrip(await dial(), 'ping')).toBeGreaterThan(75);
      });
    });

    describe('where it may differ', () => {
      it(`ends a connection older than the reset with: ${differences.resetOfEarlierConnections}`, async () => {
        const socket = await dial();
        await roundTrip(socket, 'ping');
        await add({ type: 'reset_peer', attributes: { timeout: 0 } });
        socket.write('ping');
        expect(await ending(socket)).toBe(differences.resetOfEarlierConnections);
      });

      it(`ends a connection that a reset of toxicity 0 spares with: ${differences.endWithResetOfToxicityZero}`, async () => {
        await add({ type: 'reset_peer', toxicity: 0, attributes: { timeout: 0 } });
        const socket = await dial();
        await roundTrip(socket, 'ping');
        const ended = ending(socket);
        for (const upstream of echo.connections) upstream.destroy();
        expect(await ended).toBe(differences.endWithResetOfToxicityZero);
      });

      it(`${differences.answersAfterClientEnded ? 'answers' : 'does not answer'} a client that has ended its side`, async () => {
        await add({ type: 'latency', attributes: { latency: 100 } });
        const socket = await dial();
        socket.end('request');
        socket.resume();
        let received = '';
        socket.on('data', (bytes) => (received += bytes));
        await ending(socket);
        expect(received === 'request').toBe(differences.answersAfterClientEnded);
      });
    });
  });
}

/** The next `count` bytes, as latin1. */
function receive(socket: Socket, count: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const take = (bytes: Buffer) => {
      text += bytes.toString('latin1');
      if (text.length < count) return;
      socket.off('data', take);
      resolve(text);
    };
    socket.on('data', take);
    socket.once('close', () => reject(new Error(`Expected ${count} bytes, got ${text.length} and the end`)));
  });
}

/** How the other side ends the connection; whatever comes before it is dropped. */
function ending(socket: Socket): Promise<'reset' | 'end'> {
  socket.resume();
  return new Promise((resolve) => {
    socket.once('end', () => resolve('end'));
    socket.once('error', () => resolve('reset'));
  });
}
