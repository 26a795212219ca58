import type { Amount } from '../../common/amount.ts';
import type { ExchangeInfo } from '../gateway/wire.ts';

export interface SymbolRules {
  readonly isTrading: boolean;
  readonly tick: Amount;
  readonly step: Amount;
}

/** A symbol without a price or lot filter has no entry: it cannot be quoted. */
export function symbolRules(info: ExchangeInfo): ReadonlyMap<string, SymbolRules> {
  const rules = new Map<string, SymbolRules>();
  for (const { symbol, status, filters } of info.symbols) {
    const tick = filters.find((filter) => filter.filterType === 'PRICE_FILTER')?.tickSize;
    const step = filters.find((filter) => filter.filterType === 'LOT_SIZE')?.stepSize;
    if (tick !== undefined && step !== undefined) rules.set(symbol, { isTrading: status === 'TRADING', tick, step });
  }
  return rules;
}
