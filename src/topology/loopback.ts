/** Muster never sends an order to a real exchange: a venue's URL is on this machine or it is refused. */
import { isLoopback } from '../common/loopback.ts';
import { usageError } from '../common/muster-error.ts';

/** @throws MusterError (exit 3) for a URL that is not on loopback, or no URL at all. */
export function requireLoopback(name: string, url: string): URL {
  const { hostname } = URL.parse(url) ?? {};
  if (hostname !== undefined && isLoopback(hostname)) return new URL(url);
  throw usageError(
    'venue-not-local',
    `Expected ${name} to be on this machine (127.0.0.1), got ${JSON.stringify(url)}: Muster never sends an order to a real exchange`,
  );
}
