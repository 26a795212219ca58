/**
 * The process runtime: two venues, the embedded proxy, the supervisor and its engine as child processes of this one,
 * started through the `muster` command as anybody would. Nothing under test runs in this process.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Toxiproxy } from 'toxiproxy-node-client';
import { z } from 'zod';
import { musterCommand } from '../common/muster-command.ts';
import { engineEnvironment } from '../contract/engine.ts';
import { venueReady } from '../contract/venue-admin.ts';
import { engineClient, supervisorClient, venueClient } from './clients.ts';
import { runVariable } from './leaks.ts';
import { proxyArguments, proxyReady, requireSame, type ServerProgram } from './link-proxy.ts';
import { connectionThrough, createLinks, type Link, linkPaths } from './links.ts';
import { requireLoopback } from './loopback.ts';
import { type Part, startPart } from './part.ts';
import { findFreePorts } from './ports.ts';
import { processHost } from './process-host.ts';
import { RunningSystem, type RunningVenue } from './running-system.ts';

export interface ProcessSystemOptions {
  /** Marks every process of the system; unique on the machine. */
  readonly runId: string;
  /** Absolute; made when absent. Data, ledgers and logs are left in it. */
  readonly folder: string;
  readonly seed: number;
  /** Absolute path of recorded trades that drive both venues' market. */
  readonly market?: string | undefined;
  /** The engine under drill. Left out: the reference engine. It finds its data directory in MUSTER_DATA_DIR. */
  readonly engineCommand?: readonly string[] | undefined;
  /** The Toxiproxy server that serves the links. Left out: the embedded proxy. */
  readonly toxiproxy?: ServerProgram | undefined;
  /** Added to the engine's environment. */
  readonly engineEnvironment?: Readonly<Record<string, string>> | undefined;
  /** The `muster` command of the other parts. Left out: this package's own. */
  readonly muster?: readonly string[] | undefined;
}

const venueNames = ['A', 'B'] as const;
const portsOfVenue = 2 + linkPaths.length;
export const portsOfSystem = 3 + venueNames.length * portsOfVenue;
const urlReady = z.object({ type: z.literal('ready'), url: z.url() });

/** Resolves when the engine was started, not when it trades. On failure what was started is stopped. @throws PartError, MusterError. */
export async function startProcessSystem(options: ProcessSystemOptions): Promise<RunningSystem> {
  await using started = new AsyncDisposableStack();
  const files = makeFolders(options.folder);
  const [proxyPort = 0, supervisorPort = 0, enginePort = 0, ...venuePorts] = await findFreePorts(portsOfSystem);
  const env = { ...process.env, [runVariable]: options.runId };
  const muster = options.muster ?? musterCommand();
  const start = async (name: string, args: readonly string[], extra: NodeJS.ProcessEnv = {}): Promise<Part> => {
    const logFile = join(files.logs, `${name}.log`);
    const part = await startPart({ name, command: [...muster, ...args], env: { ...env, ...extra }, logFile });
    started.defer(() => part.stop());
    return part;
  };

  const portsOf = (index: number) => venuePorts.slice(index * portsOfVenue, (index + 1) * portsOfVenue);
  const starting = venueNames.map((name, index) =>
    start(`venue-${name}`, venueArguments(name, venueSeed(options.seed, index), portsOf(index), files, options)),
  );
  const proxyStarting = start('toxiproxy', proxyArguments(proxyPort, options.toxiproxy));
  // All settle before a failure is thrown, so that none starts after the others were stopped.
  await Promise.allSettled([...starting, proxyStarting]);
  const venues = (await Promise.all(starting)).map(asVenue);
  const proxyPart = await proxyStarting;

  const { url: proxyUrl, version, server } = proxyReady.parse(proxyPart.ready);
  requireSame(options.toxiproxy?.version, version);
  const proxies = new Toxiproxy(proxyUrl);
  const links: Link[] = [];
  for (const [index, venue] of venues.entries()) {
    links.push(...(await createLinks(proxies, venue.ready, '127.0.0.1', portsOf(index).slice(2))));
  }

  const connections = venues.map((venue) => connectionThrough(links, venue.ready));
  const engineUrl = `http://127.0.0.1:${enginePort}`;
  const engineCommand = options.engineCommand ?? [...muster, 'engine', '--data', files.data];
  const engineLog = join(files.logs, 'engine.log');
  const supervisorArguments = ['--data', files.data, '--port', String(supervisorPort), '--engine-log', engineLog];
  const healthArguments = ['--health-url', `${engineUrl}/health`, '--json', '--', ...engineCommand];
  const supervisorPart = await start('supervisor', ['supervisor', ...supervisorArguments, ...healthArguments], {
    ...options.engineEnvironment,
    [engineEnvironment.venues]: JSON.stringify(connections),
    [engineEnvironment.httpPort]: String(enginePort),
    [engineEnvironment.dataDirectory]: files.data,
  });

  const held = server === undefined ? [] : [{ name: 'toxiproxy-server', ...server }];
  // From here the system owns its parts.
  started.move();
  return new RunningSystem({
    runId: options.runId,
    folder: options.folder,
    dataDirectory: files.data,
    logFolder: files.logs,
    venues,
    links,
    proxies,
    connections,
    engine: engineClient(engineUrl),
    supervisor: supervisorClient(urlReady.parse(supervisorPart.ready).url),
    host: processHost({
      supervisor: supervisorPart,
      others: [proxyPart, ...venues.map(({ part }) => part)],
      held,
      muster,
    }),
    ports: [proxyPort, supervisorPort, enginePort, ...venuePorts],
  });
}

interface Folders {
  readonly data: string;
  readonly logs: string;
  readonly ledgers: string;
}

function makeFolders(folder: string): Folders {
  const logs = join(folder, 'logs');
  const ledgers = join(folder, 'ledgers');
  for (const path of [logs, ledgers]) mkdirSync(path, { recursive: true });
  return { data: join(folder, 'data'), logs, ledgers };
}

/** A market and a key of its own for each venue. */
function venueSeed(seed: number, index: number): number {
  return (seed * venueNames.length + index) % 2 ** 31;
}

function venueArguments(
  name: string,
  seed: number,
  ports: readonly number[],
  files: Folders,
  options: ProcessSystemOptions,
): string[] {
  const ledger = join(files.ledgers, `${name}.ndjson`);
  const [port, adminPort] = ports;
  const named = ['venue', '--name', name, '--port', String(port), '--admin-port', String(adminPort)];
  const market = options.market === undefined ? [] : ['--market', options.market];
  return [...named, '--seed', String(seed), '--ledger', ledger, ...market, '--json'];
}

function asVenue(part: Part): RunningVenue & { readonly part: Part } {
  const ready = venueReady.parse(part.ready);
  requireLoopback(`venue ${ready.venue}`, ready.url);
  requireLoopback(`the admin port of venue ${ready.venue}`, ready.adminUrl);
  return { name: ready.venue, ready, ledgerFile: ready.ledger, ...venueClient(ready.adminUrl), part };
}
