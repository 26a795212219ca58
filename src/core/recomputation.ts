/** What a state keeps for speed, counted again from what it was counted from (rows 6, 7). */
import { formatAmount } from '../common/amount.ts';
import type { Instrument, State } from './state.ts';
import { applyTrade, type Position } from './trades.ts';
import { recomputedUsage } from './usage.ts';
import { instrumentsOf } from './views.ts';

/** Position, cost and realised profit from the pruned base and the retained fills, in the order they were applied. */
export function recomputedPosition({ pruned, fills }: Pick<Instrument, 'pruned' | 'fills'>): Position {
  const { position, costE16, realisedE16 } = pruned;
  const target = { position, costE16, realisedE16 };
  for (const fill of fills.values()) applyTrade(target, fill.side, fill.price, fill.quantity);
  return target;
}

/** The first instrument whose stored figures are not those of its orders and fills, in words; null when all agree to the unit. */
export function recomputationProblem(state: State, problemOf = instrumentProblem): string | null {
  for (const instrument of instrumentsOf(state)) {
    const problem = problemOf(instrument);
    if (problem !== null) return problem;
  }
  return null;
}

export function instrumentProblem(instrument: Instrument): string | null {
  const { venue, symbol } = instrument;
  const usage = usageText(recomputedUsage(instrument));
  if (usage !== usageText(instrument.usage)) {
    return `expected ${venue} ${symbol} to use ${usage} as its orders do, found ${usageText(instrument.usage)}`;
  }
  const position = positionText(recomputedPosition(instrument));
  if (position !== positionText(instrument)) {
    return `expected ${venue} ${symbol} to hold ${position} as its fills say, found ${positionText(instrument)}`;
  }
  return null;
}

const usageText = ({ orders, buying, selling }: Instrument['usage']) =>
  `${orders} orders, ${formatAmount(buying)} to buy, ${formatAmount(selling)} to sell`;

const positionText = ({ position, costE16, realisedE16 }: Position) =>
  `${formatAmount(position)} at cost ${costE16}e-16 with ${realisedE16}e-16 realised`;
