/**
 * The embedded proxy beside the real Toxiproxy, each a process, in one run: what a round trip through it costs more than
 * without it, how much one connection carries, a thousand connections, and how exact its latency toxic is.
 *
 *     node --conditions=muster-source test/bench/proxy.ts
 *
 * Medians of 5 rounds, taken in turn. Needs the real Toxiproxy (`MUSTER_TOXIPROXY`, or built by `.ci/run`).
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { Toxiproxy } from 'toxiproxy-node-client';
import { musterCommand } from '../../src/common/muster-command.ts';
import { startRealToxiproxy } from '../toxiproxy/real-toxiproxy.ts';
import { median, quantile, report } from './bench-tools.ts';

const rounds = 5;
const roundTrips = 2000;
const carriedBytes = 128 * 1024 * 1024;
const heldConnections = 1000;

interface Path {
  readonly name: string;
  readonly port: number;
}

const echo = execa(process.execPath, ['--conditions=muster-source', join(import.meta.dirname, 'echo-process.ts')], {
  stdin: 'pipe',
  reject: false,
});
const upstream = `127.0.0.1:${(await firstLine(echo.stdout))['port']}`;
const [program = '', ...args] = musterCommand();
const muster = execa(program, [...args, 'toxiproxy', '--port', '0', '--json'], { reject: false });
const embeddedUrl = String((await firstLine(muster.stdout))['url']);
const real = await startRealToxiproxy();

const direct: Path = { name: 'direct', port: Number(upstream.split(':')[1]) };
const embedded = await path('embedded', embeddedUrl);
const original = await path('real', real.url);

const added = {
  embedded: { p50: [] as number[], p99: [] as number[] },
  real: { p50: [] as number[], p99: [] as number[] },
};
const carried = { embedded: [] as number[], real: [] as number[] };
for (let round = 0; round < rounds; round += 1) {
  const without = await roundTripsMs(direct);
  for (const [name, through] of [
    ['embedded', embedded],
    ['real', original],
  ] as const) {
    const times = await roundTripsMs(through);
    added[name].p50.push(quantile(times, 0.5) - quantile(without, 0.5));
    added[name].p99.push(quantile(times, 0.99) - quantile(without, 0.99));
    carried[name].push(await carriedPerSecond(through));
  }
}
const ratio = (share: 'p50' | 'p99') => median(added.embedded[share]) / median(added.real[share]);
report('proxy.added-p50', median(added.embedded.p50), 'ms');
report('proxy.added-p50-to-real', ratio('p50'), 'ratio', { atMost: 1.5 });
report('proxy.added-p99', median(added.embedded.p99), 'ms');
report('proxy.added-p99-to-real', ratio('p99'), 'ratio', { atMost: 1.5 });
report('proxy.throughput', median(carried.embedded) / 1024 / 1024, 'MiB/s');
report('proxy.throughput-to-real', median(carried.embedded) / median(carried.real), 'ratio', { atLeast: 0.5 });
report('proxy.connections-held', await connectionsHeld(embedded), 'connections', { atLeast: heldConnections });
for (const latency of [20, 200, 1000]) await latencyOff(latency);

await real.close();
muster.kill();
echo.kill();
await Promise.all([muster, echo]);

async function firstLine(stream: NodeJS.ReadableStream): Promise<Record<string, unknown>> {
  const [line] = await once(createInterface({ input: stream }), 'line');
  return JSON.parse(String(line));
}

async function path(name: string, url: string): Promise<Path> {
  const proxy = await new Toxiproxy(url).createProxy({ name: 'bench', listen: '127.0.0.1:0', upstream });
  return { name, port: Number(proxy.listen.split(':')[1]) };
}

async function dial({ port }: Path): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** Of 100 bytes each, one after another. */
async function roundTripsMs(through: Path): Promise<number[]> {
  const socket = await dial(through);
  const message = Buffer.alloc(100, 'x');
  const times: number[] = [];
  for (let index = 0; index < roundTrips; index += 1) {
    const began = process.hrtime.bigint();
    socket.write(message);
    await bytes(socket, message.length);
    times.push(Number(process.hrtime.bigint() - began) / 1e6);
  }
  socket.destroy();
  return times.slice(roundTrips / 10);
}

/** There and back, bytes per second. */
async function carriedPerSecond(through: Path): Promise<number> {
  const socket = await dial(through);
  const began = process.hrtime.bigint();
  const piece = Buffer.alloc(64 * 1024, 'x');
  const all = bytes(socket, carriedBytes);
  for (let sent = 0; sent < carriedBytes; sent += piece.length) {
    if (!socket.write(piece)) await once(socket, 'drain');
  }
  await all;
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  socket.destroy();
  return carriedBytes / seconds;
}

function bytes(socket: Socket, count: number): Promise<void> {
  let received = 0;
  return new Promise((resolve) => {
    const take = (chunk: Buffer) => {
      received += chunk.length;
      if (received < count) return;
      socket.off('data', take);
      resolve();
    };
    socket.on('data', take);
  });
}

/** How many of a thousand connections open at once answer. */
async function connectionsHeld(through: Path): Promise<number> {
  const sockets = await Promise.all(Array.from({ length: heldConnections }, () => dial(through)));
  await Promise.all(
    sockets.map((socket) => {
      socket.write('ping');
      return bytes(socket, 4);
    }),
  );
  for (const socket of sockets) socket.destroy();
  return sockets.length;
}

/** The median's distance from what was asked for, against ±10 ms or 5 %. */
async function latencyOff(latency: number): Promise<void> {
  const proxy = await new Toxiproxy(embeddedUrl).get('bench');
  const toxic = await proxy.addToxic({
    name: 'late',
    type: 'latency',
    stream: 'downstream',
    toxicity: 1,
    attributes: { latency, jitter: 0 },
  });
  const socket = await dial(embedded);
  const off: number[] = [];
  for (let index = 0; index < rounds; index += 1) {
    const began = process.hrtime.bigint();
    socket.write('ping');
    await bytes(socket, 4);
    off.push(Math.abs(Number(process.hrtime.bigint() - began) / 1e6 - latency));
  }
  socket.destroy();
  await toxic.remove();
  report(`proxy.latency-${latency}ms-off`, Math.max(...off), 'ms', { atMost: Math.max(10, latency * 0.05) });
}
