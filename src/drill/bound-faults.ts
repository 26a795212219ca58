/** The faults of the catalogue, bound to a running system so that a script names only what it breaks. */
import { unfinishedCheckpoint } from '../contract/engine.ts';
import { cutLinks } from '../faults/cut-links.ts';
import { disconnectContainer } from '../faults/disconnect-container.ts';
import type { Fault } from '../faults/fault.ts';
import { type Flapping, flapLinks } from '../faults/flap-links.ts';
import { impairLinks } from '../faults/impair-links.ts';
import type { Impairment } from '../faults/impairments.ts';
import { killContainer } from '../faults/kill-container.ts';
import { killProcess } from '../faults/kill-process.ts';
import { killWhileWriting } from '../faults/kill-while-writing.ts';
import { pauseContainer } from '../faults/pause-container.ts';
import { stopEngine } from '../faults/stop-engine.ts';
import { systemClock } from '../node/clock.ts';
import type { LinkPath } from '../topology/links.ts';
import type { RunningSystem } from '../topology/running-system.ts';

export interface BoundFaults {
  /** SIGKILL of the engine process. */
  killEngine(id: string): Fault;
  /** Orderly stop through the supervisor. */
  stopEngine(id: string): Fault;
  /** All links between the engine and one venue. */
  cutLinks(id: string, venue: string): Fault;
  /** Makes the links between the engine and one venue bad without cutting them; all of them, or those of one purpose. */
  impairLinks(id: string, venue: string, impairment: Impairment, path?: LinkPath): Fault;
  /** Cuts and restores the links between the engine and one venue again and again; proven, they are up. */
  flapLinks(id: string, venue: string, flapping: Flapping): Fault;
  /** SIGKILL of the engine process while it writes a checkpoint. */
  killWhileCheckpointing(id: string): Fault;
  /** SIGKILL of the engine's whole container, its supervisor included. Not available without containers, like all below. */
  killContainer(id: string): Fault;
  /** Freezes a container: `engine`, `venue-A`, `venue-B`, `toxiproxy`. */
  pauseContainer(id: string, name: string): Fault;
  /** Takes a container off its network. */
  disconnectContainer(id: string, name: string): Fault;
}

export function boundFaults(system: RunningSystem): BoundFaults {
  const clock = systemClock;
  const find = () => system.engineProcess();
  const container = (name: string) => system.containers?.get(name) ?? null;
  return {
    killEngine: (id) => killProcess({ id, target: 'engine', find, clock }),
    stopEngine: (id) => stopEngine({ id, supervisor: system.supervisor, clock }),
    cutLinks: (id, venue) =>
      cutLinks({
        id,
        target: `all links of venue ${venue}`,
        proxies: system.proxies,
        names: system.links(venue).map((link) => link.name),
        clock,
      }),
    flapLinks: (id, venue, flapping) =>
      flapLinks({
        ...flapping,
        id,
        target: `all links of venue ${venue}`,
        proxies: system.proxies,
        names: system.links(venue).map((link) => link.name),
        clock,
      }),
    impairLinks: (id, venue, impairment, path) =>
      impairLinks({
        id,
        target: `${path ?? 'all'} links of venue ${venue}`,
        impairment,
        proxies: system.proxies,
        names: system
          .links(venue)
          .filter((link) => path === undefined || link.path === path)
          .map((link) => link.name),
        probePath: '/api/v3/exchangeInfo',
        clock,
      }),
    killWhileCheckpointing: (id) =>
      killWhileWriting({
        id,
        target: 'engine',
        find,
        folder: system.dataDirectory,
        unfinished: unfinishedCheckpoint,
        clock,
      }),
    killContainer: (id) => killContainer({ id, container: container('engine'), find, clock }),
    pauseContainer: (id, name) => pauseContainer({ id, container: container(name), clock }),
    disconnectContainer: (id, name) => disconnectContainer({ id, container: container(name), clock }),
  };
}
