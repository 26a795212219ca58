import { Toxiproxy } from 'toxiproxy-node-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningToxiproxy, startToxiproxy } from '../../simulators/toxiproxy/start-toxiproxy.ts';
import { tryConnect } from '../../src/common/tcp-probe.ts';
import { type FlapLinksOptions, flapLinks } from '../../src/faults/flap-links.ts';
import { systemClock } from '../../src/node/clock.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { type EchoServer, startEchoServer } from '../fixtures/echo-server.ts';

let server: RunningToxiproxy;
let echo: EchoServer;
let proxies: Toxiproxy;
let waits: number[];
let meanwhile: (wait: number) => Promise<unknown>;
const names = ['A-order-entry', 'A-user-stream'];

beforeEach(async () => {
  server = await startToxiproxy({ port: 0, clock: systemClock, seed: 1 });
  echo = await startEchoServer();
  proxies = new Toxiproxy(server.url);
  waits = [];
  meanwhile = async () => {};
  for (const name of names) await proxies.createProxy({ name, listen: '127.0.0.1:0', upstream: echo.address });
});
afterEach(async () => {
  await server.close();
  await echo[Symbol.asyncDispose]();
});

/** Waits take no time here; what happens during one is `meanwhile`. */
const clock: Clock = {
  ...systemClock,
  after(delayMs, callback) {
    waits.push(delayMs);
    void meanwhile(waits.length).then(callback);
    return () => {};
  },
};
const flap = (options: Partial<FlapLinksOptions> = {}) =>
  flapLinks({
    id: 'flap',
    target: 'links of venue A',
    proxies,
    names,
    times: 3,
    downMs: 500,
    upMs: 700,
    clock,
    ...options,
  });
const looks = async () => Promise.all(names.map(async (name) => tryConnect((await proxies.get(name)).listen)));

describe('links that flap', () => {
  it('are down and up as often and as long as asked for, seen from outside, and up at the end', async () => {
    const seen: string[] = [];
    meanwhile = async () => seen.push((await looks()).join());
    const fault = flap();
    expect(await fault.unavailable()).toBeNull();
    const injection = await fault.inject();
    expect(injection.effect).toMatchObject({
      holds: true,
      statement: expect.stringMatching(
        /^3 times: 12 of 12 connections refused while down, .*; 12 of 12 connections accepted while up, /,
      ),
    });
    expect(injection.provenMonoNs).not.toBeNull();
    expect(waits).toEqual([500, 700, 500, 700, 500, 700]);
    const down = 'refused,refused';
    const up = 'accepted,accepted';
    expect(seen).toEqual([down, up, down, up, down, up]);
    expect(await fault.undo()).toMatchObject({ holds: true, statement: expect.stringMatching(/accepted/) });
  });

  it('are not proven where one came up by itself, and that one is named', async () => {
    meanwhile = async (wait) => {
      if (wait === 3)
        await (await proxies.get('A-user-stream')).update({ ...(await proxies.get('A-user-stream')), enabled: true });
    };
    const { provenMonoNs, effect } = await flap().inject();
    expect(provenMonoNs).toBeNull();
    expect(effect?.statement).toMatch(/11 of 12 connections refused while down.*; but A-user-stream .* accepted$/);
  });

  it('are up again after undoing, whatever was left', async () => {
    const fault = flap();
    await fault.inject();
    const proxy = await proxies.get('A-order-entry');
    await proxy.update({ enabled: false, listen: proxy.listen, upstream: proxy.upstream });
    expect(await looks()).toEqual(['refused', 'accepted']);
    expect((await fault.undo()).holds).toBe(true);
    expect(await looks()).toEqual(['accepted', 'accepted']);
  });

  it('cannot flap once cut, and are not proven when the proxy server has gone', async () => {
    const fault = flap({ names: ['A-order-entry', 'nonexistent'] });
    expect(await fault.unavailable()).toMatch(/^there is no proxy nonexistent/);
    expect((await flap().undo()).statement).toBe('no link flapped, nothing to undo');
    await server.close();
    const lost = flap();
    expect((await lost.inject()).effect?.holds).toBe(false);
    expect((await lost.undo()).holds).toBe(false);
  });

  it.each([
    [{ names: [] }, /at least one link/],
    [{ times: 1 }, /at least twice, got 1/],
    [{ times: 20 }, /within 20000 ms, got 20 times 500 ms and 700 ms/],
    [{ downMs: 0 }, /within 20000 ms/],
  ])('are refused as a mistake of the drill with %j', (options, sentence) => {
    expect(() => flap(options)).toThrow(sentence);
  });
});
