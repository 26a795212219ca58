/**
 * The history of trades from two sides, compared by (venue, symbol, trade id) and then field by field (row 69). Pure.
 * Trades the journal has forgotten by retention can no longer be compared with anything: they are counted against the
 * venue's trades of that age, and a count that is not the same is a difference.
 */
import { type Amount, formatAmount } from '../../common/amount.ts';
import type { Fill } from '../../core/state.ts';

export interface Trade extends Fill {
  readonly venue: string;
  readonly symbol: string;
}

/** Trades the journal forgot of one instrument: how many, and the highest id among them. */
export interface Forgotten {
  readonly venue: string;
  readonly symbol: string;
  readonly fills: number;
  readonly tradeId: number;
}

export interface FieldDifference {
  readonly field: string;
  readonly journal: string;
  readonly venue: string;
}

export interface InstrumentTrades {
  readonly venue: string;
  readonly symbol: string;
  /** In both, equal in every field. */
  readonly same: number;
  readonly onlyJournal: readonly Trade[];
  readonly onlyVenue: readonly Trade[];
  readonly different: readonly { readonly trade: Trade; readonly fields: readonly FieldDifference[] }[];
  /** Of an age the journal has forgotten: those it counted, and those the venue still lists. */
  readonly forgotten: { readonly journal: number; readonly venue: number };
}

export const isSame = ({ onlyJournal, onlyVenue, different, forgotten }: InstrumentTrades) =>
  onlyJournal.length + onlyVenue.length + different.length === 0 && forgotten.journal === forgotten.venue;

/** One comparison for each instrument that either side names, sorted by venue and symbol. */
export function compareTrades(
  journal: { readonly trades: readonly Trade[]; readonly forgotten: readonly Forgotten[] },
  atVenues: readonly Trade[],
): readonly InstrumentTrades[] {
  const named = [...journal.trades, ...journal.forgotten, ...atVenues];
  const instruments = new Map(named.map(({ venue, symbol }) => [JSON.stringify([venue, symbol]), { venue, symbol }]));
  return [...instruments]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, instrument]) => {
      const isIts = (each: { readonly venue: string; readonly symbol: string }) =>
        each.venue === instrument.venue && each.symbol === instrument.symbol;
      const forgotten = journal.forgotten.find(isIts);
      return compareInstrument(instrument, forgotten, journal.trades.filter(isIts), atVenues.filter(isIts));
    });
}

function compareInstrument(
  { venue, symbol }: Pick<Trade, 'venue' | 'symbol'>,
  forgotten: Forgotten | undefined,
  journal: readonly Trade[],
  atVenue: readonly Trade[],
): InstrumentTrades {
  const ours = byId(journal);
  const theirs = byId(atVenue);
  const onlyVenue: Trade[] = [];
  const different: InstrumentTrades['different'][number][] = [];
  let same = 0;
  let old = 0;
  for (const [tradeId, trade] of theirs) {
    const known = ours.get(tradeId);
    if (known !== undefined) {
      const fields = fieldDifferences(known, trade);
      if (fields.length === 0) same += 1;
      else different.push({ trade, fields });
    } else if (forgotten !== undefined && tradeId <= forgotten.tradeId) old += 1;
    else onlyVenue.push(trade);
  }
  const onlyJournal = [...ours.values()].filter(({ tradeId }) => !theirs.has(tradeId));
  return {
    venue,
    symbol,
    same,
    onlyJournal,
    onlyVenue,
    different,
    forgotten: { journal: forgotten?.fills ?? 0, venue: old },
  };
}

const byId = (trades: readonly Trade[]) =>
  new Map(trades.toSorted((left, right) => left.tradeId - right.tradeId).map((trade) => [trade.tradeId, trade]));

const fields = [
  'clientOrderId',
  'venueOrderId',
  'side',
  'price',
  'quantity',
  'commission',
  'commissionAsset',
  'tradeTimeMs',
  'maker',
] as const satisfies readonly (keyof Fill)[];

function fieldDifferences(journal: Trade, venue: Trade): readonly FieldDifference[] {
  return fields
    .filter((field) => journal[field] !== venue[field])
    .map((field) => ({ field, journal: valueText(journal[field]), venue: valueText(venue[field]) }));
}

const valueText = (value: Amount | string | number | boolean) =>
  typeof value === 'bigint' ? formatAmount(value) : String(value);
