import type { Instrument } from '../../instruments.ts';
import type { Venue } from '../../venue.ts';
import { wireErrors } from '../errors.ts';
import { exchangeInfo } from '../exchange-info.ts';
import { bookTickerOf, depthOf } from '../market-replies.ts';
import type { Operation } from '../operation.ts';
import { limitOf, mandatory, optional, type Params } from '../parameters.ts';

/** The instrument named by `symbol`. */
export function instrumentOf(venue: Venue, params: Params): Instrument {
  return findInstrument(venue, mandatory(params, 'symbol'));
}

function findInstrument(venue: Venue, symbol: string): Instrument {
  const found = venue.instruments.find((instrument) => instrument.symbol === symbol);
  if (found === undefined) throw wireErrors.symbol();
  return found;
}

/** The instruments of `symbol`, of `symbols` (a JSON array), or all. */
function instrumentsOf(venue: Venue, params: Params): readonly Instrument[] {
  const symbol = optional(params, 'symbol');
  const symbols = optional(params, 'symbols');
  if (symbol !== null && symbols !== null) throw wireErrors.combination();
  if (symbol !== null) return [findInstrument(venue, symbol)];
  if (symbols === null) return venue.instruments;
  const names = /^\["[A-Z0-9]+"(,"[A-Z0-9]+")*\]$/.test(symbols) ? (JSON.parse(symbols) as string[]) : null;
  if (names === null) throw wireErrors.illegal('symbols', '^\\["[A-Z0-9]+"(,"[A-Z0-9]+")*\\]$');
  return names.map((name) => findInstrument(venue, name));
}

export const ping: Operation = { signed: false, parameters: [], weight: 1, answer: () => ({}) };

export const time: Operation = {
  signed: false,
  parameters: [],
  weight: 1,
  answer: (venue) => ({ serverTime: venue.clock.wallMs() }),
};

export const exchangeInformation: Operation = {
  signed: false,
  parameters: ['symbol', 'symbols', 'permissions', 'showPermissionSets', 'symbolStatus'],
  weight: 20,
  answer: (venue, { params }) => exchangeInfo(instrumentsOf(venue, params), venue.clock.wallMs()),
};

export const depth: Operation = {
  signed: false,
  parameters: ['symbol', 'limit', 'symbolStatus'],
  weight: 5,
  answer(venue, { params }) {
    const { symbol } = instrumentOf(venue, params);
    return depthOf(venue.exchange.book(symbol), limitOf(params, 100, 5000));
  },
};

export const bookTicker: Operation = {
  signed: false,
  parameters: ['symbol', 'symbols', 'symbolStatus'],
  weight: 2,
  answer(venue, { params }) {
    const tickers = instrumentsOf(venue, params).map(({ symbol }) => ({
      symbol,
      ...bookTickerOf(venue.exchange.book(symbol)),
    }));
    return params['symbol'] === undefined ? tickers : tickers[0];
  },
};

/** Resources of Binance's other products that clients ask while loading markets. */
export const nothing: Operation = {
  signed: false,
  parameters: ['timestamp', 'recvWindow'],
  weight: 1,
  answer: () => [],
};
