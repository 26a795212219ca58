/** A system that is up: its parts' controls, where its evidence lies, and its end. */
import type { Toxiproxy } from 'toxiproxy-node-client';
import { goneBecause, type ProcessIdentity } from '../common/process-liveness.ts';
import type { VenueConnection } from '../contract/engine.ts';
import type { VenueReady } from '../contract/venue-admin.ts';
import type { EngineClient, SupervisorClient, VenueClient } from './clients.ts';
import { killUnlessGone } from './kill-unless-gone.ts';
import { endMarkedProcesses, type LeakScan, scanForLeaks } from './leaks.ts';
import type { Link } from './links.ts';
import type { BesideEngine, Containers, NamedProcess, SystemHost } from './system-host.ts';

export interface RunningVenue extends VenueClient {
  readonly name: string;
  readonly ready: VenueReady;
  /** Absolute path of its truth ledger. */
  readonly ledgerFile: string;
}

export interface SystemParts {
  readonly runId: string;
  /** Absolute; holds everything the system writes. */
  readonly folder: string;
  readonly dataDirectory: string;
  readonly logFolder: string;
  readonly venues: readonly RunningVenue[];
  readonly links: readonly Link[];
  readonly proxies: Toxiproxy;
  /** As the engine got them. */
  readonly connections: readonly VenueConnection[];
  readonly engine: EngineClient;
  readonly supervisor: SupervisorClient;
  /** What its parts run on, and how they end. */
  readonly host: SystemHost;
  /** Every port of this machine the system may listen on. */
  readonly ports: readonly number[];
}

export class RunningSystem implements AsyncDisposable {
  readonly runId: string;
  readonly folder: string;
  readonly dataDirectory: string;
  /** One file per part: `venue-A.log`, `toxiproxy.log`, `supervisor.log`, `engine.log`. */
  readonly logFolder: string;
  readonly venues: readonly RunningVenue[];
  readonly proxies: Toxiproxy;
  readonly connections: readonly VenueConnection[];
  readonly engine: EngineClient;
  readonly supervisor: SupervisorClient;
  readonly #parts: SystemParts;
  readonly #engines = new Map<number, ProcessIdentity>();
  #leftProxies: readonly string[] = [];
  #stopping: Promise<void> | null = null;

  constructor(parts: SystemParts) {
    this.#parts = parts;
    this.runId = parts.runId;
    this.folder = parts.folder;
    this.dataDirectory = parts.dataDirectory;
    this.logFolder = parts.logFolder;
    this.venues = parts.venues;
    this.proxies = parts.proxies;
    this.connections = parts.connections;
    this.engine = parts.engine;
    this.supervisor = parts.supervisor;
  }

  /** @throws RangeError for a name that is not a venue's. */
  venue(name: string): RunningVenue {
    const venue = this.venues.find((one) => one.name === name);
    if (venue === undefined)
      throw new RangeError(`Expected a venue of ${this.venues.map((one) => one.name)}, got ${name}`);
    return venue;
  }

  /** The links of one venue, or of all. */
  links(venue?: string): readonly Link[] {
    return this.#parts.links.filter((link) => venue === undefined || link.venue === venue);
  }

  /** The incarnation of the engine that lives now; null when none does or the supervisor does not answer. */
  async engineProcess(): Promise<ProcessIdentity | null> {
    const status = await this.supervisor.status();
    for (const { pid, pidStartTime } of status?.events ?? []) {
      if (pid !== null) this.#engines.set(pid, { pid, startTime: pidStartTime });
    }
    if (status === null || status.pid === null) return null;
    const engine = { pid: status.pid, startTime: status.pidStartTime };
    return goneBecause(engine) === null ? engine : null;
  }

  /** Every process of the system that lives now. */
  async pids(): Promise<NamedProcess[]> {
    const engine = await this.engineProcess();
    const parts = [...this.#parts.host.processes()];
    if (engine !== null) parts.push({ name: 'engine', ...engine });
    return parts.filter((part) => goneBecause(part) === null);
  }

  /** Where containers can be struck as such; null where there are none. */
  get containers(): Containers | null {
    return this.#parts.host.containers;
  }

  /** Runs `muster ARGS` where the engine runs: it reaches the venues as the engine does. */
  besideEngine(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<BesideEngine> {
    return this.#parts.host.besideEngine(args, environment);
  }

  /** Brings the parts' logs into {@link logFolder}, up to now. */
  saveLogs(): Promise<void> {
    return this.#parts.host.saveLogs();
  }

  /** Ends every part, first in order and then by SIGKILL, until each is proven gone. May be called again. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** To be run after {@link stop}: whatever is found then has leaked, and is ended once it has been told. */
  async scanForLeaks(): Promise<LeakScan> {
    const { runId, ports, links, host } = this.#parts;
    const beyondProcesses = await host.scanForLeaks();
    const scan = await scanForLeaks({
      runId,
      processes: [...host.processes(), ...this.#engines.values()],
      ports,
      proxies: { made: links.map(({ name }) => name), left: this.#leftProxies },
    });
    endMarkedProcesses(runId);
    return {
      scanned: [...scan.scanned, ...beyondProcesses.scanned],
      found: [...scan.found, ...beyondProcesses.found],
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stop(): Promise<void> {
    const { host } = this.#parts;
    await this.engineProcess().catch(() => null);
    // The supervisor first: it takes the engine along before the links and venues could look lost to it.
    const results = [await settled(host.stopSupervisor())];
    results.push(
      ...(await Promise.allSettled(
        [...this.#engines.values()].map((pid) => killUnlessGone({ name: 'engine', ...pid })),
      )),
    );
    this.#leftProxies = await this.#removeProxies();
    results.push(await settled(host.stopOthers()));
    const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
    if (failures.length > 0) throw new AggregateError(failures, `Stopping the system failed: ${failures.join('; ')}`);
  }

  /** The names of those that could not be removed. A proxy server that is gone has none. */
  async #removeProxies(): Promise<string[]> {
    const made = this.#parts.links.map(({ name }) => name);
    const all = await this.proxies.getAll().catch(() => ({}));
    for (const proxy of Object.values(all)) if (made.includes(proxy.name)) await proxy.remove().catch(() => undefined);
    const after = await this.proxies.getAll().catch(() => ({}));
    return Object.keys(after).filter((name) => made.includes(name));
  }
}

async function settled(promise: Promise<void>): Promise<PromiseSettledResult<void>> {
  const [result] = await Promise.allSettled([promise]);
  return result;
}
