/** The checks: pure functions that judge a drill by its evidence. */

export type { Requirement } from './assumptions.ts';
export { type CheckId, checkIds } from './check.ts';
export type {
  Damage,
  Disconnect,
  DrillEvidence,
  EvidenceProblem,
  IncarnationEvidence,
  JournalEvidence,
  Performance,
  RecoveryEvidence,
  ResumedState,
  SecondRestart,
} from './evidence.ts';
export { EvidenceError } from './evidence-error.ts';
export { deviations } from './i07-objectives-met.ts';
export { type Journal, readJournalExport } from './journals.ts';
export { checks, judge } from './judge.ts';
export { type Ledger, type ReadLedgerOptions, readLedger } from './ledger.ts';
export { type LedgerState, ledgerAt, positionOfCursor } from './ledger-at.ts';
export { reconciliationRows } from './reconciliation.ts';
export {
  type InstrumentResumed,
  type RecoveryTimes,
  type RecoveryTimesOptions,
  recoveryTimes,
} from './recovery-times.ts';
export { type RpoCounts, rpo } from './rpo.ts';

/** Halves of invariants no drill can be judged by yet, with the reason; each record lists them. */
export const notAssessed: readonly string[] = [
  'I10, limits: the engine states no limits yet.',
  'I12, alert delivered within its budget: the system under drill sends no alerts yet.',
];
