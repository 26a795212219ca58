import { listeningHost } from '../../src/common/own-network.ts';
import type { VenueReady } from '../../src/contract/venue-admin.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { createVenue } from './create-venue.ts';
import { type MarketSource, SimulatedMarket } from './market/simulated-market.ts';
import { createAdmin } from './server/admin.ts';
import { trackConnections } from './server/connections.ts';
import { LedgerFile } from './server/ledger-file.ts';
import { createRest } from './server/rest.ts';
import { attachWebSockets } from './server/web-sockets.ts';
import type { Venue } from './venue.ts';

export interface VenueOptions {
  readonly name: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly adminPort: number;
  readonly seed: number;
  readonly ledgerFile: string;
  readonly market: MarketSource;
  readonly clock: Clock;
}

export interface RunningVenue {
  readonly ready: VenueReady;
  /** Cuts every connection off and closes the ledger; may be called again. */
  close(): Promise<void>;
}

const host = listeningHost();
const marketTickMs = 20;
const depthEveryMs = 100;

/** Starts a venue on this machine alone. Rejects with `code` EADDRINUSE when one of its ports is taken. */
export async function startVenue(options: VenueOptions): Promise<RunningVenue> {
  const { clock, ledgerFile } = options;
  const file = new LedgerFile(ledgerFile, clock);
  const venue = createVenue(options.name, options.seed, clock, file);
  const market = new SimulatedMarket(venue.exchange, venue.market, venue.instruments, options.seed, options.market);
  const rest = createRest(venue, (socket) => connections.numberOf(socket));
  const connections = trackConnections(rest.server, venue);
  const closeSockets = attachWebSockets(rest.server, venue, connections.numberOf);
  const admin = createAdmin(venue, ledgerFile, () => market.state);
  const closeServers = async () => {
    closeSockets();
    await Promise.all([rest.close(), admin.close()]);
    await connections.allClosed();
    file.close();
  };
  let addresses: readonly [string, string];
  try {
    addresses = [
      await rest.listen({ host, port: options.port }),
      await admin.listen({ host, port: options.adminPort }),
    ];
  } catch (error) {
    await closeServers();
    throw error;
  }
  const stopMarket = runMarket(market, venue);
  file.flush();
  let closing: Promise<void> | null = null;
  return {
    ready: readyMessage(venue, ledgerFile, addresses),
    close() {
      stopMarket();
      closing ??= closeServers();
      return closing;
    },
  };
}

/** Ticks market and depth feeds until the returned function is called. */
function runMarket(market: SimulatedMarket, venue: Venue): () => void {
  const { clock } = venue;
  let lastNs = clock.monotonicNs();
  let depths = 0;
  market.tick(0);
  const stopTicks = every(clock, marketTickMs, () => {
    const nowNs = clock.monotonicNs();
    market.tick(Number((nowNs - lastNs) / 1000n));
    lastNs = nowNs;
  });
  const stopDepth = every(clock, depthEveryMs, () => {
    depths += 1;
    venue.marketData.publishDepth(depths % 10 === 0);
  });
  return () => {
    stopTicks();
    stopDepth();
  };
}

function every(clock: Clock, periodMs: number, action: () => void): () => void {
  let cancel = () => {};
  const next = () => {
    cancel = clock.after(periodMs, () => {
      action();
      next();
    });
  };
  next();
  return () => cancel();
}

function readyMessage(venue: Venue, ledger: string, [url, adminUrl]: readonly [string, string]): VenueReady {
  const [key] = venue.keys.values();
  if (key === undefined) throw new Error('Expected the venue to have an API key');
  return {
    type: 'ready',
    venue: venue.name,
    url,
    adminUrl,
    ledger,
    symbols: venue.instruments.map(({ symbol }) => symbol),
    apiKey: key.apiKey,
    apiSecret: key.apiSecret,
    bounds: venue.bounds,
  };
}
