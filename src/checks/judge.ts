/**
 * From judgements to verdicts, one rule for all checks. Exercised: violated by a finding; held only when something
 * relevant was seen and every item of it was looked at; inconclusive otherwise, also when an assumption broke or the
 * check itself failed. Guards can only turn a verdict to violated: they never read as held.
 */
import type { CheckResult, CheckVerdict } from '../record/schema.ts';
import { firstBrokenAssumption } from './assumptions.ts';
import { type AssessedCheck, type Check, type CheckId, checkIds, type Judgement } from './check.ts';
import type { DrillEvidence } from './evidence.ts';
import { oneOrderPerIntent } from './i01-one-order-per-intent.ts';
import { fillsEqual } from './i02-fills-equal.ts';
import { positionsAndBalancesEqual } from './i03-positions-and-balances-equal.ts';
import { openOrdersEqual } from './i04-open-orders-equal.ts';
import { nothingBeforeTheGates } from './i05-nothing-before-the-gates.ts';
import { deposedSenderBounded } from './i06-deposed-sender-bounded.ts';
import { objectivesMet } from './i07-objectives-met.ts';
import { secondRestartAddsNothing } from './i08-second-restart-adds-nothing.ts';
import { intentDurableBeforeSend } from './i09-intent-durable-before-send.ts';
import { limitsKept } from './i10-limits-kept.ts';
import { damageNamed } from './i11-damage-named.ts';
import { nothingLeaked } from './i12-nothing-leaked.ts';

export const checks: Readonly<Record<CheckId, Check>> = {
  I1: oneOrderPerIntent,
  I2: fillsEqual,
  I3: positionsAndBalancesEqual,
  I4: openOrdersEqual,
  I5: nothingBeforeTheGates,
  I6: deposedSenderBounded,
  I7: objectivesMet,
  I8: secondRestartAddsNothing,
  I9: intentDurableBeforeSend,
  I10: limitsKept,
  I11: damageNamed,
  I12: nothingLeaked,
};

const findingsShown = 20;

/** Judges all twelve invariants, in their order. */
export function judge(evidence: DrillEvidence, exercised: readonly CheckId[]): CheckResult[] {
  return checkIds.map((id) => judgeOne(checks[id], evidence, exercised.includes(id)));
}

function judgeOne(check: Check, evidence: DrillEvidence, exercised: boolean): CheckResult {
  if ('notAssessedBecause' in check) {
    return resultOf(check, exercised, 'not assessed', nothingSeen(check.notAssessedBecause));
  }
  const judgement = judgementOf(check, evidence);
  return resultOf(check, exercised, verdictOf(judgement, exercised), judgement);
}

function judgementOf(check: AssessedCheck, evidence: DrillEvidence): Judgement {
  const cause = firstBrokenAssumption(check.requires, evidence);
  if (cause !== null) return nothingSeen(`Skipped: ${cause}.`);
  try {
    return check.judge(evidence);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return { ...nothingSeen(`The check itself failed: ${cause}`), failed: true };
  }
}

function verdictOf({ findings, checked, population, failed }: Judgement, exercised: boolean): CheckVerdict {
  if (failed === true) return 'inconclusive';
  if (findings.length > 0) return 'violated';
  if (!exercised) return 'not exercised';
  return population > 0 && checked === population ? 'held' : 'inconclusive';
}

function nothingSeen(observed: string): Judgement {
  return { checked: 0, population: 0, findings: [], observed, evidence: [] };
}

function resultOf(check: Check, exercised: boolean, verdict: CheckVerdict, judgement: Judgement): CheckResult {
  const { id, title, expected, limits, negativeControl } = check;
  const { observed, checked, population, findings, evidence } = judgement;
  const more = findings.length - findingsShown;
  return {
    id,
    title,
    role: exercised ? 'exercised' : 'guard',
    verdict,
    expected,
    observed: more > 0 ? `${observed} ${more} more findings are not listed.` : observed,
    checked,
    population,
    findings: findings.slice(0, findingsShown),
    evidence: [...new Set(evidence)],
    limits,
    negativeControl,
  };
}
