/**
 * What every toxic must do, on the embedded proxy and on the real one: written against the HTTP API and plain sockets
 * only. Where the two may differ, `differences` says how this one behaves, and a test holds it to that.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { StartedServer } from './conformance.ts';
import { ending, receive, roundTrip, toxicRig } from './toxic-rig.ts';

export interface Differences {
  /** A reset reaches a connection that was open before the toxic was added as `reset`; the original closes it in order. */
  readonly resetOfEarlierConnections: 'reset' | 'end';
  /** What a connection ends with that a reset of toxicity 0 does not strike; the original resets it all the same. */
  readonly endWithResetOfToxicityZero: 'reset' | 'end';
  /** Whether an answer reaches a client that has ended its side; the original closes both sides. */
  readonly answersAfterClientEnded: boolean;
}

export function toxicsConformance(name: string, start: () => Promise<StartedServer>, differences: Differences): void {
  describe(name, () => {
    const rig = toxicRig(start);
    it.each(['upstream', 'downstream'])('delay what passes %s, and a burst as a whole', async (stream) => {
      const socket = await rig.dial();
      await roundTrip(socket, 'warm');
      await rig.add({ type: 'latency', stream, attributes: { latency: 100 } });
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
      const socket = await rig.dial();
      for (const name of ['first', 'second']) await rig.add({ name, type: 'latency', attributes: { latency: 60 } });
      expect(await roundTrip(socket, 'ping')).toBeGreaterThan(115);
    });

    it('let go at once of what a removed latency held, in order', async () => {
      const socket = await rig.dial();
      await rig.add({ type: 'latency', attributes: { latency: 60_000 } });
      socket.write('one');
      socket.write('two');
      await delay(50);
      const received = receive(socket, 6);
      await rig.call('DELETE', '/proxies/p/toxics/latency_downstream');
      expect(await received).toBe('onetwo');
    });

    it('pass so many kilobytes a second', async () => {
      const socket = await rig.dial();
      await rig.add({ type: 'bandwidth', attributes: { rate: 100 } });
      const tookMs = await roundTrip(socket, Buffer.alloc(50_000, 'x'));
      expect(tookMs).toBeGreaterThan(350);
      expect(tookMs).toBeLessThan(900);
    });

    it('pass the end of a connection late', async () => {
      const socket = await rig.dial();
      await rig.add({ type: 'slow_close', attributes: { delay: 150 } });
      await roundTrip(socket, 'ping');
      const began = performance.now();
      socket.end();
      socket.resume();
      await once(socket, 'end');
      expect(performance.now() - began).toBeGreaterThan(140);
    });

    it('hold everything back for ever, and close what they held when they go', async () => {
      const socket = await rig.dial();
      await rig.add({ type: 'timeout', attributes: { timeout: 0 } });
      let received = 0;
      socket.on('data', (bytes) => (received += bytes.length));
      socket.write('lost');
      await delay(100);
      expect(received).toBe(0);
      const ended = ending(socket);
      await rig.call('DELETE', '/proxies/p/toxics/timeout_downstream');
      await ended;
      expect(received).toBe(0);
    });

    it('close a connection when nothing has come for so long', async () => {
      await rig.add({ type: 'timeout', attributes: { timeout: 100 } });
      const socket = await rig.dial();
      const began = performance.now();
      await ending(socket);
      expect(performance.now() - began).toBeGreaterThan(90);
    });

    it('reset a connection', async () => {
      await rig.add({ type: 'reset_peer', attributes: { timeout: 50 } });
      const socket = await rig.dial();
      socket.write('ping');
      expect(await ending(socket)).toBe('reset');
    });

    it('slice data, and lose nothing', async () => {
      const socket = await rig.dial();
      await rig.add({ type: 'slicer', attributes: { average_size: 100, size_variation: 20, delay: 2000 } });
      const message = Buffer.from(Uint8Array.from({ length: 3000 }, (_, index) => index % 251));
      const sizes: number[] = [];
      socket.on('data', (bytes) => sizes.push(bytes.length));
      socket.write(message);
      expect(Buffer.from(await receive(socket, message.length), 'latin1').equals(message)).toBe(true);
      expect(sizes.length).toBeGreaterThan(10);
      expect(Math.min(...sizes)).toBeLessThan(150);
    });

    it('close a connection after so many bytes', async () => {
      const socket = await rig.dial();
      await rig.add({ type: 'limit_data', attributes: { bytes: 1000 } });
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
      await rig.add({ type: 'latency', toxicity: 0, attributes: { latency: 300 } });
      const socket = await rig.dial();
      expect(await roundTrip(socket, 'ping')).toBeLessThan(200);
      await rig.call('PATCH', '/proxies/p/toxics/latency_downstream', { toxicity: 1 });
      expect(await roundTrip(socket, 'ping')).toBeGreaterThan(290);
    });

    it('outlive the connections and the time a proxy is disabled', async () => {
      await rig.add({ type: 'latency', attributes: { latency: 80 } });
      await rig.call('PATCH', '/proxies/p', { enabled: false });
      await rig.call('PATCH', '/proxies/p', { enabled: true });
      expect(await roundTrip(await rig.dial(), 'ping')).toBeGreaterThan(75);
    });
  });

  describe(`${name}, where it may differ`, () => {
    const rig = toxicRig(start);
    it(`ends a connection older than the reset with: ${differences.resetOfEarlierConnections}`, async () => {
      const socket = await rig.dial();
      await roundTrip(socket, 'ping');
      await rig.add({ type: 'reset_peer', attributes: { timeout: 0 } });
      socket.write('ping');
      expect(await ending(socket)).toBe(differences.resetOfEarlierConnections);
    });

    it(`ends a connection that a reset of toxicity 0 spares with: ${differences.endWithResetOfToxicityZero}`, async () => {
      await rig.add({ type: 'reset_peer', toxicity: 0, attributes: { timeout: 0 } });
      const socket = await rig.dial();
      await roundTrip(socket, 'ping');
      const ended = ending(socket);
      for (const upstream of rig.echo.connections) upstream.destroy();
      expect(await ended).toBe(differences.endWithResetOfToxicityZero);
    });

    it(`${differences.answersAfterClientEnded ? 'answers' : 'does not answer'} a client that has ended its side`, async () => {
      // Answers only once it has seen the client's end, so that no answer can overtake it.
      await using server = await answeringAtEnd('answer');
      const socket = await rig.dial(await rig.makeProxy('late', server.address));
      socket.end('request');
      let received = '';
      socket.on('data', (bytes) => (received += bytes));
      await ending(socket);
      expect(received === 'answer').toBe(differences.answersAfterClientEnded);
    });
  });
}

/** A server that says one thing, at the end of what it is told. */
async function answeringAtEnd(answer: string): Promise<AsyncDisposable & { readonly address: string }> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    socket.resume().once('end', () => socket.end(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}
