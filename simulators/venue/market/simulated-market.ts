/**
 * The simulated market of a venue: for every symbol seeded flow, or recorded trades until they end. Driven by ticks
 * alone: with equal seeds, equal ticks and equal orders of the trading accounts it does the same. While matching is
 * paused it stands still, a recording included.
 */
import { seededRandom } from '../../../src/common/seeded-random.ts';
import type { VenueStatus } from '../../../src/contract/venue-admin.ts';
import type { Account } from '../accounts/account.ts';
import type { Instrument } from '../instruments.ts';
import type { Exchange } from '../matching/exchange.ts';
import { Makers } from './makers.ts';
import { RecordedFlow } from './recorded-flow.ts';
import type { RecordedTrade } from './recorded-trades.ts';
import { SeededFlow } from './seeded-flow.ts';
import { MarketTrader } from './trader.ts';

export type MarketSource =
  | { readonly kind: 'seeded' }
  | { readonly kind: 'recorded'; readonly symbol: string; readonly trades: readonly RecordedTrade[] };
export type MarketState = VenueStatus['market'];

interface SymbolFlow {
  readonly seeded: SeededFlow;
  recorded: RecordedFlow | null;
}

export class SimulatedMarket {
  readonly #exchange: Exchange;
  readonly #source: MarketSource;
  readonly #flows: readonly SymbolFlow[];

  constructor(
    exchange: Exchange,
    account: Account,
    instruments: readonly Instrument[],
    seed: number,
    source: MarketSource,
  ) {
    this.#exchange = exchange;
    this.#source = source;
    const trader = new MarketTrader(exchange, account);
    this.#flows = instruments.map((instrument, index) => {
      const random = seededRandom((seed + index * 0x9e3779b9) | 0);
      const makers = new Makers(instrument, trader, random);
      const isRecorded = source.kind === 'recorded' && source.symbol === instrument.symbol;
      return {
        seeded: new SeededFlow(instrument, makers, trader, random),
        recorded: isRecorded ? new RecordedFlow(instrument, makers, trader, source.trades) : null,
      };
    });
  }

  get state(): MarketState {
    const left = this.#flows.reduce((sum, { recorded }) => sum + (recorded?.left ?? 0), 0);
    return { source: this.#source.kind, recordedLeft: left };
  }

  tick(elapsedUs: number): void {
    if (this.#exchange.paused) return;
    for (const flow of this.#flows) {
      if (flow.recorded === null) {
        flow.seeded.tick();
        continue;
      }
      flow.recorded.tick(elapsedUs);
      if (flow.recorded.left > 0) continue;
      flow.seeded.startAt(flow.recorded.fairTicks);
      flow.recorded = null;
    }
  }
}
