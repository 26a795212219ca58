import type { Amount } from '../../../src/common/amount.ts';

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
