/** The trades of every configured venue, with real clocks and network. */
import { seededRandom } from '../../common/seeded-random.ts';
import { QueryFailed } from '../../engine/gateway/reply.ts';
import { askTrades, type VenueTrades } from '../../engine/rebuild/venue-trades.ts';
import { systemClock } from '../clock.ts';
import { nodeCryptography } from '../cryptography.ts';
import { fetchTransport } from '../http-transport.ts';
import { readEngineEnvironment } from './engine-environment.ts';

/** One venue's trades, or why it could not be asked. */
export type AskedVenue = { readonly venue: string } & (VenueTrades | { readonly problem: string });

export interface AskTradesOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Symbols to ask a venue for besides those it is configured with. */
  symbolsOf(venue: string): readonly string[];
  tell(text: string): void;
}

/** @throws MusterError (exit 3) where the environment does not say which venues there are. */
export async function runAskTrades({ environment, symbolsOf, tell }: AskTradesOptions): Promise<readonly AskedVenue[]> {
  const { venues } = readEngineEnvironment(environment);
  const options = {
    http: fetchTransport,
    clock: systemClock,
    random: seededRandom(process.pid),
    cryptography: nodeCryptography,
    tell,
  };
  return Promise.all(
    venues.map(async (connection) => {
      const venue = connection.name;
      try {
        return { venue, ...(await askTrades(connection, symbolsOf(venue), options)) };
      } catch (error) {
        if (error instanceof QueryFailed) return { venue, problem: error.message };
        throw error;
      }
    }),
  );
}
