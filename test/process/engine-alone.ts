/** A venue and an engine as processes of their own, started by hand as the command line's help says. */
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { type EngineState, engineEnvironment, engineState, type VenueConnection } from '../../src/contract/engine.ts';
import { type VenueReady, venueReady } from '../../src/contract/venue-admin.ts';
import { type MusterRun, startMuster } from './muster-run.ts';

const patient = { timeout: 30_000, interval: 50 };

export interface VenueAlone {
  readonly run: MusterRun;
  readonly ready: VenueReady;
}

export async function startVenueAlone(cwd: string, name: string, seed: number): Promise<VenueAlone> {
  const ledger = join(cwd, `${name}.ndjson`);
  const run = startMuster(['venue', '--name', name, '--seed', String(seed), '--ledger', ledger, '--json'], { cwd });
  await run.line('"type":"ready"');
  return { run, ready: venueReady.parse(JSON.parse(run.said())) };
}

export function environmentFor(venues: readonly VenueAlone[]): NodeJS.ProcessEnv {
  const connections = venues.map(({ ready }): VenueConnection => {
    const { venue, url, apiKey, apiSecret, symbols, bounds } = ready;
    const socket = url.replace('http', 'ws');
    const urls = { orderEntryUrl: url, userStreamUrl: `${socket}/ws-api/v3`, marketDataUrl: socket };
    return { name: venue, ...urls, apiKey, apiSecret, symbols, bounds };
  });
  return { [engineEnvironment.venues]: JSON.stringify(connections) };
}

export interface EngineAlone {
  readonly run: MusterRun;
  state(at: 'now' | 'resumed'): Promise<EngineState>;
  /** Waits until it has quoted every instrument and had more than `fills` fills. */
  traded(fills: number): Promise<void>;
  /** SIGKILL, and the end awaited. */
  kill(): Promise<void>;
}

export async function startEngineAlone(cwd: string, data: string, venues: readonly VenueAlone[]): Promise<EngineAlone> {
  const run = startMuster(['engine', '--data', data], { cwd, env: environmentFor(venues) });
  await run.line('answering /health');
  const url = /"url":"(http:[^"]+)"/.exec(run.said())?.[1] ?? '';
  return {
    run,
    ...engineAt(url, venues),
    async kill() {
      run.signal('SIGKILL');
      await run.ended;
    },
  };
}

/** What an engine answers at `url`. */
export function engineAt(url: string, venues: readonly VenueAlone[]): Pick<EngineAlone, 'state' | 'traded'> {
  const state = async (at: 'now' | 'resumed') => engineState.parse(await (await fetch(`${url}/state?at=${at}`)).json());
  return {
    state,
    async traded(fills) {
      const instruments = venues.reduce((sum, { ready }) => sum + ready.symbols.length, 0);
      await vi.waitFor(async () => {
        const { openOrders, fills: found } = await state('now');
        expect(new Set(openOrders.map(({ venue, symbol }) => `${venue} ${symbol}`)).size).toBe(instruments);
        expect(found.length).toBeGreaterThan(fills);
      }, patient);
    },
  };
}
