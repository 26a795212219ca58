/** The checks: pure functions that judge a drill by its evidence. */
import type { DrillEvidence } from './evidence.ts';

export { type CheckId, checkIds } from './check.ts';
export type {
  Damage,
  DamageAnswer,
  DrillEvidence,
  DueAlert,
  EvidenceProblem,
  JournalEvidence,
  RefusedDirectory,
  SecondRestart,
} from './evidence.ts';
export { deviations } from './i07-objectives-met.ts';
export { readJournalExport } from './journals.ts';
export { checks, judge } from './judge.ts';
export { type Ledger, readLedger } from './ledger.ts';
export { reconciliationRows } from './reconciliation.ts';
export { recoveryTimes } from './recovery-times.ts';
export { rpo } from './rpo.ts';

/** Halves of invariants this drill cannot be judged by, with the reason; each record lists them. */
export function notAssessed({ dueAlerts }: Pick<DrillEvidence, 'dueAlerts'>): readonly string[] {
  const alerts = dueAlerts.length > 0 ? [] : ['I12, alert delivered within its budget: this drill demands no alert.'];
  return ['I10, limits: the engine states no limits yet.', ...alerts];
}
