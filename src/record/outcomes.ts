/**
 * Verdicts and outcomes, worst wins. The verdict is what a gate acts on; the outcome says which kind of it. Missing
 * evidence is never a good result: whatever was not proven, reached or seen makes a drill inconclusive.
 */
import type { CheckResult, FaultRecord, Outcome, SteadyState, Verdict } from './schema.ts';

export const verdictOfOutcome: Readonly<Record<Outcome, Verdict>> = {
  held: 'held',
  'held with deviations': 'held',
  'objective violated': 'violated',
  'integrity violated': 'violated',
  inconclusive: 'inconclusive',
  aborted: 'inconclusive',
  refused: 'inconclusive',
};

const verdictsFromWorst: readonly Verdict[] = ['violated', 'inconclusive', 'held'];
const outcomesFromWorst: readonly Outcome[] = [
  'integrity violated',
  'objective violated',
  'aborted',
  'refused',
  'inconclusive',
  'held with deviations',
  'held',
];

/** Of no verdicts at all: inconclusive, since nothing was judged. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  return verdictsFromWorst.find((verdict) => verdicts.includes(verdict)) ?? 'inconclusive';
}

export function worstOutcome(outcomes: readonly Outcome[]): Outcome {
  return outcomesFromWorst.find((outcome) => outcomes.includes(outcome)) ?? 'inconclusive';
}

/** The invariant that judges objectives; all others judge integrity. */
export const objectiveCheck = 'I7';

export interface DrillFindings {
  readonly checks: readonly CheckResult[];
  readonly faults: readonly FaultRecord[];
  /** Null where the drill ended before its steady state was asked for. */
  readonly steadyState: SteadyState | null;
  /** Sentences of what lies between target and maximum. */
  readonly deviations: readonly string[];
  /** Set when the drill did not run to its end: why. */
  readonly stopped?: { readonly outcome: 'aborted' | 'refused' | 'inconclusive'; readonly why: string };
}

export interface DrillVerdict {
  readonly verdict: Verdict;
  readonly outcome: Outcome;
  /** One sentence. */
  readonly why: string;
}

/** Integrity before objectives before missing evidence: a drill that both broke and saw too little is violated. */
export function drillVerdict(findings: DrillFindings): DrillVerdict {
  const { checks, deviations, stopped } = findings;
  const violated = checks.filter(({ verdict }) => verdict === 'violated');
  const integrity = violated.filter(({ id }) => id !== objectiveCheck);
  if (integrity.length > 0) return concluded('integrity violated', sentenceOfChecks(integrity));
  if (violated.length > 0) return concluded('objective violated', sentenceOfChecks(violated));
  if (stopped !== undefined) return concluded(stopped.outcome, stopped.why);
  const missing = missingEvidence(findings);
  if (missing !== null) return concluded('inconclusive', missing);
  const exercised = checks.filter(({ role }) => role === 'exercised').length;
  if (deviations.length > 0) return concluded('held with deviations', deviations.join(' '));
  return concluded('held', `All ${exercised} exercised checks held.`);
}

function concluded(outcome: Outcome, why: string): DrillVerdict {
  return { verdict: verdictOfOutcome[outcome], outcome, why };
}

function sentenceOfChecks(checks: readonly CheckResult[]): string {
  return checks.map(({ id, findings, observed }) => `${id}: ${findings[0] ?? observed}`).join('; ');
}

/** The first reason why nothing good can be concluded, or null. */
function missingEvidence({ checks, faults, steadyState }: DrillFindings): string | null {
  if (steadyState?.reached !== true) {
    return `The steady state was not reached${steadyState === null ? '' : `: ${steadyState.statement}`}.`;
  }
  const unproven = faults.find((fault) => !isProven(fault));
  if (unproven !== undefined) return `Fault ${unproven.id} (${unproven.type}) was not proven from outside.`;
  const stuck = faults.find(({ undo }) => undo !== null && !undo.holds);
  if (stuck !== undefined) return `Fault ${stuck.id} (${stuck.type}) was not proven undone.`;
  const exercised = checks.filter(({ role }) => role === 'exercised');
  if (exercised.length === 0) return 'No check was exercised.';
  // A guard is inconclusive only when it failed itself; then it guarded nothing.
  const open = checks.filter(({ role, verdict }) =>
    role === 'exercised' ? verdict !== 'held' : verdict === 'inconclusive',
  );
  return open.length === 0 ? null : sentenceOfChecks(open);
}

export function isProven({ effect, provenMonoNs }: FaultRecord): boolean {
  return effect?.holds === true && provenMonoNs !== null;
}
