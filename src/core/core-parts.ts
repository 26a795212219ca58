import type { FillRecord } from './records.ts';
import type { TradeKey } from './state.ts';

/** Decisions of the core that can be replaced whole; the mutants do, to prove that the checks notice. */
export interface CoreParts {
  /** Names a trade within its venue and symbol: a fill whose name is known is ignored. */
  readonly tradeKey: (fill: Pick<FillRecord, 'tradeId' | 'clientOrderId' | 'tradeTimeMs'>) => TradeKey;
}

export const coreParts: CoreParts = { tradeKey: (fill) => fill.tradeId };
