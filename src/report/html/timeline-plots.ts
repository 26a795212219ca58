/** A drill's recovery as two plots: when each step ran, and how much of its budget it took. */
import type { DrillRecord, Objective, StepName } from '../../record/schema.ts';
import { judgedRtoMs, rate } from '../ratings.ts';
import { duration, notMeasured, percent, sinceFault, type Tone } from '../words.ts';
import { html, type Markup, nothing } from './markup.ts';
import { type Axis, type Mark, type PlotRow, plot } from './plot.ts';

const barColours: Readonly<Record<Tone, string>> = {
  held: 'var(--held)',
  deviation: 'var(--deviation)',
  violated: 'var(--violated)',
  inconclusive: 'var(--inconclusive)',
  neutral: 'var(--soft)',
};

export const stepTitles: Readonly<Record<StepName, string>> = {
  detect: 'Detect',
  assess: 'Assess',
  recover: 'Recover',
  reconcile: 'Reconcile',
  validate: 'Validate',
  resume: 'Resume',
};

/** Milliseconds from the first fault's call (t0) to a moment; null where either is missing. */
export function sinceFirstFaultMs(drill: DrillRecord, monoNs: string | null): number | null {
  const t0 = drill.faults[0]?.requestedMonoNs;
  if (t0 === undefined || monoNs === null) return null;
  return Number(BigInt(monoNs) - BigInt(t0)) / 1e6;
}

export function timelinePlots(drill: DrillRecord): Markup {
  return html`${whenPlot(drill)}${budgetPlot(drill)}`;
}

function whenPlot(drill: DrillRecord): Markup {
  const rows = drill.steps.map((step) => whenRow(drill, step));
  const latest = Math.max(0, ...rows.flatMap((row) => row.marks.map((mark) => mark.to)));
  if (latest === 0) return nothing;
  const description = `When each step ran after the fault. ${rows.map((row) => `${row.name}: ${row.figure}.`).join(' ')}`;
  return html`<figure><figcaption><strong>When each step ran</strong>, from the fault at 0</figcaption>
${plot(description, rows, linearAxis(latest))}</figure>
`;
}

function whenRow(drill: DrillRecord, step: DrillRecord['steps'][number]): PlotRow {
  const from = sinceFirstFaultMs(drill, step.startedMonoNs);
  const to = sinceFirstFaultMs(drill, step.endedMonoNs);
  const name = stepTitles[step.name];
  if (from === null) return { name, figure: notMeasured, marks: [] };
  if (to === null) return { name, figure: `${sinceFault(from)} → ${notMeasured}`, marks: [] };
  const colour = barColours[rate(step.durationMs, drill.objectives.steps[step.name]).tone];
  return { name, figure: `${sinceFault(from)} → ${sinceFault(to)}`, marks: [{ kind: 'bar', from, to, colour }] };
}

/** Log axis: on a linear one 1.3 s against 300 s could not be seen. */
function budgetPlot(drill: DrillRecord): Markup {
  const { steps, total, stop } = drill.objectives;
  const rows = [
    ...(stop === undefined ? [] : [budgetRow('Stop', drill.stopMs, stop)]),
    ...drill.steps.map((step) => budgetRow(stepTitles[step.name], step.durationMs, steps[step.name])),
    budgetRow('Total', judgedRtoMs(drill), total),
  ];
  const description = `Time taken against budget. ${rows.map((row) => `${row.name}: ${row.figure}.`).join(' ')}`;
  const largest = Math.max(1, ...rows.flatMap((row) => row.marks.map((mark) => mark.to)));
  return html`<figure><figcaption><strong>Time taken against budget</strong>, logarithmic axis.
<span class="key"><span><span class="swatch bar"></span> measured</span> <span><span class="swatch track"></span> up to the maximum</span> <span><span class="swatch tick"></span> target</span></span></figcaption>
${plot(description, rows, logAxis(largest))}</figure>
`;
}

function budgetRow(name: string, measuredMs: number | null, objective: Objective | undefined): PlotRow {
  const marks: Mark[] = [];
  if (objective !== undefined)
    marks.push({ kind: 'track', from: 0, to: decades(objective.maximumMs), colour: 'var(--track)' });
  const rating = rate(measuredMs, objective);
  if (measuredMs !== null)
    marks.push({ kind: 'bar', from: 0, to: decades(measuredMs), colour: barColours[rating.tone] });
  if (objective !== undefined) {
    const target = decades(objective.targetMs);
    marks.push({ kind: 'tick', from: target, to: target, colour: 'var(--ink)' });
  }
  return {
    name,
    figure: budgetFigure(measuredMs, objective, rating.tone === 'held' ? '' : `, ${rating.words}`),
    marks,
  };
}

function budgetFigure(measuredMs: number | null, objective: Objective | undefined, remark: string): string {
  if (measuredMs === null || objective === undefined)
    return `${duration(measuredMs)}${objective === undefined ? ', no budget' : ` of ${duration(objective.targetMs)}`}`;
  const short = remark === ', over target, within maximum' ? ', over target' : remark;
  return `${duration(measuredMs)} of ${duration(objective.targetMs)} (${percent(measuredMs, objective.targetMs)})${short}`;
}

/** Powers of ten above one millisecond, where the axis begins. */
function decades(ms: number): number {
  return Math.log10(Math.max(1, ms));
}

function logAxis(largestDecades: number): Axis {
  return {
    min: 0,
    max: largestDecades + 0.05,
    interval: 1,
    label: (value) => (Number.isInteger(value) ? decadeLabel(value) : ''),
  };
}

/** `100 s` rather than `1 min 40 s`: the powers of ten are what the axis shows. */
function decadeLabel(decade: number): string {
  return decade < 3 ? `${10 ** decade} ms` : `${10 ** (decade - 3)} s`;
}

function linearAxis(latestMs: number): Axis {
  const step = niceStep(latestMs / 5);
  return { min: 0, max: latestMs, interval: step, label: (value) => (isMultiple(value, step) ? duration(value) : '') };
}

/** The axis also labels its end, which falls between two steps. */
function isMultiple(value: number, step: number): boolean {
  return Math.abs(value / step - Math.round(value / step)) < 1e-6;
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 0.001)));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough) ?? 10;
  return factor * power;
}
