/** Engine and venue side by side: the rows of the record's reconciliation section, and what I3 compares. */
import { type Amount, parseAmount } from '../common/amount.ts';
import type { ReconciliationRow } from '../record/schema.ts';
import { shortest } from './amounts.ts';
import { type Comparison, compareAtCursors } from './at-cursors.ts';
import type { DrillEvidence } from './evidence.ts';
import { orderDifferences } from './i04-open-orders-equal.ts';

/** For each venue at the last `resumed` that covered it: positions, balances, and how many open orders and fills agree. */
export function reconciliationRows(evidence: DrillEvidence): ReconciliationRow[] {
  const latest = new Map(compareAtCursors(evidence).comparisons.map((comparison) => [comparison.venue, comparison]));
  return [...latest.values()].flatMap((comparison) => [
    ...positionItems(comparison),
    ...balanceItems(comparison),
    ...symbolCounts(comparison),
  ]);
}

export function positionItems({ venue, truth, resumed }: Comparison): ReconciliationRow[] {
  const ours = new Map<string, Amount>();
  for (const { symbol, quantity } of resumed.state.positions.filter((position) => position.venue === venue)) {
    ours.set(symbol, (ours.get(symbol) ?? 0n) + parseAmount(quantity));
  }
  const symbols = [...new Set([...truth.positions.keys(), ...ours.keys()])];
  return symbols.map((symbol) =>
    amountRow('position', venue, symbol, ours.get(symbol) ?? 0n, truth.positions.get(symbol) ?? 0n),
  );
}

/** Free and locked apart; an asset one side does not list is zero there. */
export function balanceItems({ venue, truth, resumed }: Comparison): ReconciliationRow[] {
  const listed = resumed.state.balances.filter((balance) => balance.venue === venue);
  const ours = new Map(
    listed.map(({ asset, free, locked }) => [asset, { free: parseAmount(free), locked: parseAmount(locked) }]),
  );
  const assets = [...new Set([...truth.balances.keys(), ...ours.keys()])];
  return assets.flatMap((asset) =>
    (['free', 'locked'] as const).map((part) =>
      amountRow(
        'balance',
        venue,
        `${asset} ${part}`,
        ours.get(asset)?.[part] ?? 0n,
        truth.balances.get(asset)?.[part] ?? 0n,
      ),
    ),
  );
}

function symbolCounts(comparison: Comparison): ReconciliationRow[] {
  const { venue, truth, resumed, ledger } = comparison;
  const differing = orderDifferences(comparison);
  return ledger.opening.symbols.flatMap(({ symbol }) => {
    const of = (rows: readonly { symbol: string }[]) => rows.filter((row) => row.symbol === symbol).length;
    const own = <Row extends { venue: string; symbol: string }>(rows: readonly Row[]) =>
      rows.filter((row) => row.venue === venue);
    const orders = countRow('open orders', venue, symbol, of(own(resumed.state.openOrders)), of(truth.openOrders));
    const agrees = orders.matches && !differing.some((finding) => finding.includes(` ${symbol} at `));
    return [
      { ...orders, matches: agrees },
      countRow('fills', venue, symbol, of(own(resumed.state.fills)), of(truth.trades)),
    ];
  });
}

type Kind = ReconciliationRow['kind'];

function amountRow(kind: Kind, venue: string, item: string, engine: Amount, truth: Amount): ReconciliationRow {
  const difference = shortest(engine - truth);
  return {
    kind,
    venue,
    item,
    engine: shortest(engine),
    venueTruth: shortest(truth),
    difference,
    matches: engine === truth,
  };
}

function countRow(kind: Kind, venue: string, item: string, engine: number, truth: number): ReconciliationRow {
  const difference = String(engine - truth);
  return {
    kind,
    venue,
    item,
    engine: String(engine),
    venueTruth: String(truth),
    difference,
    matches: engine === truth,
  };
}
