/** The links of a system: every path between the engine and a venue goes through a proxy of its own. */
import type { Toxiproxy } from 'toxiproxy-node-client';
import type { VenueConnection } from '../contract/engine.ts';
import type { VenueReady } from '../contract/venue-admin.ts';

export const linkPaths = ['order-entry', 'user-stream', 'market-data'] as const;
export type LinkPath = (typeof linkPaths)[number];

export interface Link {
  /** Name of its proxy, e.g. `A-order-entry`. */
  readonly name: string;
  readonly venue: string;
  readonly path: LinkPath;
  /** Where the engine reaches it. */
  readonly host: string;
  readonly port: number;
}

/** Makes the proxies of one venue's links on `host`, one port each. */
export async function createLinks(
  proxies: Toxiproxy,
  venue: VenueReady,
  host: string,
  ports: readonly number[],
): Promise<Link[]> {
  const upstream = new URL(venue.url).host;
  const links: Link[] = [];
  for (const [index, path] of linkPaths.entries()) {
    const port = ports[index];
    if (port === undefined)
      throw new RangeError(`Expected ${linkPaths.length} ports for venue ${venue.venue}, got ${ports.length}`);
    const name = `${venue.venue}-${path}`;
    await proxies.createProxy({ name, listen: `${host}:${port}`, upstream });
    links.push({ name, venue: venue.venue, path, host, port });
  }
  return links;
}

/** The venue as the engine reaches it: through the links only. */
export function connectionThrough(links: readonly Link[], venue: VenueReady): VenueConnection {
  const at = (path: LinkPath) => {
    const link = links.find((one) => one.venue === venue.venue && one.path === path);
    if (link === undefined) throw new Error(`Expected a link ${venue.venue}-${path}, found none`);
    return `${link.host}:${link.port}`;
  };
  return {
    name: venue.venue,
    orderEntryUrl: `http://${at('order-entry')}`,
    userStreamUrl: `ws://${at('user-stream')}/ws-api/v3`,
    marketDataUrl: `ws://${at('market-data')}`,
    apiKey: venue.apiKey,
    apiSecret: venue.apiSecret,
    symbols: venue.symbols,
    bounds: venue.bounds,
  };
}
