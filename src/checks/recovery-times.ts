/**
 * The four recovery times of a drill and its six steps, all from t0 on the host's monotonic clock. `resumed` is the
 * venues' word: the last instrument's first new order accepted from the new side. The engine's phases are used for the
 * steps in between, which nobody else can see. Null is not measured.
 */
import type { Recovery } from '../contract/engine.ts';
import type { SupervisorEvent } from '../contract/supervisor.ts';
import type { DrillRecord, StepName, StepRecord } from '../record/schema.ts';
import { isBefore, msBetween } from './connections.ts';
import type { DrillEvidence } from './evidence.ts';
import { placingRequests } from './operations.ts';
import { gatePosition, type Succession, successions } from './successions.ts';

export interface RecoveryTimesOptions {
  /** Taken before the fault call. */
  readonly t0MonoNs: string;
  /** `start`: a new incarnation recovers. `session`: the same one reconnects. */
  readonly scope: 'start' | 'session';
  /** From t0, in milliseconds: an instrument that has not resumed by then has not been measured. */
  readonly boundMs: number;
  /** Waits the drill imposed; what lies between t0 and a moment is subtracted from it. */
  readonly waits: readonly { readonly startedMonoNs: string; readonly endedMonoNs: string }[];
}

export interface InstrumentResumed {
  readonly venue: string;
  readonly symbol: string;
  readonly resumedMonoNs: string | null;
  readonly resumedMs: number | null;
}

export interface RecoveryTimes
  extends Pick<DrillRecord, 'rtoMs' | 'firstInstrumentResumedMs' | 'processStartToResumedMs' | 'expiryWaitMs'> {
  readonly detectedMonoNs: string | null;
  readonly resumedMonoNs: string | null;
  readonly instruments: readonly InstrumentResumed[];
  readonly steps: readonly StepRecord[];
}

export function recoveryTimes(evidence: DrillEvidence, options: RecoveryTimesOptions): RecoveryTimes {
  const { t0MonoNs, scope } = options;
  const after = successions(evidence).filter(
    (one) =>
      one.kind === scope &&
      evidence.judgedVenues.includes(one.ledger.venue) &&
      followsFault(one, evidence, t0MonoNs) &&
      // A life that refused its directory recovered nothing; the one after it is measured, from the same fault.
      !evidence.refusedDirectories.some(({ incarnation }) => incarnation === one.incarnation),
  );
  const incarnation = Math.min(...after.map((one) => one.incarnation));
  const judged = after.filter((one) => one.incarnation === incarnation);
  const told = recoveryOf(evidence, incarnation, scope, t0MonoNs);
  const recovery =
    told === null ? null : withoutImpossiblePhases(told, judged, evidence.incarnations[incarnation], t0MonoNs);
  const since = (monoNs: string | null) => (monoNs === null ? null : elapsedMs(monoNs, options));

  const instruments = judged.flatMap((one) => instrumentsOf(one, recovery, since, options.boundMs));
  const resumedMonoNs = lastOf(instruments.map((one) => one.resumedMonoNs));
  const detectedMonoNs =
    scope === 'start' ? detectionOf(evidence.supervisorEvents, t0MonoNs) : (recovery?.detectedMonoNs ?? null);
  const started = evidence.incarnations[incarnation]?.startedMonoNs;
  const expiryWaitMs = recovery?.unknownOrders.waitedMs ?? null;
  const wholeMs =
    scope === 'session' || started === undefined || resumedMonoNs === null ? null : msBetween(started, resumedMonoNs);
  const resumedTimes = instruments.flatMap(({ resumedMs }) => (resumedMs === null ? [] : [resumedMs]));
  return {
    rtoMs: {
      detected: since(detectedMonoNs),
      stateRecovered: since(phaseEnd(recovery, 'recover')),
      reconciled: since(phaseEnd(recovery, 'reconcile')),
      resumed: since(resumedMonoNs),
    },
    detectedMonoNs,
    resumedMonoNs,
    instruments,
    firstInstrumentResumedMs: resumedTimes.length === 0 ? null : Math.min(...resumedTimes),
    processStartToResumedMs: wholeMs === null || expiryWaitMs === null ? null : wholeMs - expiryWaitMs,
    expiryWaitMs,
    steps: stepsOf(recovery, t0MonoNs, detectedMonoNs, resumedMonoNs, since),
  };
}

function followsFault({ kind, incarnation }: Succession, evidence: DrillEvidence, t0MonoNs: string): boolean {
  const life = evidence.incarnations[incarnation];
  if (life === undefined) return false;
  return kind === 'session' || isBefore(t0MonoNs, life.startedMonoNs);
}

/** Milliseconds from t0 with the imposed waits before the moment taken out. */
function elapsedMs(monoNs: string, { t0MonoNs, waits }: RecoveryTimesOptions): number {
  const waited = waits.reduce((sum, { startedMonoNs, endedMonoNs }) => {
    const from = isBefore(startedMonoNs, t0MonoNs) ? t0MonoNs : startedMonoNs;
    const to = isBefore(endedMonoNs, monoNs) ? endedMonoNs : monoNs;
    return sum + Math.max(0, msBetween(from, to));
  }, 0);
  return msBetween(t0MonoNs, monoNs) - waited;
}

function detectionOf(events: readonly SupervisorEvent[], t0MonoNs: string): string | null {
  const detected = events.find(
    ({ event, monoNs }) => (event === 'exited' || event === 'hung') && !isBefore(monoNs, t0MonoNs),
  );
  return detected?.monoNs ?? null;
}

function recoveryOf(
  { recoveries, judgedVenues }: DrillEvidence,
  incarnation: number,
  scope: 'start' | 'session',
  t0MonoNs: string,
): Recovery | null {
  const accounts = recoveries.filter((one) => one.incarnation === incarnation).map(({ recovery }) => recovery);
  const parts = accounts.at(-1)?.recoveries ?? [];
  if (scope === 'start') return parts.find((part) => part.scope === 'start') ?? null;
  const ofVenue = parts.filter(
    (part) => part.scope === 'session' && part.venues.some((venue) => judgedVenues.includes(venue)),
  );
  return (
    ofVenue.findLast(({ detectedMonoNs }) => detectedMonoNs !== null && !isBefore(detectedMonoNs, t0MonoNs)) ?? null
  );
}

function instrumentsOf(
  succession: Succession,
  recovery: Recovery | null,
  since: (monoNs: string) => number | null,
  boundMs: number,
): InstrumentResumed[] {
  const { ledger } = succession;
  return ledger.opening.symbols.map(({ symbol }) => {
    const accepted = firstAccepted(succession, symbol, fullSince(recovery, ledger.venue, symbol));
    const resumedMs = accepted === null ? null : since(accepted);
    const inTime = resumedMs !== null && resumedMs <= boundMs;
    return {
      venue: ledger.venue,
      symbol,
      resumedMonoNs: inTime ? accepted : null,
      resumedMs: inTime ? resumedMs : null,
    };
  });
}

/** When the engine says the instrument reached stage full; null when it gives no account, `never` when it holds it back. */
function fullSince(recovery: Recovery | null, venue: string, symbol: string): string | 'never' | null {
  const instrument = recovery?.instruments.find((one) => one.venue === venue && one.symbol === symbol);
  if (instrument === undefined) return null;
  return instrument.stage === 'full' ? instrument.sinceMonoNs : 'never';
}

/** Acceptance time of the first new order on the symbol that the new side sent after the venue's answers and in stage full. */
function firstAccepted(succession: Succession, symbol: string, fullFrom: string | 'never' | null): string | null {
  const gate = gatePosition(succession, symbol);
  if (gate === null || fullFrom === 'never') return null;
  const { ledger, isNew } = succession;
  const sent = placingRequests(ledger).filter(
    ({ request }) =>
      request.symbol === symbol &&
      request.n > gate &&
      isNew(request) &&
      (fullFrom === null || !isBefore(request.monoNs, fullFrom)),
  );
  const accepted = new Map(
    ledger.orders
      .filter(({ change, n }) => change === 'accepted' && n > gate)
      .map((row) => [row.requestId, row.monoNs]),
  );
  for (const { request } of sent) {
    const monoNs = accepted.get(request.id);
    if (monoNs !== undefined) return monoNs;
  }
  return null;
}

function lastOf(moments: readonly (string | null)[]): string | null {
  if (moments.length === 0) return null;
  return moments.reduce((last, one) => (last === null || one === null ? null : isBefore(last, one) ? one : last));
}

/**
 * The phases are the engine's account. One that cannot be is not measured: it began before the new side lived (or before
 * the fault), or reconciliation ended before the venue had answered what it rests on.
 */
function withoutImpossiblePhases(
  told: Recovery,
  judged: readonly Succession[],
  life: DrillEvidence['incarnations'][number] | undefined,
  t0MonoNs: string,
): Recovery {
  const earliest = told.scope === 'start' ? (life?.startedMonoNs ?? t0MonoNs) : t0MonoNs;
  const answered = judged.flatMap((one) =>
    one.ledger.opening.symbols.flatMap(
      ({ symbol }) => one.ledger.rows[(gatePosition(one, symbol) ?? 0) - 1]?.monoNs ?? [],
    ),
  );
  const possible = ({ name, startedMonoNs, endedMonoNs }: Recovery['phases'][number]) => {
    if (isBefore(startedMonoNs, earliest)) return false;
    return name !== 'reconcile' || endedMonoNs === null || !answered.some((monoNs) => isBefore(endedMonoNs, monoNs));
  };
  return { ...told, phases: told.phases.filter(possible) };
}

function phaseEnd(recovery: Recovery | null, name: StepName): string | null {
  return recovery?.phases.findLast((phase) => phase.name === name)?.endedMonoNs ?? null;
}

/**
 * Detect runs from the fault to its detection, assess from there (so that starting the process is in somebody's budget);
 * resume ends with the venues' last first order, not with the engine's word. Durations leave out the imposed waits.
 */
function stepsOf(
  recovery: Recovery | null,
  t0MonoNs: string,
  detected: string | null,
  resumed: string | null,
  since: (monoNs: string | null) => number | null,
): StepRecord[] {
  const between = (started: string | null, ended: string | null) => {
    const [from, to] = [since(started), since(ended)];
    return from === null || to === null ? null : to - from;
  };
  const step = (name: StepName, started: string | null, ended: string | null, evidence: string): StepRecord => ({
    name,
    startedMonoNs: started,
    endedMonoNs: ended,
    durationMs: between(started, ended),
    evidence,
    automatic: true,
  });
  const phase = (name: Exclude<StepName, 'detect' | 'resume'>, from: string | null = null) => {
    const found = recovery?.phases.findLast((one) => one.name === name);
    return step(
      name,
      from ?? found?.startedMonoNs ?? null,
      found?.endedMonoNs ?? null,
      found === undefined
        ? 'no such phase in /recovery'
        : from === null
          ? found.detail
          : `starting, then ${found.detail}`,
    );
  };
  const resumeStarted = recovery?.phases.findLast(({ name }) => name === 'resume')?.startedMonoNs ?? null;
  return [
    step(
      'detect',
      t0MonoNs,
      detected,
      recovery?.scope === 'session'
        ? 'the engine noticed the loss of a link'
        : 'the supervisor noticed the end of the process',
    ),
    phase('assess', detected),
    phase('recover'),
    phase('reconcile'),
    phase('validate'),
    step('resume', resumeStarted, resumed, 'the last instrument had a new order accepted by its venue'),
  ];
}
