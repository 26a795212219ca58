/** The three links of one venue as one thing: up when all three are, lost when the first of them is. */
import type { VenueConnection } from '../../contract/engine.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Cryptography } from '../../ports/cryptography.ts';
import type { Random } from '../../ports/random.ts';
import type { SocketTransport } from '../../ports/transport.ts';
import { MarketData, type MarketDataOptions } from '../gateway/market-data.ts';
import type { RestClient } from '../gateway/rest-client.ts';
import { defaultLinkTiming } from '../gateway/stream-link.ts';
import { type UserEvent, UserStream } from '../gateway/user-stream.ts';
import { OrderEntryProbe } from './order-entry-probe.ts';

export interface VenueLinksOptions extends Pick<MarketDataOptions, 'top' | 'traded'> {
  readonly connection: VenueConnection;
  readonly rest: RestClient;
  readonly connect: SocketTransport;
  readonly clock: Clock;
  readonly random: Random;
  readonly cryptography: Cryptography;
  venueNowMs(): number;
  /** The user stream is subscribed from here on: what follows arrives by `event`. */
  subscribed(): void;
  event(event: UserEvent): void;
  allUp(): void;
  /** The first loss only; the next comes after `allUp`, or when a link is lost again while others are still down. */
  lost(reason: string): void;
}

type LinkName = 'order entry' | 'user stream' | 'market data';

export class VenueLinks {
  readonly #options: VenueLinksOptions;
  readonly #down = new Set<LinkName>(['order entry', 'user stream', 'market data']);
  readonly user: UserStream;
  readonly #market: MarketData;
  readonly #probe: OrderEntryProbe;

  constructor(options: VenueLinksOptions) {
    this.#options = options;
    const { connection, rest, connect, clock, random, cryptography, venueNowMs } = options;
    const shared = { connect, clock, random, timing: defaultLinkTiming };
    const hooks = (name: LinkName) => ({
      up: () => this.#up(name),
      lost: (reason: string) => this.#lost(name, reason),
    });
    const user = hooks('user stream');
    this.user = new UserStream({
      ...shared,
      url: connection.userStreamUrl,
      apiKey: connection.apiKey,
      apiSecret: connection.apiSecret,
      cryptography,
      venueNowMs,
      subscribed: () => {
        options.subscribed();
        user.up();
      },
      event: options.event,
      lost: user.lost,
    });
    const market = hooks('market data');
    this.#market = new MarketData({
      ...shared,
      url: connection.marketDataUrl,
      symbols: connection.symbols,
      top: options.top,
      traded: options.traded,
      opened: market.up,
      lost: market.lost,
    });
    const backoffMs = defaultLinkTiming.backoffMs;
    this.#probe = new OrderEntryProbe({ rest, clock, random, backoffMs, ...hooks('order entry') });
  }

  start(): void {
    // The subscription is signed with the venue's time, which the probe's first answer measures; a refused one is made again.
    this.#probe.start();
    this.#market.start();
    this.user.start();
  }

  get areUp(): boolean {
    return this.#down.size === 0;
  }

  /** Which links are down, for a person. */
  describe(): readonly string[] {
    return [...this.#down].map((name) => `${this.#options.connection.name}: ${name} is down`);
  }

  lookAtOrderEntry(): void {
    this.#probe.lookNow();
  }

  stop(): void {
    this.#probe.stop();
    this.#market.stop();
    this.user.stop();
  }

  #up(name: LinkName): void {
    this.#down.delete(name);
    if (this.areUp) this.#options.allUp();
  }

  #lost(name: LinkName, reason: string): void {
    this.#down.add(name);
    this.#options.lost(`${name}: ${reason}`);
  }
}
