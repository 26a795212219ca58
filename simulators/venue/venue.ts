import type { VenueBounds } from '../../src/contract/engine.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Account } from './accounts/account.ts';
import type { ApiKey } from './accounts/keys.ts';
import type { UserStreams } from './accounts/user-streams.ts';
import type { RateLimits } from './dialect/limits.ts';
import type { Holds } from './holds.ts';
import type { Instrument } from './instruments.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { MarketData } from './market/market-data.ts';
import type { Exchange } from './matching/exchange.ts';

/** Everything behind a venue's ports: no sockets, no files, all time from its clock. */
export interface Venue {
  readonly name: string;
  readonly clock: Clock;
  readonly instruments: readonly Instrument[];
  readonly bounds: VenueBounds;
  readonly ledger: Ledger;
  readonly exchange: Exchange;
  readonly trader: Account;
  readonly market: Account;
  readonly keys: ReadonlyMap<string, ApiKey>;
  readonly userStreams: UserStreams;
  readonly marketData: MarketData;
  readonly rateLimits: RateLimits;
  readonly holds: Holds;
  readonly counts: VenueCounts;
  readonly ids: IdSource;
}

/** Of trading accounts, but for the trades the simulated market made with itself. */
export interface VenueCounts {
  accepted: number;
  readonly fillsBySymbol: Map<string, number>;
  marketTrades: number;
}

export interface IdSource {
  /** For `x-mbx-uuid`. */
  requestId(): string;
  /** A client order id for whoever sent none. */
  clientOrderId(): string;
  connection(): number;
}
