/** What any server of Toxiproxy's API must do for the drills: written against the client library and plain sockets only. */
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { Toxiproxy } from 'toxiproxy-node-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tryConnect } from '../../../src/common/tcp-probe.ts';
import { type EchoServer, startEchoServer } from '../../fixtures/echo-server.ts';

export interface StartedServer {
  readonly url: string;
  close(): Promise<void>;
}

export function toxiproxyConformance(name: string, start: () => Promise<StartedServer>): void {
  describe(name, () => {
    let server: StartedServer;
    let echo: EchoServer;
    let client: Toxiproxy;
    const open: Socket[] = [];

    beforeEach(async () => {
      server = await start();
      echo = await startEchoServer();
      client = new Toxiproxy(server.url);
    });
    afterEach(async () => {
      for (const socket of open.splice(0)) socket.destroy();
      await server.close();
      await echo[Symbol.asyncDispose]();
    });

    const create = (proxyName: string) =>
      client.createProxy({ name: proxyName, listen: '127.0.0.1:0', upstream: echo.address });
    const dial = async (address: string): Promise<Socket> => {
      const socket = connect({ port: Number(address.split(':')[1]), host: '127.0.0.1', allowHalfOpen: true });
      socket.on('error', () => {});
      open.push(socket);
      await once(socket, 'connect');
      return socket;
    };
    const exchange = async (socket: Socket, message: string): Promise<string> => {
      socket.write(message);
      return String((await once(socket, 'data'))[0]);
    };
    const raw = (method: string, path: string, body?: string) => rawRequest(server.url, method, path, body);

    it('resolves port 0 and echoes the port it listens on', async () => {
      const proxy = await create('p');
      expect(proxy.listen).toMatch(/^127\.0\.0\.1:[1-9]\d*$/);
      expect(proxy).toMatchObject({ name: 'p', upstream: echo.address, enabled: true });
      expect(await tryConnect(proxy.listen)).toBe('accepted');
      expect((await client.getAll())['p']?.listen).toBe(proxy.listen);
    });

    it('carries bytes both ways in order', async () => {
      const proxy = await create('p');
      const socket = await dial(proxy.listen);
      expect(await exchange(socket, 'ping')).toBe('ping');
      expect(await exchange(socket, 'pong')).toBe('pong');
    });

    it('carries more than any buffer holds without losing or changing a byte', async () => {
      const proxy = await create('p');
      const socket = await dial(proxy.listen);
      const message = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 251));
      const chunks: Buffer[] = [];
      let received = 0;
      socket.write(message);
      for await (const chunk of socket) {
        chunks.push(chunk);
        received += chunk.length;
        if (received >= message.length) break;
      }
      expect(Buffer.concat(chunks).equals(message)).toBe(true);
    });

    it('cuts open connections and refuses new ones while disabled, and accepts again on the same port when enabled', async () => {
      const proxy = await create('p');
      const { listen, upstream } = proxy;
      const socket = await dial(listen);
      await exchange(socket, 'ping');
      const closed = once(socket, 'close');
      socket.resume();
      socket.once('end', () => socket.destroy());
      const disabled = await proxy.update({ enabled: false, listen, upstream });
      await closed;
      expect(disabled.enabled).toBe(false);
      expect(await tryConnect(listen)).toBe('refused');
      await expect.poll(() => echo.connections.size).toBe(0);

      const enabled = await proxy.update({ enabled: true, listen, upstream });
      expect(enabled).toMatchObject({ enabled: true, listen });
      expect(await exchange(await dial(listen), 'again')).toBe('again');
    });

    it('drops its connections and moves when the upstream changes', async () => {
      await using other = await startEchoServer();
      const proxy = await create('p');
      const socket = await dial(proxy.listen);
      await exchange(socket, 'ping');
      socket.resume();
      const ended = once(socket, 'end');
      await proxy.update({ enabled: true, listen: proxy.listen, upstream: other.address });
      await ended;
      await exchange(await dial(proxy.listen), 'ping');
      expect(other.connections.size).toBe(1);
    });

    it('keeps the settings an update leaves out', async () => {
      const { listen } = await create('p');
      const { status, body } = await raw('PATCH', '/proxies/p', '{"enabled":false}');
      expect(status).toBe(200);
      expect(JSON.parse(body)).toMatchObject({ name: 'p', listen, upstream: echo.address, enabled: false, toxics: [] });
    });

    it('closes a connection whose upstream refuses it', async () => {
      await using gone = await startEchoServer();
      const upstream = gone.address;
      await gone[Symbol.asyncDispose]();
      const proxy = await client.createProxy({ name: 'p', listen: '127.0.0.1:0', upstream });
      const socket = await dial(proxy.listen);
      socket.resume();
      await once(socket, 'end');
    });

    it('enables every proxy on reset and answers 204', async () => {
      const first = await create('first');
      await first.update({ enabled: false, listen: first.listen, upstream: first.upstream });
      expect((await raw('POST', '/reset')).status).toBe(204);
      expect((await client.get('first')).enabled).toBe(true);
      expect(await tryConnect(first.listen)).toBe('accepted');
    });

    it('forgets a deleted proxy and frees its port', async () => {
      const proxy = await create('p');
      await proxy.remove();
      expect(await tryConnect(proxy.listen)).toBe('refused');
      expect(await client.getAll()).toEqual({});
    });

    it('makes a proxy disabled when asked to', async () => {
      await raw(
        'POST',
        '/proxies',
        JSON.stringify({ name: 'p', upstream: echo.address, enabled: false, listen: '127.0.0.1:0' }),
      );
      expect((await client.get('p')).enabled).toBe(false);
    });

    it.each([
      [
        'a second proxy of one name',
        'POST',
        '/proxies',
        '{"name":"p","upstream":"127.0.0.1:1"}',
        409,
        'proxy already exists',
      ],
      ['a body without a name', 'POST', '/proxies', '{"upstream":"127.0.0.1:1"}', 400, 'missing required field: name'],
      ['a body without an upstream', 'POST', '/proxies', '{"name":"q"}', 400, 'missing required field: upstream'],
      ['an unknown proxy', 'GET', '/proxies/q', undefined, 404, 'proxy not found'],
      ['an update of an unknown proxy', 'POST', '/proxies/q', '{"enabled":false}', 404, 'proxy not found'],
      ['a deletion of an unknown proxy', 'DELETE', '/proxies/q', undefined, 404, 'proxy not found'],
    ])('answers %s with its own status and sentence', async (_what, method, path, body, status, error) => {
      await create('p');
      const answer = await raw(method, path, body);
      expect(answer.status).toBe(status);
      expect(JSON.parse(answer.body)).toEqual({ error, status });
    });

    it.each(['', '{"name":', '{"name":7,"upstream":"x:1"}'])('answers the bad body %j with 400', async (body) => {
      const answer = await raw('POST', '/proxies', body);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body)).toMatchObject({
        error: expect.stringMatching(/^bad request body: ./),
        status: 400,
      });
    });

    it('answers a port that is taken with 500 and does not keep the proxy', async () => {
      const body = JSON.stringify({ name: 'p', upstream: '127.0.0.1:1', listen: echo.address });
      const answer = await raw('POST', '/proxies', body);
      expect(answer.status).toBe(500);
      expect(JSON.parse(answer.body).error).toMatch(/address already in use/);
      expect(await client.getAll()).toEqual({});
    });

    it('refuses browsers', async () => {
      const answer = await rawRequest(server.url, 'GET', '/proxies', undefined, { 'user-agent': 'Mozilla/5.0' });
      expect(answer.status).toBe(403);
    });

    it('serves changes of many proxies at once', async () => {
      const names = ['a', 'b', 'c', 'd', 'e', 'f'];
      const proxies = await Promise.all(names.map(create));
      await Promise.all(
        proxies.map((one) => one.update({ enabled: false, listen: one.listen, upstream: one.upstream })),
      );
      expect(await Promise.all(proxies.map(({ listen }) => tryConnect(listen)))).toEqual(names.map(() => 'refused'));
    });
  });
}

function rawRequest(url: string, method: string, path: string, body?: string, headers: Record<string, string> = {}) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
  const sent = request(
    `${url}${path}`,
    { method, agent: false, headers: { 'user-agent': 'test', ...headers } },
    async (response) => {
      resolve({ status: response.statusCode ?? 0, body: await text(response) });
    },
  );
  sent.once('error', reject);
  sent.end(body);
  return promise;
}
