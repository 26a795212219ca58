import { existsSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readRecordedTrades } from '../../../simulators/venue/server/read-recorded-trades.ts';
import { startVenue } from '../../../simulators/venue/start-venue.ts';
import { MusterError, usageError } from '../../common/muster-error.ts';
import { engineEnvironment, type VenueConnection } from '../../contract/engine.ts';
import type { VenueReady } from '../../contract/venue-admin.ts';
import { systemClock } from '../../node/clock.ts';
import { makeFolder } from '../make-folder.ts';
import { announceReady, askedToStop } from '../parent-channel.ts';
import { listening, readableMarket } from '../ready.ts';

interface VenueOptions {
  readonly name: string;
  readonly port: number;
  readonly adminPort: number;
  readonly seed: number;
  readonly ledger?: string;
  readonly market?: string;
  readonly json?: boolean;
}

export async function venue(options: VenueOptions): Promise<void> {
  const ledgerFile = resolve(options.ledger ?? `ledger-${options.name}-${stamp()}.ndjson`);
  if (existsSync(ledgerFile))
    throw usageError(
      'ledger-exists',
      `Expected --ledger to name a new file, found one at ${ledgerFile}; a truth ledger is never written over.`,
    );
  const market =
    options.market === undefined ? undefined : readableMarket(() => readRecordedTrades(options.market ?? ''));
  makeFolder('--ledger', options.ledger ?? '.', dirname(ledgerFile));
  const running = await listening('muster venue', () =>
    startVenue({
      name: options.name,
      port: options.port,
      adminPort: options.adminPort,
      seed: options.seed,
      ledgerFile,
      market: market === undefined ? { kind: 'seeded' } : { kind: 'recorded', ...market },
      clock: systemClock,
    }),
  ).catch((error: unknown) => {
    // Nobody was served: the empty ledger must not stand in the way of the next attempt.
    if (error instanceof MusterError) rmSync(ledgerFile, { force: true });
    throw error;
  });
  announceReady(running.ready, describe(running.ready), options.json === true);
  await askedToStop();
  await running.close();
}

/** UTC to the second, fit for a file name. */
function stamp(): string {
  return new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
}

function describe(ready: VenueReady): string[] {
  const connection: VenueConnection = {
    name: ready.venue,
    orderEntryUrl: ready.url,
    userStreamUrl: `${ready.url.replace('http', 'ws')}/ws-api/v3`,
    marketDataUrl: ready.url.replace('http', 'ws'),
    apiKey: ready.apiKey,
    apiSecret: ready.apiSecret,
    symbols: ready.symbols,
    bounds: ready.bounds,
  };
  return [
    `Venue ${ready.venue} is a simulated exchange; nothing here is real money.`,
    `  exchange    ${ready.url}   (REST below /api/v3, WebSocket API /ws-api/v3, streams /ws and /stream)`,
    `  admin       ${ready.adminUrl}`,
    `  instruments ${ready.symbols.join(' ')}`,
    `  API key     ${ready.apiKey}`,
    `  API secret  ${ready.apiSecret}`,
    `  ledger      ${ready.ledger}`,
    'An engine against it:',
    `  ${engineEnvironment.venues}='${JSON.stringify([connection])}' npx muster engine --data ./engine-data`,
    'Ctrl-C ends it.',
  ];
}
