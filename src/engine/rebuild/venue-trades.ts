/** Every trade of ours that one venue lists, from the first on. Sends queries only. */
import type { VenueConnection } from '../../contract/engine.ts';
import { emptyState } from '../../core/find-or-create.ts';
import type { FillRecord } from '../../core/records.ts';
import { valueOrThrow } from '../gateway/reply.ts';
import { restClient } from '../gateway/rest-client.ts';
import { RetryAfter } from '../gateway/throttle.ts';
import { VenueTime } from '../gateway/venue-time.ts';
import { fetchMissedFills } from '../reconcile/fetch.ts';
import { reconcileVenue } from '../reconcile/reconcile-venue.ts';
import { patientQueries } from './patient-queries.ts';
import type { AskOptions } from './venue-picture.ts';

export interface VenueTrades {
  readonly trades: readonly FillRecord[];
  /** Orders of the account that are not ours: their trades are left out. */
  readonly externalOrders: number;
}

/** @throws QueryFailed when the venue stays silent or refuses. */
export async function askTrades(
  { symbols, ...place }: VenueConnection,
  journaled: readonly string[],
  options: Omit<AskOptions, 'connect'>,
): Promise<VenueTrades> {
  const { clock, http, cryptography } = options;
  const connection = { ...place, symbols: [...new Set([...symbols, ...journaled])] };
  const venueTime = new VenueTime(clock);
  const retryAfter = new RetryAfter(clock);
  const plain = restClient({ connection, http, cryptography, clock, venueTime, retryAfter });
  const rest = patientQueries({ ...options, rest: plain, retryAfter, venue: connection.name });
  valueOrThrow(await rest.time(), `time of ${connection.name}`);
  options.tell(`${connection.name}: asking for every trade of ${connection.symbols.join(', ')}`);
  const { name: venue } = connection;
  const found = await reconcileVenue({
    venue,
    symbols: connection.symbols,
    state: emptyState(),
    rest,
    fetchMissedFills,
  });
  return { trades: found.facts.filter((fact) => fact.type === 'fill'), externalOrders: found.external.length };
}
