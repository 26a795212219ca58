/** What the HTTP API must answer about toxics, on the embedded proxy and on the real one. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { StartedServer } from './conformance.ts';
import { roundTrip, toxicRig } from './toxic-rig.ts';

const kinds: readonly (readonly [string, Record<string, number>])[] = [
  ['latency', { latency: 10, jitter: 5 }],
  ['bandwidth', { rate: 1000 }],
  ['slow_close', { delay: 20 }],
  ['timeout', { timeout: 2000 }],
  ['reset_peer', { timeout: 2000 }],
  ['slicer', { average_size: 100, size_variation: 10, delay: 10 }],
  ['limit_data', { bytes: 1_000_000 }],
];

export function toxicApiConformance(name: string, start: () => Promise<StartedServer>): void {
  describe(`${name}, by its API`, () => {
    const rig = toxicRig(start);
    const names = async () => Object.keys(z.looseObject({}).parse((await rig.call('GET', '/proxies')).body));

    it.each(kinds)('makes and shows a toxic of type %s', async (type, attributes) => {
      const view = { attributes, name: `${type}_downstream`, type, stream: 'downstream', toxicity: 1 };
      expect(await rig.add({ type, attributes })).toEqual(view);
      expect((await rig.call('GET', '/proxies/p/toxics')).body).toEqual([view]);
      expect((await rig.call('GET', `/proxies/p/toxics/${type}_downstream`)).body).toEqual(view);
      expect((await rig.call('GET', '/proxies/p')).body).toHaveProperty('toxics', [view]);
    });

    it('takes name, stream and toxicity, and 0 for an attribute left out', async () => {
      const toxic = { name: 'slow', type: 'latency', stream: 'upstream', toxicity: 0.5, attributes: { latency: 7 } };
      expect(await rig.add(toxic)).toEqual({ ...toxic, attributes: { latency: 7, jitter: 0 } });
    });

    it.each(['POST', 'PATCH'])('changes attributes and toxicity alone by %s', async (method) => {
      await rig.add({ type: 'latency', attributes: { latency: 7, jitter: 3 } });
      const changes = {
        name: 'other',
        type: 'timeout',
        stream: 'upstream',
        toxicity: 0.25,
        attributes: { latency: 9 },
      };
      const { status, body } = await rig.call(method, '/proxies/p/toxics/latency_downstream', changes);
      expect(status).toBe(200);
      expect(body).toEqual({
        name: 'latency_downstream',
        type: 'latency',
        stream: 'downstream',
        toxicity: 0.25,
        attributes: { latency: 9, jitter: 3 },
      });
    });

    it('forgets a deleted toxic', async () => {
      await rig.add({ type: 'latency' });
      expect((await rig.call('DELETE', '/proxies/p/toxics/latency_downstream')).status).toBe(204);
      expect((await rig.call('GET', '/proxies/p/toxics')).body).toEqual([]);
    });

    it('removes every toxic on reset', async () => {
      await rig.add({ type: 'latency' });
      await rig.add({ type: 'timeout', stream: 'upstream' });
      expect((await rig.call('POST', '/reset')).status).toBe(204);
      expect((await rig.call('GET', '/proxies/p')).body).toHaveProperty('toxics', []);
    });

    it.each([
      ['a toxic of an unknown proxy', 'POST', '/proxies/q/toxics', { type: 'latency' }, 404, 'proxy not found'],
      ['an unknown toxic', 'GET', '/proxies/p/toxics/q', undefined, 404, 'toxic not found'],
      ['an update of an unknown toxic', 'POST', '/proxies/p/toxics/q', {}, 404, 'toxic not found'],
      ['a deletion of an unknown toxic', 'DELETE', '/proxies/p/toxics/q', undefined, 404, 'toxic not found'],
      ['an unknown type', 'POST', '/proxies/p/toxics', { type: 'rain' }, 400, 'invalid toxic type'],
      [
        'an unknown stream',
        'POST',
        '/proxies/p/toxics',
        { type: 'latency', stream: 'sideways' },
        400,
        'stream was invalid, can be either upstream or downstream',
      ],
      ['a second toxic of one name', 'POST', '/proxies/p/toxics', { type: 'latency' }, 409, 'toxic already exists'],
    ])('answers %s with its own status and sentence', async (_what, method, path, body, status, error) => {
      await rig.add({ type: 'latency' });
      expect(await rig.call(method, path, body)).toEqual({ status, body: { error, status } });
    });

    it.each(['', '{"type":', '{"type":"latency","attributes":{"latency":1.5}}', '{"type":"latency","toxicity":"x"}'])(
      'answers the bad body %j with 400 and adds nothing',
      async (body) => {
        const answer = await rig.call('POST', '/proxies/p/toxics', body);
        expect(answer).toMatchObject({ status: 400, body: { error: expect.stringMatching(/^bad request body: ./) } });
        expect((await rig.call('GET', '/proxies/p/toxics')).body).toEqual([]);
      },
    );

    it('populates: leaves equal proxies alone, replaces those with other ends, keeps those not named', async () => {
      await rig.makeProxy('q');
      await rig.add({ type: 'latency' });
      const socket = await rig.dial();
      await roundTrip(socket, 'ping');
      const equal = { name: 'p', listen: rig.listen, upstream: rig.echo.address };
      const other = { name: 'q', listen: '127.0.0.1:0', upstream: '127.0.0.1:1', enabled: false };
      const { status, body } = await rig.call('POST', '/populate', [equal, other]);
      expect(status).toBe(201);
      expect(body).toMatchObject({ proxies: [{ ...equal, enabled: true, toxics: [{ type: 'latency' }] }, other] });
      await roundTrip(socket, 'still there');
      await rig.call('POST', '/populate', [other]);
      expect(await names()).toEqual(['p', 'q']);
    });

    it('populates nothing where one of the proxies lacks a field', async () => {
      const { status, body } = await rig.call('POST', '/populate', [{ name: 'q', upstream: 'x:1' }, { name: 'r' }]);
      expect(status).toBe(400);
      expect(body).toMatchObject({
        error: 'missing required field: upstream at proxy 2',
        status: 400,
        proxies: null,
      });
      expect(await names()).toEqual(['p']);
    });

    it('counts bytes by proxy and direction for Prometheus', async () => {
      const socket = await rig.dial();
      await roundTrip(socket, 'ping!');
      socket.destroy();
      const line = (what: string, direction: string) =>
        `toxiproxy_proxy_${what}_bytes_total{direction="${direction}",listener="${rig.listen}",proxy="p",upstream="${rig.echo.address}"} 5`;
      // The original counts when a connection has ended.
      await expect
        .poll(async () => (await fetch(`${rig.url}/metrics`, { headers: { 'user-agent': 'test' } })).text())
        .toContain(line('received', 'upstream'));
    });
  });
}
