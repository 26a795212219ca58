/**
 * What must be true of a state, counted from the entries by other means than the core's: no maps of entities, no
 * increments, only sums over the whole list.
 */
import { expect } from 'vitest';
import type { BalancesRecord, Entry, FillRecord } from '../../src/core/records.ts';
import type { State } from '../../src/core/state.ts';

const unit = 100_000_000n;

interface Trade {
  readonly fill: FillRecord;
  /** Of its entry. */
  readonly place: number;
}

/**
 * The trades of one instrument that count, in the order they came. A prune drops old ones from the first on, never the
 * newest; from then on no id up to the highest dropped one is new.
 */
function tradesOf(entries: readonly Entry[], venue: string, symbol: string): readonly Trade[] {
  const trades: Trade[] = [];
  let droppedCount = 0;
  let droppedId = 0;
  for (const [place, { fact }] of entries.entries()) {
    const newest = Math.max(...trades.map(({ fill }) => fill.tradeId));
    if (fact.type === 'prune') {
      const stays = ({ fill }: Trade) => fill.tradeTimeMs >= fact.beforeMs || fill.tradeId === newest;
      const kept = trades.slice(droppedCount).findIndex(stays);
      droppedCount = kept < 0 ? trades.length : droppedCount + kept;
      droppedId = Math.max(0, ...trades.slice(0, droppedCount).map(({ fill }) => fill.tradeId));
    }
    if (fact.type !== 'fill' || fact.venue !== venue || fact.symbol !== symbol || fact.tradeId <= droppedId) continue;
    if (!trades.some(({ fill }) => fill.tradeId === fact.tradeId)) trades.push({ fill: fact, place });
  }
  return trades;
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
  for (const venue of state.venues.values()) {
    const here: Trade[] = [];
    for (const instrument of venue.instruments.values()) {
      const trades = tradesOf(entries, venue.name, instrument.symbol);
      here.push(...trades);
      const fills = trades.map(({ fill }) => fill);
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
