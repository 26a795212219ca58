import type { Amount } from '../../../src/common/amount.ts';

export { readRecordedTrades } from '../server/read-recorded-trades.ts';
export { RecordedTradesError } from './trades-csv.ts';

export interface RecordedTrade {
  readonly price: Amount;
  readonly quantity: Amount;
  /** Microseconds since the Unix epoch. */
  readonly timeUs: number;
  /** True when the taker sold. */
  readonly isBuyerMaker: boolean;
}

export interface RecordedTrades {
  readonly symbol: string;
  /** In time order, at least one. */
  readonly trades: readonly RecordedTrade[];
}
