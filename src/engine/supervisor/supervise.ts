/**
 * The supervisor's decisions: (state, input, time) → (state, actions). Rules:
 * - an exit is followed by a restart, at once the first time, unless held, stopped or refused;
 * - no restart follows an exit status of `engineExitsWithoutRestart`; a failed write also makes the directory suspect;
 * - each alert an engine shows, in its health or its last words, is passed on once; an exit that no restart follows is an alert of the supervisor's own;
 * - an engine that stops answering `/health` is killed, and its exit then treated as any other;
 * - an operator's start or release is tried even after a refusal, but never on a suspect directory.
 */
import { type EngineAlert, engineExit, engineExitsWithoutRestart } from '../../contract/engine.ts';
import { backoff, type SupervisorPolicy } from './policy.ts';
import type {
  EngineLife,
  ReportedEvent,
  SupervisorAction,
  SupervisorInput,
  SupervisorState,
  SupervisorStep,
} from './state.ts';

type Input<Kind extends SupervisorInput['kind']> = Extract<SupervisorInput, { kind: Kind }>;

export function supervise(
  state: SupervisorState,
  input: SupervisorInput,
  nowMs: number,
  policy: SupervisorPolicy,
): SupervisorStep {
  switch (input.kind) {
    case 'spawned':
      return spawned(state, input, nowMs, policy);
    case 'spawn-failed':
      return restartLater({ ...state, starting: false, shortLives: state.shortLives + 1 }, nowMs, policy, input.reason);
    case 'suspect':
      return refuse({ ...state, starting: false }, input.reason, [report('directory-suspect', null, input.reason)]);
    case 'exited':
      return exited(state, input, nowMs, policy);
    case 'health':
      return health(state, input, nowMs, policy);
    case 'tick':
      return tick(state, nowMs);
    case 'hold':
      return { state: { ...state, wanted: 'hold', restartAtMs: null }, actions: [report('held', state.life, '')] };
    case 'release':
      return startNow({ ...state, wanted: 'run' }, [report('released', state.life, '')]);
    case 'start':
      return startNow({ ...state, wanted: 'run' }, []);
    case 'stop':
      return stop({ ...state, wanted: 'stop', restartAtMs: null }, nowMs, policy);
  }
}

function spawned(
  state: SupervisorState,
  input: Input<'spawned'>,
  nowMs: number,
  policy: SupervisorPolicy,
): SupervisorStep {
  const { pid, pidStartTime } = input;
  const life: EngineLife = {
    pid,
    pidStartTime,
    startedMs: nowMs,
    healthyBefore: false,
    lastSignMs: nowMs,
    misses: 0,
    alertsTold: 0,
    stopDeadlineMs: null,
    killed: false,
  };
  const running = { ...state, life, starting: false, refusal: null };
  const started = report('started', life, '');
  // A stop that came while the process was being made still counts.
  if (state.wanted !== 'stop') return { state: running, actions: [started] };
  const stopping = stop(running, nowMs, policy);
  return { state: stopping.state, actions: [started, ...stopping.actions] };
}

function exited(
  state: SupervisorState,
  input: Input<'exited'>,
  nowMs: number,
  policy: SupervisorPolicy,
): SupervisorStep {
  const { life } = state;
  if (life === null) return { state, actions: [] };
  const { exitCode, signal, lastWords } = input;
  const how = signal === null ? `exit status ${exitCode}` : `signal ${signal}`;
  // What it showed since it was last looked at.
  const said = newAlerts(life, lastWords?.alerts ?? []);
  const exit = reportExit(life, exitCode, signal, how);
  const shortLives = nowMs - life.startedMs < policy.stableAfterMs ? state.shortLives + 1 : 1;
  const down: SupervisorState = { ...state, life: null, shortLives };
  if (exitCode !== null && engineExitsWithoutRestart.includes(exitCode)) {
    const why = lastWords === null ? '' : ` (${lastWords.reason})`;
    const reason = `${how}: ${exitMeaning(exitCode)}${why}`;
    const alert = reportAlert(life, exitAlert(exitCode), null, reason);
    if (exitCode !== engineExit.writeFailed) return refuse(down, reason, [...said, exit, alert]);
    const marking: SupervisorAction = { kind: 'mark-suspect', reason, pid: life.pid, exitCode };
    return refuse(down, reason, [...said, exit, alert, marking, report('directory-suspect', life, reason)]);
  }
  if (state.wanted !== 'run') return { state: down, actions: [...said, exit] };
  const restart = restartLater(down, nowMs, policy, how);
  return { state: restart.state, actions: [...said, exit, ...restart.actions] };
}

function health(
  state: SupervisorState,
  input: Input<'health'>,
  nowMs: number,
  policy: SupervisorPolicy,
): SupervisorStep {
  const { life } = state;
  // A late answer of an earlier incarnation says nothing about this one.
  if (life === null || life.pid !== input.pid) return { state, actions: [] };
  if (input.healthy) {
    const alertsTold = input.alerts.at(-1)?.number ?? life.alertsTold;
    const alive = { ...life, healthyBefore: true, lastSignMs: nowMs, misses: 0, alertsTold };
    const first = life.healthyBefore ? [] : [report('healthy', life, '')];
    return { state: { ...state, life: alive }, actions: [...first, ...newAlerts(life, input.alerts)] };
  }
  const missed = { ...life, misses: life.misses + 1 };
  const silentMs = nowMs - life.lastSignMs;
  const boundMs = life.healthyBefore ? policy.hungAfterMs : policy.startGraceMs;
  const hung = silentMs >= boundMs && missed.misses >= policy.hungAfterMisses;
  // While it stops, the stop's own deadline rules.
  if (!hung || life.killed || life.stopDeadlineMs !== null) return { state: { ...state, life: missed }, actions: [] };
  const detail = `no healthy answer for ${Math.round(silentMs)} ms, ${missed.misses} polls missed`;
  return {
    state: { ...state, life: { ...missed, killed: true } },
    actions: [report('hung', life, detail), ...kill(life)],
  };
}

/** More than the engine shows at once may have come between two looks: what it no longer shows is told as a number. */
function newAlerts(life: EngineLife, alerts: readonly EngineAlert[]): SupervisorAction[] {
  const fresh = alerts.filter(({ number }) => number > life.alertsTold);
  const missed = (fresh[0]?.number ?? life.alertsTold + 1) - life.alertsTold - 1;
  const unseen =
    missed === 0 ? [] : [reportAlert(life, 'alerts-missed', null, `${missed} alerts were no longer shown`)];
  return [...unseen, ...fresh.map(({ code, text, monoNs }) => reportAlert(life, code, monoNs, `${code}: ${text}`))];
}

function tick(state: SupervisorState, nowMs: number): SupervisorStep {
  const { life, restartAtMs } = state;
  if (life?.stopDeadlineMs != null && !life.killed && nowMs >= life.stopDeadlineMs) {
    const stopping = { ...life, killed: true };
    return { state: { ...state, life: stopping }, actions: [report('stop-deadline', life, ''), ...kill(life)] };
  }
  if (restartAtMs === null || nowMs < restartAtMs) return { state, actions: [] };
  return startNow({ ...state, restartAtMs: null, restarts: state.restarts + 1 }, []);
}

function stop(state: SupervisorState, nowMs: number, policy: SupervisorPolicy): SupervisorStep {
  const { life } = state;
  if (life === null || life.stopDeadlineMs !== null) return { state, actions: [] };
  const stopping = { ...life, stopDeadlineMs: nowMs + policy.stopDeadlineMs };
  return {
    state: { ...state, life: stopping },
    actions: [report('stopping', life, 'SIGTERM'), { kind: 'terminate', pid: life.pid }],
  };
}

/** Does nothing while an engine runs; one that is being stopped runs until it has ended, and is restarted then. */
function startNow(state: SupervisorState, before: readonly SupervisorAction[]): SupervisorStep {
  if (state.life !== null || state.starting) return { state, actions: before };
  return { state: { ...state, starting: true, restartAtMs: null }, actions: [...before, { kind: 'start' }] };
}

function restartLater(state: SupervisorState, nowMs: number, policy: SupervisorPolicy, cause: string): SupervisorStep {
  const pauseMs = backoff(policy, state.shortLives);
  const scheduled = report('restart-scheduled', null, `in ${pauseMs} ms after ${cause}`);
  return { state: { ...state, restartAtMs: nowMs + pauseMs }, actions: [scheduled] };
}

function refuse(state: SupervisorState, reason: string, before: readonly SupervisorAction[]): SupervisorStep {
  return {
    state: { ...state, refusal: reason, restartAtMs: null },
    actions: [...before, report('restart-refused', null, reason)],
  };
}

function kill(life: EngineLife): SupervisorAction[] {
  return [{ kind: 'kill', pid: life.pid }, report('killed', life, 'SIGKILL')];
}

function exitMeaning(exitCode: number): string {
  if (exitCode === engineExit.writeFailed) return 'a write or sync failed';
  return exitCode === engineExit.directoryRefused
    ? 'the engine refused its directory'
    : 'another engine lives on the directory';
}

function exitAlert(exitCode: number): string {
  if (exitCode === engineExit.writeFailed) return 'write-failed';
  return exitCode === engineExit.directoryRefused ? 'directory-refused' : 'live-peer';
}

function report(event: ReportedEvent['event'], life: EngineLife | null, detail: string): SupervisorAction {
  const { pid = null, pidStartTime = null } = life ?? {};
  return { kind: 'report', event: { event, pid, pidStartTime, exitCode: null, signal: null, detail } };
}

function reportExit(
  life: EngineLife,
  exitCode: number | null,
  signal: string | null,
  detail: string,
): SupervisorAction {
  const { pid, pidStartTime } = life;
  return { kind: 'report', event: { event: 'exited', pid, pidStartTime, exitCode, signal, detail } };
}

function reportAlert(life: EngineLife, code: string, noticedMonoNs: string | null, detail: string): SupervisorAction {
  const { pid, pidStartTime } = life;
  const alert = { code, noticedMonoNs };
  return { kind: 'report', event: { event: 'alert', pid, pidStartTime, exitCode: null, signal: null, detail, alert } };
}
