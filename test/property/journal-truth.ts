/**
 * What must be true of a state, counted from the entries by other means than the core's: no maps of entities, no
 * increments, only sums over the whole list. A trade counts once, the first time it is seen.
 */
import { expect } from 'vitest';
import type { BalancesRecord, Entry, FillRecord } from '../../src/core/records.ts';
import type { State } from '../../src/core/state.ts';

const unit = 100_000_000n;

/** In the order of their entries, with the entries' places. */
function tradesOf(entries: readonly Entry[]): readonly { readonly fill: FillRecord; readonly place: number }[] {
  const fills = entries.flatMap(({ fact }, place) => (fact.type === 'fill' ? [{ fill: fact, place }] : []));
  const nameOf = ({ fill }: { readonly fill: FillRecord }) => `${fill.venue} ${fill.symbol} ${fill.tradeId}`;
  return fills.filter((each, index) => fills.findIndex((other) => nameOf(other) === nameOf(each)) === index);
}

const signed = ({ side, quantity }: FillRecord) => (side === 'BUY' ? quantity : -quantity);
const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

/** Both sides of a symbol of these tests: three letters, then the quote. */
const baseOf = (symbol: string) => symbol.slice(0, 3);
const quoteOf = (symbol: string) => symbol.slice(3);

function changeOf(fill: FillRecord, asset: string): bigint {
  const value = (fill.price * fill.quantity) / unit;
  return sum([
    asset === baseOf(fill.symbol) ? signed(fill) : 0n,
    asset === quoteOf(fill.symbol) ? (fill.side === 'BUY' ? -value : value) : 0n,
    asset === fill.commissionAsset ? -fill.commission : 0n,
  ]);
}

/** Conservation of quantity and cash, and realised profit from the fills alone (rows 1, 5, 7, 30). */
export function expectConserved(state: State, entries: readonly Entry[]): void {
  const trades = tradesOf(entries);
  for (const venue of state.venues.values()) {
    const here = trades.filter(({ fill }) => fill.venue === venue.name);
    for (const instrument of venue.instruments.values()) {
      const fills = here.map(({ fill }) => fill).filter(({ symbol }) => symbol === instrument.symbol);
      const where = `${venue.name} ${instrument.symbol}`;
      expect(instrument.position, `position of ${where}`).toBe(sum(fills.map(signed)));
      const proceedsE16 = sum(fills.map((fill) => -signed(fill) * fill.price));
      expect(instrument.realisedE16 - instrument.costE16, `realised less cost of ${where}`).toBe(proceedsE16);
      if (instrument.position === 0n) expect(instrument.costE16, `cost of flat ${where}`).toBe(0n);
    }
    const baselinePlace = entries.findIndex(({ fact }) => fact.type === 'balances' && fact.venue === venue.name);
    const baseline = entries[baselinePlace]?.fact as BalancesRecord | undefined;
    for (const balance of venue.balances.values()) {
      // A venue's first picture replaces what was expected of the assets it names.
      const shown = baseline?.balances.findLast(({ asset }) => asset === balance.asset);
      const from = shown === undefined ? 0 : baselinePlace;
      const adjusted = entries
        .slice(from)
        .flatMap(({ fact }) =>
          fact.type === 'adjustment' && fact.venue === venue.name && fact.asset === balance.asset ? [fact.delta] : [],
        );
      const traded = here.filter(({ place }) => place >= from).map(({ fill }) => changeOf(fill, balance.asset));
      const start = shown === undefined ? 0n : shown.free + shown.locked;
      expect(balance.expectedTotal, `${balance.asset} on ${venue.name}`).toBe(start + sum(adjusted) + sum(traded));
    }
  }
}
