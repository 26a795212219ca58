/** Trades as rows of CSV, RFC 4180: a field with a comma, a quote or a line break stands in quotes, its quotes doubled. */
import { formatAmount } from '../../common/amount.ts';
import type { Entry } from '../../core/records.ts';
import type { Fill, State } from '../../core/state.ts';
import { fillsOf, instrumentsOf } from '../../core/views.ts';
import { durabilityParts } from '../parts.ts';

export const tradeColumns = [
  'sequence',
  'epoch',
  'timeUs',
  'venue',
  'symbol',
  'tradeId',
  'tradeTimeMs',
  'clientOrderId',
  'venueOrderId',
  'side',
  'price',
  'quantity',
  'commission',
  'commissionAsset',
  'maker',
] as const;

type Cell = string | number | bigint | boolean;

/** One row for each trade the state at the start holds, then one for each the entries bring. */
export class TradeCollector {
  readonly #known = new Set<string>();
  #rows: string[] = [];

  constructor(start: State) {
    for (const instrument of instrumentsOf(start)) {
      for (const fill of fillsOf(instrument)) this.#add(['', '', ''], instrument.venue, instrument.symbol, fill);
    }
  }

  addFrame(_header: unknown, entries: readonly Entry[]): void {
    for (const { sequence, epoch, timeUs, fact } of entries) {
      if (fact.type === 'fill') this.#add([sequence, epoch, timeUs], fact.venue, fact.symbol, fact);
    }
  }

  takeFinished(): readonly string[] {
    const taken = this.#rows;
    this.#rows = [];
    return taken;
  }

  takeAll(): readonly string[] {
    return this.takeFinished();
  }

  #add(place: readonly Cell[], venue: string, symbol: string, fill: Fill): void {
    const key = JSON.stringify([venue, symbol, durabilityParts.core.tradeKey(fill)]);
    if (this.#known.has(key)) return;
    this.#known.add(key);
    const { tradeId, tradeTimeMs, clientOrderId, venueOrderId, side, commissionAsset, maker } = fill;
    const [price, quantity, commission] = [fill.price, fill.quantity, fill.commission].map(formatAmount);
    const ids = [venue, symbol, tradeId, tradeTimeMs, clientOrderId, venueOrderId, side];
    const terms = [price ?? '', quantity ?? '', commission ?? '', commissionAsset, maker];
    this.#rows.push([...place, ...ids, ...terms].map(cell).join(','));
  }
}

function cell(value: Cell): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
