/** Readings of the record that several reports share: figures against their objectives. They judge nothing anew. */
import type { CheckResult, DrillRecord, LossCounts, Objective, RunRecord } from '../record/schema.ts';
import { count, counted, duration, notMeasured, type Tone } from './words.ts';

export type Rating = { readonly words: string; readonly tone: Tone };

/** A measured duration against target and maximum. */
export function rate(measuredMs: number | null, objective: Objective | undefined): Rating {
  if (measuredMs === null) return { words: notMeasured, tone: 'neutral' };
  if (objective === undefined) return { words: 'no objective', tone: 'neutral' };
  if (measuredMs <= objective.targetMs) return { words: 'within target', tone: 'held' };
  if (measuredMs <= objective.maximumMs) return { words: 'over target, within maximum', tone: 'deviation' };
  return { words: 'over maximum', tone: 'violated' };
}

/** The one of the four recovery times that the drill's total objective judges. */
export function judgedRtoMs(drill: DrillRecord): number | null {
  return drill.rtoMs[drill.objectives.judged];
}

export function rtoAgainstTarget(drill: DrillRecord): string {
  return `${duration(judgedRtoMs(drill))} of ${duration(drill.objectives.total.targetMs)}`;
}

export const lossClasses = [
  { key: 'intents', name: 'Intents', judgedAt: 'beforeReconciliation' },
  { key: 'configChanges', name: 'Config changes', judgedAt: 'beforeReconciliation' },
  { key: 'acks', name: 'Acknowledgements', judgedAt: 'afterReconciliation' },
  { key: 'fills', name: 'Fills', judgedAt: 'afterReconciliation' },
  { key: 'cancels', name: 'Cancel outcomes', judgedAt: 'afterReconciliation' },
] as const satisfies readonly {
  key: Exclude<keyof LossCounts, 'oldestAgeMs'>;
  name: string;
  judgedAt: 'beforeReconciliation' | 'afterReconciliation';
}[];

/**
 * Items lost for good: intents and config changes before reconciliation (only the engine had them), venue facts after it.
 * `lost` is null when no class was measured.
 */
export function lostItems(drill: DrillRecord): {
  readonly lost: number | null;
  readonly unmeasured: readonly string[];
} {
  let lost: number | null = null;
  const unmeasured: string[] = [];
  for (const { key, name, judgedAt } of lossClasses) {
    const value = drill.rpo[judgedAt][key];
    if (value === null) unmeasured.push(name.toLowerCase());
    else lost = (lost ?? 0) + value;
  }
  return { lost, unmeasured };
}

export function rpoWords(drill: DrillRecord): string {
  const { lost, unmeasured } = lostItems(drill);
  if (lost === null) return notMeasured;
  const partly = unmeasured.length === 0 ? '' : `, ${counted(unmeasured.length, 'class', 'classes')} ${notMeasured}`;
  return `${count(lost)} lost of ${count(drill.objectives.rpo.items)} allowed${partly}`;
}

export function exercisedChecks(checks: readonly CheckResult[]): { readonly held: number; readonly total: number } {
  const exercised = checks.filter((check) => check.role === 'exercised');
  return { held: exercised.filter((check) => check.verdict === 'held').length, total: exercised.length };
}

export function exercisedWords(drill: DrillRecord): string {
  const { held, total } = exercisedChecks(drill.checks);
  return total === 0 ? 'none judged' : `${held} / ${total}`;
}

/** Drills the run was asked for that left no record: inconclusive, whatever else it says. */
export function drillsWithoutRecord(record: RunRecord): readonly string[] {
  return record.expectedDrills.filter((id) => !record.drills.some((drill) => drill.id === id || drill.code === id));
}

/** `S2`, or `S2 (repetition 3)` where the run repeats it. */
export function drillLabel(record: RunRecord, drill: DrillRecord): string {
  const repeated = record.drills.filter((other) => other.id === drill.id).length > 1;
  return repeated ? `${drill.code} (repetition ${drill.repetition})` : drill.code;
}
