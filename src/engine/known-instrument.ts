import type { Instrument, State } from '../core/state.ts';

/** What is read of an instrument. Only `apply` may create one: naming it here would change the state's hash. */
export type KnownInstrument = Pick<
  Instrument,
  'orders' | 'tombstones' | 'fills' | 'lastTradeId' | 'lastVenueOrderId' | 'position' | 'usage' | 'stage'
>;

const nothingKnown: KnownInstrument = {
  orders: new Map(),
  tombstones: new Map(),
  fills: new Map(),
  lastTradeId: 0,
  lastVenueOrderId: 0,
  position: 0n,
  usage: { orders: 0, buying: 0n, selling: 0n },
  stage: null,
};

export function knownInstrument(state: State, venue: string, symbol: string): KnownInstrument {
  return state.venues.get(venue)?.instruments.get(symbol) ?? nothingKnown;
}
