/** What one venue's markets look like now, as the strategy reads it; everything that arrives is told to the market files. */
import type { Amount } from '../../common/amount.ts';
import type { MarketSink, SeenTrade } from '../market/market-log.ts';

export interface Top {
  readonly bid: Amount;
  readonly ask: Amount;
}

export class MarketView {
  readonly #venue: string;
  readonly #sink: MarketSink;
  readonly #tops = new Map<string, Top>();
  readonly #lastTradeMs = new Map<string, number>();

  constructor(venue: string, sink: MarketSink) {
    this.#venue = venue;
    this.#sink = sink;
  }

  setTop(symbol: string, bid: Amount, ask: Amount): void {
    this.#tops.set(symbol, { bid, ask });
    this.#sink.top(this.#venue, symbol, bid, ask);
  }

  traded(symbol: string, trade: SeenTrade, venueTimeMs: number): void {
    this.#lastTradeMs.set(symbol, venueTimeMs);
    this.#sink.trade(this.#venue, symbol, trade, venueTimeMs);
  }

  top(symbol: string): Top | null {
    return this.#tops.get(symbol) ?? null;
  }

  /** Venue time; 0 before the first trade. */
  lastTradeMs(symbol: string): number {
    return this.#lastTradeMs.get(symbol) ?? 0;
  }
}
