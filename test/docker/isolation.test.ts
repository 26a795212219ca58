import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerEngine } from '../../src/topology/docker/docker-engine.ts';
import type { RunningSystem } from '../../src/topology/running-system.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { inside, startSystem, trading } from './docker-system.ts';

let folder: TemporaryFolder;
let system: RunningSystem;
beforeAll(async () => {
  folder = await temporaryFolder();
  system = await startSystem(folder.path);
  await trading(system);
});
afterAll(async () => {
  await system?.stop();
  await folder[Symbol.asyncDispose]();
});

/** Connects and prints `accepted`, `nothing within 1 s` or the system's code. */
const connecting = (address: string) => {
  const { hostname, port } = new URL(`http://${address}`);
  return `const s = require('node:net').connect({ host: '${hostname}', port: ${port}, timeout: 1000 });
    const end = (text) => { console.log(text); s.destroy(); };
    s.on('connect', () => end('accepted')).on('timeout', () => end('nothing within 1 s')).on('error', (e) => end(e.code));`;
};
const unreachable = /^(ENETUNREACH|EHOSTUNREACH|nothing within 1 s)$/;
const venueAddresses = () =>
  system.venues.flatMap(({ ready }) => [ready.url, ready.adminUrl]).map((url) => new URL(url).host);

describe('the engine in its container', () => {
  it('cannot reach a venue at its own addresses, which accept the proxy and this machine', async () => {
    expect(venueAddresses()).toHaveLength(4);
    for (const address of venueAddresses()) {
      expect(await inside(system, 'engine', connecting(address))).toMatch(unreachable);
      expect(await inside(system, 'toxiproxy', connecting(address))).toBe('accepted');
    }
  });

  it('cannot resolve the names of the venues, which the proxy can', async () => {
    const resolving = `new (require('node:dns').Resolver)({ timeout: 500, tries: 1 })
      .resolve4('venue-a', (error, addresses) => console.log(error?.code ?? addresses.join()));`;
    expect(await inside(system, 'engine', resolving)).toMatch(/^(ENOTFOUND|ETIMEOUT|ESERVFAIL|EREFUSED)$/);
    expect(await inside(system, 'toxiproxy', resolving)).toBe(new URL(system.venue('A').ready.url).hostname);
  });

  it('reaches both venues through the proxy, for each purpose at an address of its own', async () => {
    expect(system.links()).toHaveLength(6);
    for (const { host, port } of system.links())
      expect(await inside(system, 'engine', connecting(`${host}:${port}`))).toBe('accepted');
    const venueHosts = venueAddresses().map((address) => address.split(':')[0] ?? '');
    for (const host of venueHosts) expect(JSON.stringify(system.connections)).not.toContain(host);
  });

  it('has no way out of this machine, and neither has any other part', async () => {
    const networks = await (await dockerEngine()).listNetworks({ filters: { label: [`muster.run=${system.runId}`] } });
    expect(networks.map(({ Name, Internal }) => [Name.split('-').at(-1), Internal]).sort()).toEqual([
      ['back', true],
      ['front', true],
    ]);
    const elsewhere = system.containers?.get('engine').address ?? '';
    expect(await inside(system, 'venue-A', connecting(elsewhere))).toMatch(unreachable);
  });

  it('sees neither the ledgers nor the logs of a venue', async () => {
    const looking = `console.log(require('node:fs').existsSync('${system.venue('A').ledgerFile}'))`;
    expect(await inside(system, 'engine', looking)).toBe('false');
    expect(await inside(system, 'venue-A', looking)).toBe('true');
  });
});

it('publishes no port of any container on this machine', async () => {
  const containers = await (await dockerEngine()).listContainers({
    filters: { label: [`muster.run=${system.runId}`] },
  });
  expect(containers).toHaveLength(4);
  expect(containers.flatMap(({ Ports }) => Ports.filter(({ PublicPort }) => PublicPort !== undefined))).toEqual([]);
});

it('is started by its supervisor, which is the first process of the container', async () => {
  const told = await inside(
    system,
    'engine',
    "console.log(require('node:fs').readFileSync('/proc/1/cmdline', 'utf8'))",
  );
  expect(told.split('\0')).toContain('supervisor');
});
