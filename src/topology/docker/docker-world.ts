/**
 * The docker runtime: the same system as the process runtime's, each part in a container of one image. The supervisor is
 * the first process of the engine's container. What the parts write lies in the run's own folder, which each sees at
 * the same path as this machine does, and only where it has to.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Toxiproxy } from 'toxiproxy-node-client';
import { engineEnvironment } from '../../contract/engine.ts';
import { venueReady } from '../../contract/venue-admin.ts';
import { engineClient, supervisorClient, venueClient } from '../clients.ts';
import { proxyArguments, proxyReady, requireSame } from '../link-proxy.ts';
import { connectionThrough, createLinks, type Link, linkPaths } from '../links.ts';
import type { ProcessSystemOptions } from '../process-world.ts';
import { RunningSystem, type RunningVenue } from '../running-system.ts';
import { belongings, removeAll, sweep } from './belongings.ts';
import { type Container, type ContainerOptions, startContainer } from './container.ts';
import { type DockerEngine, dockerEngine } from './docker-engine.ts';
import { dockerHost } from './docker-host.ts';
import { labelsOf } from './labels.ts';
import { makeNetwork, type Network } from './networks.ts';
import { supervisorLives } from './supervisor-lives.ts';

export interface DockerSystemOptions extends Omit<ProcessSystemOptions, 'muster' | 'engineCommand'> {
  /** Name or digest of the image whose entrypoint is the `muster` command. */
  readonly image: string;
}

const venueNames = ['A', 'B'] as const;
/** The same in every system: each has networks of its own. */
const ports = {
  venue: 7001,
  venueAdmin: 7002,
  supervisor: 7003,
  engine: 7004,
  proxy: 8474,
  firstLink: 21_001,
} as const;
/** Host numbers in both networks. */
const hosts = { proxy: 10, engine: 11, firstVenue: 20 } as const;

interface World {
  readonly docker: DockerEngine;
  readonly options: DockerSystemOptions;
  readonly front: Network;
  readonly back: Network;
  readonly folders: Folders;
}

/**
 * Resolves when the engine was started, not when it trades. On failure nothing is left. What earlier harnesses left that
 * are gone is removed first. @throws PartError, MusterError.
 */
export async function startDockerSystem(options: DockerSystemOptions): Promise<RunningSystem> {
  const docker = await dockerEngine();
  await sweep(docker);
  await using started = new AsyncDisposableStack();
  started.defer(async () => removeAll(await belongings(docker, options.runId)));
  const labels = labelsOf(options.runId);
  const [front, back] = await Promise.all(
    ['front', 'back'].map((name) => makeNetwork(docker, `muster-${options.runId}-${name}`, labels)),
  );
  if (front === undefined || back === undefined) throw new Error('Expected two networks');
  const world: World = { docker, options, front, back, folders: makeFolders(options.folder) };

  const starting = [startProxy(world), ...venueNames.map((_, index) => startVenue(world, index))] as const;
  // All settle before a failure is thrown, so that none starts after the others were removed.
  await Promise.allSettled(starting);
  const [proxy, ...venueContainers] = await Promise.all(starting);
  const venues = venueContainers.map((container) => asVenue(world, container));
  requireSame(options.toxiproxy?.version, proxyReady.parse(proxy.ready).version);
  const proxies = new Toxiproxy(`http://${proxy.address}`);
  const links = await linksOf(world, proxies, venues);
  const connections = venues.map((venue) => connectionThrough(links, venue.ready));
  const muster = await entrypoint(world);
  const engine = await startEngine(world, muster, {
    ...options.engineEnvironment,
    [engineEnvironment.venues]: JSON.stringify(connections),
  });

  // From here the system owns them.
  started.move();
  return new RunningSystem({
    runId: options.runId,
    folder: options.folder,
    dataDirectory: world.folders.data,
    logFolder: world.folders.logs,
    venues,
    links,
    proxies,
    connections,
    engine: engineClient(`http://${front.address(hosts.engine)}:${ports.engine}`),
    supervisor: supervisorLives(options.runId, supervisorClient(`http://${engine.address}`), () => engine.lastEnd()),
    host: dockerHost({ docker, runId: options.runId, engine, others: [proxy, ...venueContainers], muster }),
    ports: [],
  });
}

interface Folders {
  /** Whole, because an operator puts another directory in the data directory's place. */
  readonly engine: string;
  readonly data: string;
  readonly logs: string;
  readonly engineLogs: string;
  readonly ledgers: string;
}

function makeFolders(folder: string): Folders {
  const [engine, logs, ledgers] = [join(folder, 'engine'), join(folder, 'logs'), join(folder, 'ledgers')];
  for (const path of [engine, logs, ledgers]) mkdirSync(path, { recursive: true });
  return { engine, data: join(engine, 'data'), logs, engineLogs: logs, ledgers };
}

type Given = Pick<ContainerOptions, 'name' | 'part' | 'args' | 'environment' | 'mounts' | 'at' | 'port' | 'restarts'>;

function start({ docker, options, front, back, folders }: World, given: Given): Promise<Container> {
  // The only addresses besides loopback that a part may listen on or call.
  const allowed = [front.address(hosts.proxy), ...venueNames.map((_, index) => back.address(hosts.firstVenue + index))];
  return startContainer({
    ...given,
    docker,
    runId: options.runId,
    image: options.image,
    environment: { ...given.environment, MUSTER_LISTEN: 'container', MUSTER_NETWORK_HOSTS: allowed.join(',') },
    logFile: join(folders.logs, `${given.part}.log`),
  });
}

function startProxy(world: World): Promise<Container> {
  const { toxiproxy } = world.options;
  return start(world, {
    name: 'toxiproxy',
    part: 'toxiproxy',
    args: proxyArguments(ports.proxy, toxiproxy),
    environment: {},
    // A server program of this machine serves in the container as it is.
    mounts: toxiproxy === undefined ? [] : [{ path: toxiproxy.program, readOnly: true }],
    at: [
      { network: world.front, host: hosts.proxy },
      { network: world.back, host: hosts.proxy },
    ],
    port: ports.proxy,
    restarts: false,
  });
}

function startVenue(world: World, index: number): Promise<Container> {
  const { options, folders, back } = world;
  const name = venueNames[index] ?? '';
  const seed = (options.seed * venueNames.length + index) % 2 ** 31;
  const market = options.market === undefined ? [] : ['--market', options.market];
  const named = ['venue', '--name', name, '--port', String(ports.venue), '--admin-port', String(ports.venueAdmin)];
  return start(world, {
    name: `venue-${name}`,
    part: `venue-${name}`,
    args: [...named, '--seed', String(seed), '--ledger', join(folders.ledgers, `${name}.ndjson`), ...market, '--json'],
    environment: {},
    mounts: [
      { path: folders.ledgers, readOnly: false },
      ...(options.market === undefined ? [] : [{ path: options.market, readOnly: true }]),
    ],
    at: [{ network: back, host: hosts.firstVenue + index }],
    port: ports.venueAdmin,
    restarts: false,
  });
}

function startEngine(
  world: World,
  muster: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Container> {
  const { folders, front } = world;
  const healthUrl = `http://127.0.0.1:${ports.engine}/health`;
  const log = join(folders.engineLogs, 'engine.log');
  const supervise = ['supervisor', '--data', folders.data, '--port', String(ports.supervisor), '--engine-log', log];
  return start(world, {
    name: 'engine',
    part: 'supervisor',
    args: [...supervise, '--health-url', healthUrl, '--json', '--', ...muster, 'engine', '--data', folders.data],
    environment: {
      ...environment,
      [engineEnvironment.httpPort]: String(ports.engine),
      [engineEnvironment.dataDirectory]: folders.data,
    },
    mounts: [folders.engine, folders.engineLogs].map((path) => ({ path, readOnly: false })),
    at: [{ network: front, host: hosts.engine }],
    port: ports.supervisor,
    restarts: true,
  });
}

function asVenue({ folders }: World, container: Container): RunningVenue {
  const ready = venueReady.parse(container.ready);
  const host = new URL(`http://${container.address}`).hostname;
  const [url, adminUrl] = [`http://${host}:${ports.venue}`, `http://${host}:${ports.venueAdmin}`];
  const ledger = join(folders.ledgers, `${ready.venue}.ndjson`);
  return { name: ready.venue, ready: { ...ready, url, adminUrl }, ledgerFile: ledger, ...venueClient(adminUrl) };
}

async function linksOf({ front }: World, proxies: Toxiproxy, venues: readonly RunningVenue[]): Promise<Link[]> {
  const host = front.address(hosts.proxy);
  const links: Link[] = [];
  for (const venue of venues) {
    const linkPorts = linkPaths.map((_, index) => ports.firstLink + links.length + index);
    links.push(...(await createLinks(proxies, venue.ready, host, linkPorts)));
  }
  return links;
}

async function entrypoint({ docker, options }: World): Promise<string[]> {
  const { Config: config } = await docker.getImage(options.image).inspect();
  const { Entrypoint: found } = config;
  if (found === undefined || found === null || found.length === 0)
    throw new Error(`Expected the image ${options.image} to have the muster command as its entrypoint, found none`);
  return typeof found === 'string' ? [found] : found;
}
