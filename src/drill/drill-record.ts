/** Judges the evidence and puts the record of one drill together. */
import { basename } from 'node:path';
import {
  type DrillEvidence,
  deviations,
  judge,
  notAssessed as notAssessedByChecks,
  reconciliationRows,
  recoveryTimes,
  rpo,
} from '../checks/index.ts';
import { drillVerdict } from '../record/outcomes.ts';
import type { CheckResult, DrillRecord, IncarnationRecord } from '../record/schema.ts';
import { type Collected, nothingCollected } from './collect.ts';
import type { RunContext } from './context.ts';
import type { DrillDefinition } from './definition.ts';
import { emptyDrillRecord } from './empty-record.ts';
import { endsAskedFor } from './ends-asked-for.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import { type Life, livesOf } from './lives.ts';
import type { Claim, Observations } from './observations.ts';
import { readEvidence } from './read-evidence.ts';
import type { Timeline } from './timeline.ts';

/** Why a drill did not run to its end. */
export interface DrillEnd {
  readonly outcome: 'aborted' | 'refused' | 'inconclusive';
  readonly why: string;
  /** Set for what was not foreseen. */
  readonly error: string | null;
}

export interface DrillRun {
  readonly definition: DrillDefinition;
  readonly context: RunContext;
  readonly repetition: number;
  readonly startedMonoNs: bigint;
  readonly evidence: EvidenceFolder;
  readonly timeline: Timeline;
  readonly observations: Observations;
  readonly collected: Collected;
  readonly stopped: DrillEnd | null;
  readonly leaks: DrillRecord['leaks'];
}

export function drillRecordOf(run: DrillRun): DrillRecord {
  const { definition, context, observations, collected, timeline } = run;
  const lives = livesOf(collected.supervisorEvents, observations.faults);
  const measured = collected === nothingCollected ? null : measure(run, lives);
  const claims = [...observations.claims, ...endsAskedFor(lives, observations.faults, isRefusable(observations))];
  const checks = [...(measured?.checks ?? []), ...claims.map(claimResult)];
  const { startedMonoNs } = run;
  const { verdict, outcome, why } = drillVerdict({
    checks,
    faults: observations.faults,
    steadyState: observations.steadyState,
    deviations: measured?.deviations ?? [],
    ...(run.stopped === null ? {} : { stopped: run.stopped }),
  });
  return {
    ...emptyDrillRecord(definition, run.repetition, context.seed, 'inconclusive', why),
    ...pick(definition, observations),
    startedWall: wallOf(startedMonoNs),
    startedMonoNs: startedMonoNs.toString(),
    seed: context.seed + run.repetition - 1,
    verdict,
    outcome,
    why,
    objectives: definition.objectives,
    steadyState: observations.steadyState,
    faults: observations.faults,
    timeline: timeline.entries(),
    ...(measured?.record ?? {}),
    stopMs: observations.stopMs,
    subtracted: observations.imposed.map(({ name, startedMonoNs, endedMonoNs }) => ({
      name,
      durationMs: Number(BigInt(endedMonoNs) - BigInt(startedMonoNs)) / 1e6,
    })),
    incarnations: lives.map((life, index) => incarnationRecord(life, index, run)),
    supervisorEvents: [...collected.supervisorEvents],
    checks,
    leaks: run.leaks,
    evidence: run.evidence.list(),
    market: marketOf(run),
    error: run.stopped?.error ?? null,
  };
}

function measure(run: DrillRun, lives: readonly Life[]) {
  const { definition, observations, collected } = run;
  const evidence = readEvidence({ ...run, lives });
  const t0MonoNs = observations.faults[0]?.requestedMonoNs;
  const scope = observations.disconnects.length > 0 ? 'session' : 'start';
  const unmeasured: DrillEvidence = { ...evidence, performance: null };
  const recovered = {
    ...unmeasured,
    resumedStates: evidence.resumedStates.filter(({ state }) => isAfter(state.monoNs, t0MonoNs)),
  };
  const times = attempt(() =>
    t0MonoNs === undefined
      ? null
      : recoveryTimes(unmeasured, { t0MonoNs, scope, boundMs: definition.deadlineMs, waits: observations.imposed }),
  );
  const losses = attempt(() => (t0MonoNs === undefined ? null : rpo(recovered, t0MonoNs)));
  const performance =
    times === null || losses === null
      ? null
      : {
          rtoMs: times.rtoMs,
          stopMs: observations.stopMs,
          rpo: losses,
          objectives: definition.objectives,
          steps: times.steps,
          observedMs: observedMs(t0MonoNs, collected.finishedMonoNs, observations),
        };
  const complete: DrillEvidence = { ...evidence, performance };
  const newest = [...observations.recoveries.values()].at(-1)?.recoveries.at(-1);
  const gates = isAfter(newest?.phases[0]?.startedMonoNs, t0MonoNs) ? (newest?.gates ?? []) : [];
  return {
    checks: judge(complete, definition.exercises),
    deviations: performance === null ? [] : deviations(performance),
    record: {
      ...(times === null
        ? {}
        : {
            steps: [...times.steps],
            rtoMs: times.rtoMs,
            firstInstrumentResumedMs: times.firstInstrumentResumedMs,
            processStartToResumedMs: times.processStartToResumedMs,
            expiryWaitMs: times.expiryWaitMs,
          }),
      ...(losses === null ? {} : { rpo: losses }),
      gates: [...gates],
      reconciliation: attempt(() => reconciliationRows(recovered)) ?? [],
    },
  };
}

/** What was seen before the fault says nothing of the recovery from it. */
function isAfter(monoNs: string | undefined, t0MonoNs: string | undefined): boolean {
  return monoNs !== undefined && t0MonoNs !== undefined && BigInt(monoNs) > BigInt(t0MonoNs);
}

/** From t0 until the evidence was collected, without the waits the drill imposed. */
function observedMs(t0MonoNs: string | undefined, untilMonoNs: string, { imposed }: Observations): number {
  if (t0MonoNs === undefined) return 0;
  const ms = (from: string, to: string) => Number(BigInt(to) - BigInt(from)) / 1e6;
  return ms(t0MonoNs, untilMonoNs) - imposed.reduce((sum, wait) => sum + ms(wait.startedMonoNs, wait.endedMonoNs), 0);
}

/** Evidence that cannot be read measures nothing; the checks say why. */
function attempt<T>(work: () => T | null): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

function claimResult(claim: Claim): CheckResult {
  const seen = claim.holds === null ? 0 : 1;
  return {
    id: claim.id,
    title: claim.title,
    role: 'exercised',
    verdict: claim.holds === null ? 'inconclusive' : claim.holds ? 'held' : 'violated',
    expected: claim.expected,
    observed: claim.observed,
    checked: seen,
    population: 1,
    findings: claim.holds === false ? [`expected ${claim.expected}, found ${claim.observed}`] : [],
    evidence: [],
    limits: 'A claim of this drill alone, seen by the harness.',
    negativeControl: null,
  };
}

function isRefusable({ damage }: Observations): boolean {
  return damage.some(({ answer }) => answer === 'refused');
}

function pick(
  { id, code, title, revision, proves, doesNotProve, judgedVenues, notAssessed }: DrillDefinition,
  observations: Observations,
) {
  return {
    id,
    code,
    title,
    revision,
    proves,
    doesNotProve,
    judgedVenues: [...judgedVenues],
    notAssessed: [...notAssessedByChecks(observations), ...notAssessed],
  };
}

function incarnationRecord(life: Life, index: number, { collected, evidence }: DrillRun): IncarnationRecord {
  const { endRequestedMonoNs: _, ...record } = life;
  const copy = collected.journals.find(
    ({ afterIncarnation, problem }) => afterIncarnation === index && problem === null,
  );
  return { ...record, journalExport: copy === undefined ? null : `${evidence.relative}/${copy.file}` };
}

function marketOf({ context, collected, repetition }: DrillRun): DrillRecord['market'] {
  const source =
    context.market === null
      ? `seeded order flow, seed ${context.seed + repetition - 1}`
      : `recorded trades of ${basename(context.market)}`;
  return { source, detail: collected.markets.join('; ') };
}

function wallOf(monoNs: bigint): string {
  return new Date(Date.now() - Number(process.hrtime.bigint() - monoNs) / 1e6).toISOString();
}
