/** A server of Toxiproxy's API with one proxy `p` before an echo server, made anew for each test, and what tests do with it. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect } from 'vitest';
import { z } from 'zod';
import { type EchoServer, startEchoServer } from '../../fixtures/echo-server.ts';
import type { StartedServer } from './conformance.ts';

const proxyView = z.looseObject({ listen: z.string() });

export interface ToxicRig {
  /** Of the server. */
  readonly url: string;
  /** Where the proxy `p` listens. */
  readonly listen: string;
  readonly echo: EchoServer;
  call(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
  /** Where the new proxy listens. */
  makeProxy(name: string, upstream?: string): Promise<string>;
  /** Adds a toxic to `p`, and gives its view. */
  add(toxic: object): Promise<unknown>;
  /** To `p`, or to what listens at `address`. */
  dial(address?: string): Promise<Socket>;
}

/** Call inside a `describe`. */
export function toxicRig(start: () => Promise<StartedServer>): ToxicRig {
  let server: StartedServer;
  let echo: EchoServer;
  let listen: string;
  const open: Socket[] = [];

  const call: ToxicRig['call'] = async (method, path, body) => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { 'user-agent': 'test' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };
  const makeProxy = async (name: string, upstream = echo.address) => {
    const made = await call('POST', '/proxies', { name, listen: '127.0.0.1:0', upstream });
    return proxyView.parse(made.body).listen;
  };

  beforeEach(async () => {
    server = await start();
    echo = await startEchoServer();
    listen = await makeProxy('p');
  });
  afterEach(async () => {
    for (const socket of open.splice(0)) socket.destroy();
    await server.close();
    await echo[Symbol.asyncDispose]();
  });

  return {
    get url() {
      return server.url;
    },
    get listen() {
      return listen;
    },
    get echo() {
      return echo;
    },
    call,
    makeProxy,
    async add(toxic) {
      const { status, body } = await call('POST', '/proxies/p/toxics', toxic);
      expect(status).toBe(200);
      return body;
    },
    async dial(address = listen) {
      const socket = connect({ port: Number(address.split(':')[1]), host: '127.0.0.1', allowHalfOpen: true });
      socket.on('error', () => {});
      open.push(socket);
      await once(socket, 'connect');
      return socket;
    },
  };
}

/** Sends and waits for as many bytes; the milliseconds that took. */
export async function roundTrip(socket: Socket, message: string | Buffer): Promise<number> {
  const began = performance.now();
  socket.write(message);
  await receive(socket, message.length);
  return performance.now() - began;
}

/** The next `count` bytes, as latin1. */
export function receive(socket: Socket, count: number): Promise<string> {
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
export function ending(socket: Socket): Promise<'reset' | 'end'> {
  socket.resume();
  return new Promise((resolve) => {
    socket.once('end', () => resolve('end'));
    socket.once('error', () => resolve('reset'));
  });
}
