/** The steady state: enough real traffic before a fault, or the drill is inconclusive. */
import type { VenueStatus } from '../contract/venue-admin.ts';
import type { DrillRecord } from '../record/schema.ts';
import { steadyStateMinimum as minimum } from './definition.ts';

type SteadyState = NonNullable<DrillRecord['steadyState']>;

/** Judges one sample of all venues; `elapsedMs` is the time since traffic was first looked at. */
export function judgeSteadyState(
  venues: readonly VenueStatus[],
  symbols: readonly string[],
  elapsedMs: number,
): SteadyState {
  const orders = sum(venues.map((venue) => venue.orders.accepted));
  const fills = sum(venues.map((venue) => venue.fills));
  const fewestFills = Math.min(...venues.map((venue) => venue.fills));
  const fewestResting = Math.min(
    ...venues.flatMap((venue) => symbols.map((symbol) => venue.orders.openBySymbol[symbol] ?? 0)),
  );
  const probes = [
    probe('orders accepted, all venues', minimum.orders, orders),
    probe('fills, all venues', minimum.fills, fills),
    probe('fills at the venue with fewest', minimum.fillsPerVenue, fewestFills),
    probe('resting orders at the instrument with fewest', minimum.restingPerInstrument, fewestResting),
  ];
  return {
    reached: probes.every((each) => each.holds),
    statement: `The engine quotes ${symbols.join(', ')} at ${venues.map((venue) => venue.venue).join(' and ')} and is filled.`,
    probes,
    load: {
      ordersPerSecond: elapsedMs > 0 ? Math.round((orders / elapsedMs) * 1e5) / 100 : null,
      openOrders: sum(venues.map((venue) => venue.orders.open)),
      fills,
    },
  };
}

/** What kept the steady state from being reached, as a clause. `state` null: nothing was sampled. */
export function missingForSteadyState(state: SteadyState | null): string {
  if (state === null) return 'not every venue answered';
  const short = state.probes.filter(({ holds }) => !holds);
  if (short.length === 0) return 'the engine does not say that it trades';
  return short.map(({ name, before, required }) => `${name}: ${before}, required ${required}`).join('; ');
}

function probe(name: string, atLeast: number, value: number): SteadyState['probes'][number] {
  return { name, required: `at least ${atLeast}`, before: String(value), holds: value >= atLeast };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
