import { formatAmount, parseAmount } from '../../src/common/amount.ts';
import type { VenueBounds } from '../../src/contract/engine.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { createAccount } from './accounts/account.ts';
import { deriveKey } from './accounts/keys.ts';
import { UserStreams } from './accounts/user-streams.ts';
import { RateLimits } from './dialect/limits.ts';
import { reportHappenings } from './happenings.ts';
import { Holds } from './holds.ts';
import { instruments } from './instruments.ts';
import { Ledger, type LedgerSink } from './ledger/ledger.ts';
import { MarketData } from './market/market-data.ts';
import { Exchange } from './matching/exchange.ts';
import type { IdSource, Venue } from './venue.ts';

/** What this venue promises: no lagging reads, and at most this much between a window's last check and matching. */
const bounds: VenueBounds = { clockSkewMs: 50, matchingDelayMs: 50, readLagMs: 0 };

const traderFunds = {
  BTC: parseAmount('1000'),
  ETH: parseAmount('10000'),
  SOL: parseAmount('100000'),
  USDT: parseAmount('100000000'),
};

/** A venue whose ledger begins with its `open` row. Equal seeds give equal keys. */
export function createVenue(name: string, seed: number, clock: Clock, sink: LedgerSink): Venue {
  const trader = createAccount('trader', 'trading', traderFunds);
  const market = createAccount('market', 'market', {});
  const key = deriveKey(seed, trader, 0);
  const nowMs = () => clock.wallMs();
  const exchange: Exchange = new Exchange(
    instruments,
    nowMs,
    reportHappenings(() => venue),
  );
  const symbols = instruments.map(({ symbol }) => symbol);
  const ledger = new Ledger(clock, sink);
  const venue: Venue = {
    name,
    clock,
    instruments,
    bounds,
    ledger,
    exchange,
    trader,
    market,
    keys: new Map([[key.apiKey, key]]),
    userStreams: new UserStreams(),
    marketData: new MarketData(exchange, symbols, nowMs),
    rateLimits: new RateLimits(),
    holds: new Holds(() => clock.monotonicNs()),
    counts: { accepted: 0, fillsBySymbol: new Map(), marketTrades: 0 },
    ids: createIds(seed, nowMs()),
  };
  ledger.append({
    kind: 'open',
    venue: name,
    seed,
    bounds,
    symbols: instruments.map(({ symbol, base, quote, tick, step }) => ({
      symbol,
      base,
      quote,
      tick: formatAmount(tick),
      step: formatAmount(step),
    })),
    accounts: [
      {
        account: trader.name,
        balances: [...trader.balances].map(([asset, { free }]) => ({ asset, total: formatAmount(free) })),
      },
    ],
  });
  return venue;
}

/** Ids that differ between two lives of a venue with one seed: the start is in them. */
function createIds(seed: number, startMs: number): IdSource {
  const start = startMs.toString(16).padStart(12, '0');
  const hex = (value: number, length: number) => (value >>> 0).toString(16).padStart(length, '0').slice(-length);
  let requests = 0;
  let orders = 0;
  let connections = 0;
  return {
    requestId() {
      requests += 1;
      return `${hex(seed, 8)}-${start.slice(0, 4)}-4${start.slice(4, 7)}-8${start.slice(7, 10)}-${start.slice(10)}${requests.toString(16).padStart(10, '0')}`;
    },
    clientOrderId() {
      orders += 1;
      return `venue-${start.slice(-8)}-${orders}`;
    },
    connection() {
      connections += 1;
      return connections;
    },
  };
}
