/** Objectives with their sources, and the recovery step by step: the plots and the same figures as tables. */
import type { DrillRecord, Objective } from '../../record/schema.ts';
import { lostItems, type Rating, rate } from '../ratings.ts';
import { count, duration, notMeasured, percent, sinceFault } from '../words.ts';
import { html, type Markup, nothing, type Slot } from './markup.ts';
import { badge, figures, note, part, table } from './parts.ts';
import { sinceFirstFaultMs, stepTitles, timelinePlots } from './timeline-plots.ts';

const recoveryTimes = [
  { key: 'detected', name: 'Fault → detected' },
  { key: 'stateRecovered', name: 'Fault → state recovered' },
  { key: 'reconciled', name: 'Fault → reconciled' },
  { key: 'resumed', name: 'Fault → resumed' },
] as const;

export function objectivesPart(drill: DrillRecord, anchor: string): Markup {
  const { total, stop, restart, judged } = drill.objectives;
  const restartMs = drill.rtoMs.resumed === null || drill.stopMs === null ? null : drill.rtoMs.resumed - drill.stopMs;
  const times = recoveryTimes.map(({ key, name }) =>
    key === judged
      ? objectiveRow(`${name} (judged)`, drill.rtoMs[key], total)
      : [name, duration(drill.rtoMs[key]), '', '', 'reported only', ''],
  );
  const rows = [
    ...(stop === undefined ? [] : [objectiveRow('Orderly stop', drill.stopMs, stop)]),
    ...times,
    ...(restart === undefined ? [] : [objectiveRow('End of the stop → resumed', restartMs, restart)]),
    rpoRow(drill),
  ];
  const columns = [
    { head: 'Objective' },
    { head: 'Measured', figure: true },
    { head: 'Target', figure: true },
    { head: 'Maximum', figure: true },
    { head: 'Result' },
    { head: 'Source' },
  ];
  return part(
    anchor,
    'objectives',
    'Objectives',
    table('The firm’s objectives for this drill and what was measured', columns, rows),
    ...waits(drill),
  );
}

function objectiveRow(name: string, measuredMs: number | null, objective: Objective): Slot[] {
  const rating = rate(measuredMs, objective);
  return [
    name,
    duration(measuredMs),
    duration(objective.targetMs),
    duration(objective.maximumMs),
    badge(rating.tone, rating.words),
    objective.source,
  ];
}

function rpoRow(drill: DrillRecord): Slot[] {
  const { items, source } = drill.objectives.rpo;
  const { lost, unmeasured } = lostItems(drill);
  const rating = rpoRating(lost, items, unmeasured);
  return ['RPO, items lost', count(lost), count(items), count(items), badge(rating.tone, rating.words), source];
}

function rpoRating(lost: number | null, allowed: number, unmeasured: readonly string[]): Rating {
  if (lost === null) return { words: notMeasured, tone: 'neutral' };
  if (lost > allowed) return { words: 'over maximum', tone: 'violated' };
  return unmeasured.length === 0
    ? { words: 'within target', tone: 'held' }
    : { words: 'partly measured', tone: 'neutral' };
}

function waits(drill: DrillRecord): Markup[] {
  const pairs: [string, Slot][] = [
    ['First instrument resumed', duration(drill.firstInstrumentResumedMs)],
    ['Process start → resumed', duration(drill.processStartToResumedMs)],
    ['of which waiting for expiries', duration(drill.expiryWaitMs)],
    ...drill.subtracted.map(({ name, durationMs }): [string, Slot] => [`Subtracted: ${name}`, duration(durationMs)]),
    ['Venues judged', drill.judgedVenues.length === 0 ? 'none' : drill.judgedVenues.join(', ')],
  ];
  return [
    figures(pairs),
    note(
      'Times run from t0, which is taken before the fault call, on the host’s monotonic clock. Waits that the drill itself imposed are subtracted by name.',
    ),
  ];
}

export function stepsPart(drill: DrillRecord, anchor: string): Markup {
  if (drill.steps.length === 0)
    return part(anchor, 'recovery', 'Recovery, step by step', note('No step of the recovery was measured.'));
  const rows = drill.steps.map((step): Slot[] => {
    const objective = drill.objectives.steps[step.name];
    const rating = rate(step.durationMs, objective);
    const at = (monoNs: string | null) => {
      const ms = sinceFirstFaultMs(drill, monoNs);
      return ms === null ? notMeasured : sinceFault(ms);
    };
    return [
      stepTitles[step.name],
      at(step.startedMonoNs),
      at(step.endedMonoNs),
      duration(step.durationMs),
      objective === undefined ? 'none' : duration(objective.targetMs),
      objective === undefined ? 'none' : duration(objective.maximumMs),
      objective === undefined || step.durationMs === null ? '' : percent(step.durationMs, objective.targetMs),
      badge(rating.tone, rating.words),
      `${step.automatic ? 'Automatic' : 'Manual'}; ${step.evidence}`,
    ];
  });
  const columns = [
    { head: 'Step' },
    { head: 'Start', figure: true },
    { head: 'End', figure: true },
    { head: 'Took', figure: true },
    { head: 'Target', figure: true },
    { head: 'Maximum', figure: true },
    { head: 'Of target', figure: true },
    { head: 'Result' },
    { head: 'Evidence' },
  ];
  return part(
    anchor,
    'recovery',
    'Recovery, step by step',
    timelinePlots(drill),
    table('The same figures as a table', columns, rows),
    stepSources(drill),
  );
}

function stepSources(drill: DrillRecord): Markup {
  const sources = new Set(Object.values(drill.objectives.steps).map((objective) => objective.source));
  return sources.size === 0 ? nothing : note(html`Source of the step budgets: ${[...sources].join('; ')}.`);
}
