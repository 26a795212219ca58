import { parseAmount } from '../common/amount.ts';
import type { EngineState } from '../contract/engine.ts';
import { shortest, times } from './amounts.ts';
import { type Comparison, compareAtCursors } from './at-cursors.ts';
import type { AssessedCheck, Judgement } from './check.ts';
import type { DrillEvidence } from './evidence.ts';
import type { AccountTrade } from './ledger-at.ts';

export const fillsEqual: AssessedCheck = {
  id: 'I2',
  title: 'The same fills as the venue, each once',
  expected:
    "The engine's fills equal the venue's trades of the account, as multisets by trade id and content, at the cursors of each resumed record.",
  limits: 'The window is the run: the engine must still hold every fill of it.',
  negativeControl: 'fill-after-reconnect-not-fetched',
  requires: ['ledgers', 'resumed states'],
  judge: judgeFills,
};

function judgeFills(evidence: DrillEvidence): Judgement {
  const { comparisons, uncompared, stale, evidence: files } = compareAtCursors(evidence);
  const trades = comparisons.reduce((sum, { truth }) => sum + truth.trades.length, 0);
  const findings = [...stale, ...comparisons.flatMap(fillDifferences)];
  return {
    checked: trades,
    population: trades + uncompared.length,
    findings,
    observed: [`${trades} trades compared at ${comparisons.length} cursors.`, ...uncompared].join(' '),
    evidence: files,
  };
}

function fillDifferences({ label, venue, truth, resumed }: Comparison): string[] {
  const theirs = Map.groupBy(truth.trades, tradeText);
  const ours = Map.groupBy(
    resumed.state.fills.filter((fill) => fill.venue === venue),
    fillText,
  );
  const keys = new Set([...theirs.keys(), ...ours.keys()]);
  return [...keys].flatMap((key) => {
    const atVenue = theirs.get(key)?.length ?? 0;
    const inEngine = ours.get(key)?.length ?? 0;
    if (atVenue === inEngine) return [];
    return [`${label}: ${key} stands ${times(inEngine)} in the engine and ${times(atVenue)} at the venue`];
  });
}

function tradeText(trade: AccountTrade): string {
  return `trade ${trade.tradeId} ${trade.symbol} of ${trade.clientOrderId}, ${trade.side} ${shortest(trade.quantity)} at ${shortest(trade.price)}, fee ${shortest(trade.commission)} ${trade.commissionAsset}`;
}

function fillText(fill: EngineState['fills'][number]): string {
  return tradeText({
    ...fill,
    n: 0,
    monoNs: '0',
    orderId: 0,
    price: parseAmount(fill.price),
    quantity: parseAmount(fill.quantity),
    commission: parseAmount(fill.commission),
  });
}
