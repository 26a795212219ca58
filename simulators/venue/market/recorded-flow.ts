import type { Instrument } from '../instruments.ts';
import { halfSpreadTicks, type Makers } from './makers.ts';
import type { RecordedTrade } from './recorded-trades.ts';
import type { MarketTrader } from './trader.ts';

/**
 * Recorded trades as takers, with the recorded spacing, the first at the start. Before each, the makers move to one tick
 * behind the recorded price, where an order of exactly the recorded quantity waits for it: without other orders one
 * recorded trade is one trade here. Whoever quotes better is hit first.
 */
export class RecordedFlow {
  readonly #instrument: Instrument;
  readonly #makers: Makers;
  readonly #trader: MarketTrader;
  readonly #trades: readonly RecordedTrade[];
  readonly #firstUs: number;
  #next = 0;
  #elapsedUs = 0;
  #fairTicks: number;

  constructor(instrument: Instrument, makers: Makers, trader: MarketTrader, trades: readonly RecordedTrade[]) {
    this.#instrument = instrument;
    this.#makers = makers;
    this.#trader = trader;
    this.#trades = trades;
    this.#firstUs = trades[0]?.timeUs ?? 0;
    this.#fairTicks = instrument.startTicks;
  }

  get left(): number {
    return this.#trades.length - this.#next;
  }

  get fairTicks(): number {
    return this.#fairTicks;
  }

  /** Trades everything due after another `elapsedUs` of running market. */
  tick(elapsedUs: number): void {
    this.#elapsedUs += elapsedUs;
    for (;;) {
      const trade = this.#trades[this.#next];
      if (trade === undefined || trade.timeUs - this.#firstUs > this.#elapsedUs) break;
      this.#next += 1;
      this.#take(trade);
    }
    this.#makers.quoteAround(this.#fairTicks);
  }

  #take(trade: RecordedTrade): void {
    const side = trade.isBuyerMaker ? 'SELL' : 'BUY';
    const ticks = Number(trade.price / this.#instrument.tick);
    this.#fairTicks = side === 'SELL' ? ticks + halfSpreadTicks - 1 : ticks - halfSpreadTicks + 1;
    this.#makers.quoteAround(this.#fairTicks);
    const against = side === 'SELL' ? 'BUY' : 'SELL';
    const support = this.#trader.place(this.#instrument, against, 'GTC', trade.price, trade.quantity);
    this.#trader.place(this.#instrument, side, 'IOC', trade.price, trade.quantity);
    this.#trader.cancel(support);
  }
}
