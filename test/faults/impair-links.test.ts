import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Toxiproxy } from 'toxiproxy-node-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningToxiproxy, startToxiproxy } from '../../simulators/toxiproxy/start-toxiproxy.ts';
import { impairLinks } from '../../src/faults/impair-links.ts';
import type { Impairment } from '../../src/faults/impairments.ts';
import { systemClock as clock } from '../../src/node/clock.ts';

let server: RunningToxiproxy;
let venue: Server;
let proxies: Toxiproxy;
const names = ['A-order-entry', 'A-user-stream'];

beforeEach(async () => {
  server = await startToxiproxy({ port: 0, clock, seed: 1 });
  venue = createServer((_request, response) => response.end('x'.repeat(5000)));
  venue.listen(0, '127.0.0.1');
  await once(venue, 'listening');
  proxies = new Toxiproxy(server.url);
  const { port } = venue.address() as AddressInfo;
  for (const name of names) {
    await proxies.createProxy({ name, listen: '127.0.0.1:0', upstream: `127.0.0.1:${port}` });
  }
});
afterEach(async () => {
  await server.close();
  venue.closeAllConnections();
  venue.close();
});

const impair = (impairment: Impairment, linkNames = names) =>
  impairLinks({
    id: 'bad',
    target: 'links of venue A',
    impairment,
    proxies,
    names: linkNames,
    probePath: '/big',
    clock,
  });

const impairments: readonly Impairment[] = [
  { kind: 'half-open' },
  { kind: 'one-way-cut', direction: 'to-venue' },
  { kind: 'one-way-cut', direction: 'from-venue' },
  { kind: 'latency', latencyMs: 100, jitterMs: 20 },
  { kind: 'bandwidth', kilobytesPerSecond: 20 },
  { kind: 'slicing', averageBytes: 500, delayUs: 2000 },
  { kind: 'cut-after', bytes: 1000 },
  { kind: 'reset', afterMs: 10 },
];

describe.each(impairments)('a link fault $kind $direction', (impairment) => {
  it('is proven by a probe through each link, and undone', async () => {
    const fault = impair(impairment);
    expect(await fault.unavailable()).toBeNull();
    const injection = await fault.inject();
    expect(injection.effect).toMatchObject({
      holds: true,
      statement: expect.stringMatching(/^a request through each link: A-order-entry .*; A-user-stream /),
    });
    expect(injection.provenMonoNs).not.toBeNull();
    const undone = await fault.undo();
    expect(undone).toMatchObject({ holds: true, statement: expect.stringMatching(/A-order-entry answered/) });
    for (const name of names) {
      const view = await fetch(`${server.url}/proxies/${name}`, { headers: { 'user-agent': 'test' } });
      expect(await view.json()).toMatchObject({ toxics: [] });
    }
  });

  it('is not proven where the toxics do nothing', async () => {
    const idle = new Toxiproxy(server.url);
    const get = idle.get.bind(idle);
    idle.get = async (name) => {
      const proxy = await get(name);
      const add = proxy.addToxic.bind(proxy);
      proxy.addToxic = (toxic) => add({ ...toxic, toxicity: 0 });
      return proxy;
    };
    proxies = idle;
    expect(await impair(impairment).inject()).toMatchObject({ provenMonoNs: null, effect: { holds: false } });
  });
});

it('a link fault is not proven on a link that did not answer before', async () => {
  venue.closeAllConnections();
  venue.close();
  const injection = await impair({ kind: 'half-open' }).inject();
  expect(injection).toMatchObject({ provenMonoNs: null });
  expect(injection.effect?.statement).toMatch(/^before the fault A-order-entry /);
});

it('a link fault on a proxy that is not there is not available, and not proven', async () => {
  const fault = impair({ kind: 'half-open' }, ['A-order-entry', 'nonexistent']);
  expect(await fault.unavailable()).toMatch(/^there is no proxy nonexistent/);
  expect((await fault.inject()).effect?.holds).toBe(false);
  expect((await fault.undo()).holds).toBe(true);
});

it('a half-open link keeps what is connected open and silent', async () => {
  const { listen } = await proxies.get('A-order-entry');
  const socket = connect({ host: '127.0.0.1', port: Number(listen.split(':')[1]) });
  await once(socket, 'connect');
  const fault = impair({ kind: 'half-open' }, ['A-order-entry']);
  await fault.inject();
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const heard = await Promise.race([
    once(socket, 'data').then(() => 'data'),
    once(socket, 'end').then(() => 'end'),
    new Promise((resolve) => clock.after(150, () => resolve('nothing'))),
  ]);
  expect(heard).toBe('nothing');
  socket.destroy();
  await fault.undo();
});
