import type { Objective } from '../record/schema.ts';
import type { AssessedCheck, Judgement } from './check.ts';
import type { DrillEvidence, Performance } from './evidence.ts';

export const objectivesMet: AssessedCheck = {
  id: 'I7',
  title: 'Recovery objectives met',
  expected:
    'Each budgeted step, the judged recovery time and an orderly stop stay within their maximum, and no more than the allowed items are lost.',
  limits:
    'One run on one machine, times the drill imposed subtracted by name. Detection of a lost link and the phases between detection and resumed are the engine’s own account, held against the ledger where it can be. Intents and configuration are counted before reconciliation, venue facts after it.',
  negativeControl: null,
  requires: ['performance', 'proven faults'],
  judge: ({ performance, supervisorEvents, faults }) =>
    performance === null
      ? nothingMeasured
      : judgePerformance(performance, refusedRestarts(performance, supervisorEvents, faults)),
};

const nothingMeasured: Judgement = { checked: 0, population: 0, findings: [], observed: '', evidence: [] };

interface Measure {
  readonly name: string;
  readonly objective: Objective;
  readonly measuredMs: number | null;
}

function judgePerformance(performance: Performance, refused: readonly string[]): Judgement {
  const measures = measuresOf(performance);
  const missing = measures.filter(({ measuredMs }) => measuredMs === null);
  const { items: allowed } = performance.objectives.rpo;
  const lost = lostItems(performance);
  const findings = measures.flatMap(({ name, objective, measuredMs }) =>
    measuredMs !== null && measuredMs > objective.maximumMs
      ? [`${name} took ${measuredMs.toFixed(0)} ms, the maximum is ${objective.maximumMs} ms (${objective.source})`]
      : [],
  );
  findings.push(...overdue(performance), ...refused);
  if (lost.count > allowed) findings.push(`${lost.count} items were lost, ${allowed} are allowed`);
  const unmeasured = [...missing.map(({ name }) => name), ...lost.unmeasured];
  const population = measures.length + lost.classes;
  return {
    checked: population - unmeasured.length,
    population,
    findings,
    observed: [
      `${measures.length - missing.length} of ${measures.length} times measured, ${lost.count} items lost.`,
      ...receivedAndNotJournaled(performance),
      ...(unmeasured.length === 0 ? [] : [`Not measured: ${unmeasured.join(', ')}.`]),
      ...deviations(performance),
    ].join(' '),
    evidence: [],
  };
}

/** An engine nobody starts again does not resume within any time. */
function refusedRestarts(
  { objectives, rtoMs }: Performance,
  events: DrillEvidence['supervisorEvents'],
  faults: DrillEvidence['faults'],
): string[] {
  const { judged } = objectives;
  const t0MonoNs = faults[0]?.requestedMonoNs;
  if (t0MonoNs === undefined || rtoMs[judged] !== null) return [];
  return events
    .filter(({ event, monoNs }) => event === 'restart-refused' && BigInt(monoNs) > BigInt(t0MonoNs))
    .map(({ detail }) => `total (${judged}) cannot come: the supervisor does not restart the engine (${detail})`);
}

/** What had not come when the harness had already looked for longer than the maximum took longer, whatever it would have been. */
function overdue({ objectives, rtoMs, observedMs }: Performance): string[] {
  const { total, judged } = objectives;
  return rtoMs[judged] === null && observedMs > total.maximumMs
    ? [
        `total (${judged}) had not come after ${observedMs.toFixed(0)} ms, the maximum is ${total.maximumMs} ms (${total.source})`,
      ]
    : [];
}

/** Not judged as lost, because the venue has them; but they say how far the journal lagged at the fault. */
function receivedAndNotJournaled({ rpo }: Performance): string[] {
  const { fills, acks } = rpo.beforeReconciliation;
  return fills === null || acks === null || fills + acks === 0
    ? []
    : [`Delivered before the fault and not in the journal then: ${fills} fills, ${acks} acks.`];
}

/** Between target and maximum: the drill is held with deviations. One sentence each. */
export function deviations(performance: Performance): string[] {
  return measuresOf(performance).flatMap(({ name, objective, measuredMs }) =>
    measuredMs !== null && measuredMs > objective.targetMs && measuredMs <= objective.maximumMs
      ? [`${name} took ${measuredMs.toFixed(0)} ms, past its target of ${objective.targetMs} ms.`]
      : [],
  );
}

function measuresOf({ objectives, steps, rtoMs, stopMs }: Performance): Measure[] {
  const budgeted = Object.entries(objectives.steps).map(([name, objective]) => ({
    name: `step ${name}`,
    objective,
    measuredMs: steps.find((step) => step.name === name)?.durationMs ?? null,
  }));
  const total = {
    name: `total (${objectives.judged})`,
    objective: objectives.total,
    measuredMs: rtoMs[objectives.judged],
  };
  const stop = objectives.stop === undefined ? [] : [{ name: 'stop', objective: objectives.stop, measuredMs: stopMs }];
  const restartMs = rtoMs.resumed === null || stopMs === null ? null : rtoMs.resumed - stopMs;
  const restart =
    objectives.restart === undefined ? [] : [{ name: 'restart', objective: objectives.restart, measuredMs: restartMs }];
  return [...budgeted, total, ...stop, ...restart];
}

function lostItems({ rpo }: Performance): { count: number; classes: number; unmeasured: string[] } {
  const { beforeReconciliation: before, afterReconciliation: after } = rpo;
  const classes = {
    intents: before.intents,
    'configuration changes': before.configChanges,
    acks: after.acks,
    fills: after.fills,
    cancels: after.cancels,
  };
  const counts = Object.entries(classes);
  return {
    count: counts.reduce((sum, [, count]) => sum + (count ?? 0), 0),
    classes: counts.length,
    unmeasured: counts.filter(([, count]) => count === null).map(([name]) => `lost ${name}`),
  };
}
