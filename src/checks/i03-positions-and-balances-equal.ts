import { compareAtCursors } from './at-cursors.ts';
import type { AssessedCheck, Judgement } from './check.ts';
import type { DrillEvidence } from './evidence.ts';
import { balanceItems, positionItems } from './reconciliation.ts';

export const positionsAndBalancesEqual: AssessedCheck = {
  id: 'I3',
  title: 'The same positions and balances as the venue',
  expected:
    'Positions per symbol and free and locked balances per asset equal the truth ledger at the cursors of each resumed record.',
  limits:
    'Positions are bought less sold since the ledger began, before commission; the commission shows in the balances.',
  negativeControl: 'fill-applied-twice',
  requires: ['ledgers', 'resumed states'],
  judge: judgePositions,
};

function judgePositions(evidence: DrillEvidence): Judgement {
  const { comparisons, uncompared, stale, evidence: files } = compareAtCursors(evidence);
  const traded = comparisons.some(({ truth }) => truth.trades.length > 0);
  const items = comparisons.flatMap((comparison) =>
    [...positionItems(comparison), ...balanceItems(comparison)].map((item) => ({ ...item, label: comparison.label })),
  );
  const differing = items.filter(({ matches }) => !matches);
  const findings = differing.map(
    ({ label, kind, item, engine, venueTruth, difference }) =>
      `${label}: ${kind} ${item} is ${engine} in the engine and ${venueTruth} at the venue (difference ${difference})`,
  );
  const checked = traded ? items.length : 0;
  const what = traded ? `${items.length} positions and balances compared` : 'no trade stood before any cursor';
  return {
    checked,
    population: checked + uncompared.length,
    findings: [...stale, ...findings],
    observed: [`${what} at ${comparisons.length} cursors.`, ...uncompared].join(' '),
    evidence: files,
  };
}
