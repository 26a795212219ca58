/** What checks may assume of the evidence. A broken assumption skips its dependents with the cause; it is never a finding. */
import type { DrillEvidence } from './evidence.ts';

/** Each gives the cause why it does not hold, or null. */
const assumptions = {
  ledgers: ({ ledgers }) => (ledgers.size === 0 ? 'no truth ledger was read' : null),
  incarnations: ({ incarnations }) => (incarnations.length === 0 ? 'no life of the engine was observed' : null),
  journals: missingJournal,
  'resumed states': ({ resumedStates }) =>
    resumedStates.length === 0 ? 'no state at a resumed record was captured' : null,
  recoveries: ({ recoveries }) => (recoveries.length === 0 ? 'no account of a recovery was captured' : null),
  'proven faults': ({ faults }) => {
    const unproven = faults.find(({ effect, provenMonoNs }) => effect?.holds !== true || provenMonoNs === null);
    return unproven === undefined ? null : `fault ${unproven.id} (${unproven.type}) was not proven from outside`;
  },
  damage: ({ damage }) => (damage.length === 0 ? 'the drill damages no file' : null),
  'second restart': ({ secondRestart }) => (secondRestart === null ? 'the drill has no second restart' : null),
  'slowed syncs': ({ syncsSlowed }) =>
    syncsSlowed ? null : 'syncs were not slowed to ten times the latency of the link',
  performance: ({ performance }) => (performance === null ? 'no recovery time was measured' : null),
  'leak scan': ({ leaks }) => (leaks === null ? 'no leak scan was made' : null),
} satisfies Record<string, (evidence: DrillEvidence) => string | null>;

export type Requirement = keyof typeof assumptions;

/** Why the first unmet requirement is unmet, or null when all are met. */
export function firstBrokenAssumption(requires: readonly Requirement[], evidence: DrillEvidence): string | null {
  for (const requirement of requires) {
    const problem = evidence.problems.find((one) => one.requirement === requirement);
    const cause = problem?.cause ?? assumptions[requirement](evidence);
    if (cause !== null) return cause;
  }
  return null;
}

function missingJournal({ journals, incarnations }: DrillEvidence): string | null {
  const latest = incarnations.length - 1;
  const copiedAfter = new Set(journals.map(({ afterIncarnation }) => afterIncarnation));
  for (let index = 0; index < latest; index++) {
    if (!copiedAfter.has(index)) {
      return `the journal was not copied between incarnation ${index + 1} and incarnation ${index + 2}`;
    }
  }
  if (!copiedAfter.has(null) && !copiedAfter.has(latest)) return 'the journal was not copied at the end';
  return null;
}
