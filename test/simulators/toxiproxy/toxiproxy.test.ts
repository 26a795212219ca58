import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Toxiproxy } from 'toxiproxy-node-client';
import { expect, it } from 'vitest';
import { startToxiproxy } from '../../../simulators/toxiproxy/start-toxiproxy.ts';
import { tryConnect } from '../../../src/common/tcp-probe.ts';
import { systemClock } from '../../../src/node/clock.ts';
import { startEchoServer } from '../../fixtures/echo-server.ts';
import { toxiproxyConformance } from './conformance.ts';

const start = (port = 0) => startToxiproxy({ port, clock: systemClock, seed: 1 });

toxiproxyConformance('the embedded proxy', () => start());

it('keeps one direction open after the other has ended', async () => {
  const server = await start();
  await using echo = await startEchoServer();
  const proxy = await new Toxiproxy(server.url).createProxy({
    name: 'p',
    listen: 'localhost:0',
    upstream: echo.address,
  });
  const socket = connect({ host: '127.0.0.1', port: Number(proxy.listen.split(':')[1]), allowHalfOpen: true });
  socket.write('request');
  await once(socket, 'data');
  const [atUpstream] = echo.connections;
  atUpstream?.unpipe();
  socket.end();
  await expect.poll(() => atUpstream?.readableEnded).toBe(true);
  atUpstream?.write('late answer');
  expect(String((await once(socket, 'data'))[0])).toBe('late answer');
  socket.destroy();
  await server.close();
});

it('delivers everything that was sent before an orderly end', async () => {
  const server = await start();
  await using echo = await startEchoServer();
  const proxy = await new Toxiproxy(server.url).createProxy({
    name: 'p',
    listen: '127.0.0.1:0',
    upstream: echo.address,
  });
  const socket = connect({ host: '127.0.0.1', port: Number(proxy.listen.split(':')[1]), allowHalfOpen: true });
  socket.end('x'.repeat(3_000_000));
  expect((await text(socket)).length).toBe(3_000_000);
  await server.close();
});

it('says which API it speaks and that it is not the original', async () => {
  const server = await start();
  expect(await new Toxiproxy(server.url).getVersion()).toBe('{"version":"2.12.0+muster"}');
  await server.close();
});

it('refuses to listen where another machine could reach it', async () => {
  const server = await start();
  const body = JSON.stringify({ name: 'p', listen: '0.0.0.0:0', upstream: '127.0.0.1:1' });
  const response = await fetch(`${server.url}/proxies`, { method: 'POST', body });
  expect(await response.json()).toEqual({
    error: 'Expected a loopback address to listen on, got "0.0.0.0:0"',
    status: 500,
  });
  await server.close();
});

it('reports a taken port by its code', async () => {
  await using echo = await startEchoServer();
  await expect(start(echo.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

it('leaves no listener behind when it is closed', async () => {
  const server = await start();
  const proxy = await new Toxiproxy(server.url).createProxy({
    name: 'p',
    listen: '127.0.0.1:0',
    upstream: '127.0.0.1:1',
  });
  await server.close();
  expect(await tryConnect(proxy.listen)).toBe('refused');
  expect(await tryConnect(server.url.slice('http://'.length))).toBe('refused');
});
