/** The checks: pure functions that judge a drill by its evidence. */

export { type CheckId, checkIds } from './check.ts';
export type { DrillEvidence, EvidenceProblem, JournalEvidence, SecondRestart } from './evidence.ts';
export { deviations } from './i07-objectives-met.ts';
export { readJournalExport } from './journals.ts';
export { checks, judge } from './judge.ts';
export { type Ledger, readLedger } from './ledger.ts';
export { reconciliationRows } from './reconciliation.ts';
export { recoveryTimes } from './recovery-times.ts';
export { rpo } from './rpo.ts';

/** Halves of invariants no drill can be judged by yet, with the reason; each record lists them. */
export const notAssessed: readonly string[] = [
  'I10, limits: the engine states no limits yet.',
  'I12, alert delivered within its budget: the system under drill sends no alerts yet.',
];
