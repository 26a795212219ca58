/**
 * Background makers of one symbol: a few levels on each side around a fair price counted in ticks. They cancel what no
 * longer fits on both sides before they quote anew, so they never trade with each other; a quote that meets a trading
 * account's order trades with it.
 */
import type { Random } from '../../../src/ports/random.ts';
import type { Instrument } from '../instruments.ts';
import { isOpen, type Order, type Side } from '../matching/order.ts';
import { quantityFor } from './quantity.ts';
import type { MarketTrader } from './trader.ts';

const levels = 6;
/** Between the best quote and the fair price: a spread of 16 ticks. */
export const halfSpreadTicks = 8;
const levelGapTicks = 5;
const quoteNotional = { least: 1500, most: 9000 };

export class Makers {
  readonly #instrument: Instrument;
  readonly #trader: MarketTrader;
  readonly #random: Random;
  readonly #quotes: Readonly<Record<Side, Map<number, Order>>> = { BUY: new Map(), SELL: new Map() };

  constructor(instrument: Instrument, trader: MarketTrader, random: Random) {
    this.#instrument = instrument;
    this.#trader = trader;
    this.#random = random;
  }

  /** Brings the quotes to that fair price and replaces the ones that were filled. */
  quoteAround(fairTicks: number): void {
    this.#trader.together(() => {
      for (const side of ['BUY', 'SELL'] as const) this.#dropStale(side, fairTicks);
      for (const side of ['BUY', 'SELL'] as const) this.#addMissing(side, fairTicks);
    });
  }

  #dropStale(side: Side, fairTicks: number): void {
    const wanted = new Set(ladder(side, fairTicks));
    for (const [ticks, order] of this.#quotes[side]) {
      if (wanted.has(ticks) && isOpen(order)) continue;
      this.#trader.cancel(order);
      this.#quotes[side].delete(ticks);
    }
  }

  #addMissing(side: Side, fairTicks: number): void {
    for (const ticks of ladder(side, fairTicks)) {
      if (this.#quotes[side].has(ticks)) continue;
      const quantity = quantityFor(this.#instrument, ticks, quoteNotional, this.#random);
      const order = this.#trader.place(this.#instrument, side, 'GTC', BigInt(ticks) * this.#instrument.tick, quantity);
      this.#quotes[side].set(ticks, order);
    }
  }
}

function ladder(side: Side, fairTicks: number): number[] {
  const away = side === 'BUY' ? -1 : 1;
  return Array.from({ length: levels }, (_, level) => fairTicks + away * (halfSpreadTicks + level * levelGapTicks));
}
