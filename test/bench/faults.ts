/**
 * From a fault's call to its proof from outside: a cut of three links, as a drill makes it, beside the kill of kill.ts;
 * and the other link faults, which take as long as they are told to. The embedded proxy is a process.
 *
 *     node --conditions=muster-source test/bench/faults.ts
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { Toxiproxy } from 'toxiproxy-node-client';
import { z } from 'zod';
import { musterCommand } from '../../src/common/muster-command.ts';
import { cutLinks } from '../../src/faults/cut-links.ts';
import type { Fault } from '../../src/faults/fault.ts';
import { flapLinks } from '../../src/faults/flap-links.ts';
import { impairLinks } from '../../src/faults/impair-links.ts';
import type { Impairment } from '../../src/faults/impairments.ts';
import { systemClock as clock } from '../../src/node/clock.ts';
import { quantile, report } from './bench-tools.ts';

const cuts = 200;
const rounds = 5;
const names = ['A-order-entry', 'A-user-stream', 'A-market-data'];
const impairments: readonly Impairment[] = [
  { kind: 'half-open' },
  { kind: 'one-way-cut', direction: 'to-venue' },
  { kind: 'latency', latencyMs: 50, jitterMs: 5 },
  { kind: 'bandwidth', kilobytesPerSecond: 50 },
  { kind: 'slicing', averageBytes: 500, delayUs: 1000 },
  { kind: 'cut-after', bytes: 1000 },
  { kind: 'reset', afterMs: 0 },
];

const venue = createServer((_request, response) => response.end('x'.repeat(5000))).listen(0, '127.0.0.1');
await once(venue, 'listening');
const [program = '', ...args] = musterCommand();
const proxy = execa(program, [...args, 'toxiproxy', '--port', '0', '--json'], { reject: false });
const [line] = await once(createInterface({ input: proxy.stdout }), 'line');
const proxies = new Toxiproxy(z.object({ url: z.string() }).parse(JSON.parse(String(line))).url);
const upstream = `127.0.0.1:${(venue.address() as AddressInfo).port}`;
for (const name of names) await proxies.createProxy({ name, listen: '127.0.0.1:0', upstream });

const common = { target: 'all links of venue A', proxies, names, clock };
const cut = await provenMs(cuts, (id) => cutLinks({ ...common, id }));
report('faults.cut.call-to-proven.p50', quantile(cut, 0.5), 'ms');
report('faults.cut.call-to-proven.p99', quantile(cut, 0.99), 'ms', { atMost: 50 });
for (const impairment of impairments) {
  const times = await provenMs(rounds, (id) => impairLinks({ ...common, id, impairment, probePath: '/' }));
  report(`faults.${impairment.kind}.call-to-proven.p50`, quantile(times, 0.5), 'ms');
}
const flapping = await provenMs(rounds, (id) => flapLinks({ ...common, id, times: 2, downMs: 10, upMs: 10 }));
report('faults.flap.call-to-proven.p50', quantile(flapping, 0.5), 'ms, 40 of them told to');

proxy.kill();
await proxy;
venue.closeAllConnections();
venue.close();

async function provenMs(times: number, make: (id: string) => Fault): Promise<number[]> {
  const took: number[] = [];
  for (let index = 0; index < times; index += 1) {
    const fault = make(`fault-${index}`);
    const { requestedMonoNs, provenMonoNs, effect } = await fault.inject();
    if (provenMonoNs === null) throw new Error(`Expected ${fault.type} to be proven: ${effect?.statement}`);
    took.push(Number(BigInt(provenMonoNs) - BigInt(requestedMonoNs)) / 1e6);
    const undone = await fault.undo();
    if (!undone.holds) throw new Error(`Expected ${fault.type} to be undone: ${undone.statement}`);
  }
  return took;
}
