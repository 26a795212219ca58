import { assetsOf } from './instrument-assets.ts';
import type { Balance, Instrument, State, Venue } from './state.ts';
import { created } from './state-hash.ts';

export function emptyState(): State {
  const state: State = {
    head: {
      kind: 'head',
      hashLow: 0,
      hashHigh: 0,
      changed: false,
      sequence: 0n,
      timeUs: 0,
      epoch: 0,
      incarnation: '',
      intents: 0,
      stopped: false,
      prunedBeforeMs: 0,
      configuration: null,
      strategy: null,
      alarms: new Map(),
    },
    venues: new Map(),
    sumLow: 0,
    sumHigh: 0,
    unsettled: [],
  };
  created(state, state.head);
  return state;
}

export function venueOf(state: State, name: string): Venue {
  const known = state.venues.get(name);
  if (known !== undefined) return known;
  const venue: Venue = {
    kind: 'venue',
    hashLow: 0,
    hashHigh: 0,
    changed: false,
    name,
    cursor: null,
    session: 'disconnected',
    hasBaseline: false,
    balances: new Map(),
    instruments: new Map(),
  };
  state.venues.set(name, venue);
  return created(state, venue);
}

export function instrumentOf(state: State, venueName: string, symbol: string): Instrument {
  return instrumentIn(state, venueOf(state, venueName), symbol);
}

export function instrumentIn(state: State, venue: Venue, symbol: string): Instrument {
  const known = venue.instruments.get(symbol);
  if (known !== undefined) return known;
  const instrument: Instrument = {
    kind: 'instrument',
    hashLow: 0,
    hashHigh: 0,
    changed: false,
    venue: venue.name,
    symbol,
    ...assetsOf(symbol),
    position: 0n,
    costE16: 0n,
    realisedE16: 0n,
    lastTradeId: 0,
    lastVenueOrderId: 0,
    stage: null,
    usage: { orders: 0, buying: 0n, selling: 0n },
    pruned: { fills: 0, tradeId: 0, position: 0n, costE16: 0n, realisedE16: 0n, hashLow: 0, hashHigh: 0 },
    orders: new Map(),
    tombstones: new Map(),
    fills: new Map(),
  };
  venue.instruments.set(symbol, instrument);
  return created(state, instrument);
}

export function balanceOf(state: State, venueName: string, asset: string): Balance {
  return balanceIn(state, venueOf(state, venueName), asset);
}

export function balanceIn(state: State, venue: Venue, asset: string): Balance {
  const known = venue.balances.get(asset);
  if (known !== undefined) return known;
  const balance: Balance = {
    kind: 'balance',
    hashLow: 0,
    hashHigh: 0,
    changed: false,
    venue: venue.name,
    asset,
    expectedTotal: 0n,
    adjusted: 0n,
    seenFree: 0n,
    seenLocked: 0n,
  };
  venue.balances.set(asset, balance);
  return created(state, balance);
}
