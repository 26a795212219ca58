import { once } from 'node:events';
import { connect } from 'node:net';
import { Toxiproxy } from 'toxiproxy-node-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RunningToxiproxy, startToxiproxy } from '../../simulators/toxiproxy/start-toxiproxy.ts';
import { tryConnect } from '../../src/common/tcp-probe.ts';
import { cutLinks } from '../../src/faults/cut-links.ts';
import { systemClock as clock } from '../../src/node/clock.ts';
import { type EchoServer, startEchoServer } from '../fixtures/echo-server.ts';

let server: RunningToxiproxy;
let echo: EchoServer;
let proxies: Toxiproxy;
const listen = new Map<string, string>();

beforeEach(async () => {
  server = await startToxiproxy({ port: 0, clock, seed: 1 });
  echo = await startEchoServer();
  proxies = new Toxiproxy(server.url);
  for (const name of ['A-order-entry', 'A-user-stream', 'B-order-entry']) {
    listen.set(name, (await proxies.createProxy({ name, listen: '127.0.0.1:0', upstream: echo.address })).listen);
  }
});
afterEach(async () => {
  await server.close();
  await echo[Symbol.asyncDispose]();
});

const cut = (...names: string[]) => cutLinks({ id: 'cut', target: 'links of venue A', proxies, names, clock });
const probe = (name: string) => tryConnect(listen.get(name) ?? '');

it('drops what is connected, refuses what connects, leaves other links alone, and is undone', async () => {
  const socket = connect({ host: '127.0.0.1', port: Number(listen.get('A-order-entry')?.split(':')[1]) });
  socket.on('error', () => {});
  socket.write('x');
  await once(socket, 'data');
  const closed = once(socket, 'close');
  const fault = cut('A-order-entry', 'A-user-stream');
  expect(await fault.unavailable()).toBeNull();

  const injection = await fault.inject();
  expect(injection.effect?.statement).toMatch(/A-order-entry \(127\.0\.0\.1:\d+\) refused, A-user-stream .* refused/);
  expect(injection.provenMonoNs).not.toBeNull();
  await closed;
  expect([await probe('A-order-entry'), await probe('A-user-stream')]).toEqual(['refused', 'refused']);
  expect(await probe('B-order-entry')).toBe('accepted');

  expect((await fault.undo()).holds).toBe(true);
  expect([await probe('A-order-entry'), await probe('A-user-stream')]).toEqual(['accepted', 'accepted']);
  expect((await fault.undo()).holds).toBe(true);
});

it('that failed half-way is not proven, and what it did cut is restored', async () => {
  const fault = cut('A-order-entry', 'nonexistent');
  expect(await fault.unavailable()).toMatch(/^there is no proxy nonexistent/);
  expect(await fault.inject()).toMatchObject({ provenMonoNs: null, effect: { holds: false } });
  expect(await probe('A-order-entry')).toBe('refused');
  expect((await fault.undo()).holds).toBe(false);
  expect(await probe('A-order-entry')).toBe('accepted');
});

it('is not proven when the proxy server does not answer', async () => {
  const fault = cut('A-order-entry');
  await server.close();
  expect((await fault.inject()).effect?.holds).toBe(false);
  expect((await fault.undo()).holds).toBe(false);
});

it('is not available on a link that is already cut', async () => {
  await cut('A-order-entry').inject();
  expect(await cut('A-order-entry').unavailable()).toBe('the link A-order-entry is already cut');
});

it('has nothing to undo before it struck', async () => {
  expect(await cut('A-order-entry').undo()).toMatchObject({
    holds: true,
    statement: 'no link was cut, nothing to undo',
  });
});
