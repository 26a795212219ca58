/** Each link fault on the real Toxiproxy: proven by the same probe as on the embedded one, and undone. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Toxiproxy } from 'toxiproxy-node-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cutLinks } from '../../src/faults/cut-links.ts';
import type { Fault } from '../../src/faults/fault.ts';
import { flapLinks } from '../../src/faults/flap-links.ts';
import { impairLinks } from '../../src/faults/impair-links.ts';
import type { Impairment } from '../../src/faults/impairments.ts';
import { systemClock as clock } from '../../src/node/clock.ts';
import type { StartedServer } from '../simulators/toxiproxy/conformance.ts';
import { startRealToxiproxy } from './real-toxiproxy.ts';

let server: StartedServer;
let venue: Server;
let proxies: Toxiproxy;
const names = ['A-order-entry', 'A-user-stream'];

beforeEach(async () => {
  server = await startRealToxiproxy();
  venue = createServer((_request, response) => response.end('x'.repeat(5000))).listen(0, '127.0.0.1');
  await once(venue, 'listening');
  proxies = new Toxiproxy(server.url);
  const upstream = `127.0.0.1:${(venue.address() as AddressInfo).port}`;
  for (const name of names) await proxies.createProxy({ name, listen: '127.0.0.1:0', upstream });
});
afterEach(async () => {
  await server.close();
  venue.closeAllConnections();
  venue.close();
});

async function expectProvenAndUndone(fault: Fault): Promise<void> {
  expect(await fault.unavailable()).toBeNull();
  const { provenMonoNs, effect } = await fault.inject();
  expect(provenMonoNs, effect?.statement).not.toBeNull();
  const undone = await fault.undo();
  expect(undone.holds, undone.statement).toBe(true);
}

const common = () => ({ id: 'bad', target: 'links of venue A', proxies, names, clock });

it.each<Impairment>([
  { kind: 'half-open' },
  { kind: 'one-way-cut', direction: 'to-venue' },
  { kind: 'one-way-cut', direction: 'from-venue' },
  { kind: 'latency', latencyMs: 100, jitterMs: 20 },
  { kind: 'bandwidth', kilobytesPerSecond: 20 },
  { kind: 'slicing', averageBytes: 500, delayUs: 2000 },
  { kind: 'cut-after', bytes: 1000 },
  { kind: 'reset', afterMs: 10 },
])('the fault $kind $direction holds on the real Toxiproxy', (impairment) =>
  expectProvenAndUndone(impairLinks({ ...common(), impairment, probePath: '/big' })),
);

it('links served by the real Toxiproxy are cut and restored', () => expectProvenAndUndone(cutLinks(common())));

it('links served by the real Toxiproxy flap', () =>
  expectProvenAndUndone(flapLinks({ ...common(), times: 3, downMs: 20, upMs: 20 })));
