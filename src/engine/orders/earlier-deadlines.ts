import type { VenueConnection } from '../../contract/engine.ts';
import type { State } from '../../core/state.ts';
import { knownInstrument } from '../known-instrument.ts';
import { deadlineMs } from './expiry.ts';

/**
 * By symbol, the venue time before which a request of an earlier incarnation may still reach the book: what it signed
 * and never heard of may arrive until its deadline, wherever the order is found meanwhile.
 * @param state as it was when the directory was opened
 */
export function earlierDeadlines(
  state: State,
  { name, symbols, bounds }: Pick<VenueConnection, 'name' | 'symbols' | 'bounds'>,
): ReadonlyMap<string, number> {
  const deadlines = new Map<string, number>();
  for (const symbol of symbols) {
    for (const { phase, intent } of knownInstrument(state, name, symbol).orders.values()) {
      if (phase === 'open' || intent === null) continue;
      deadlines.set(symbol, Math.max(deadlines.get(symbol) ?? 0, deadlineMs(intent, bounds)));
    }
  }
  return deadlines;
}
