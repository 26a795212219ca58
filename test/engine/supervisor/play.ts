/** The supervisor's rules played with made-up inputs. */
import type { EngineLastWords } from '../../../src/contract/engine.ts';
import { defaultSupervisorPolicy as policy } from '../../../src/engine/supervisor/policy.ts';
import {
  initialSupervisorState,
  type SupervisorAction,
  type SupervisorInput,
  type SupervisorState,
} from '../../../src/engine/supervisor/state.ts';
import { statusOf } from '../../../src/engine/supervisor/status.ts';
import { supervise } from '../../../src/engine/supervisor/supervise.ts';

/** Feeds inputs at given times and keeps what was decided. */
export function play(...inputs: readonly (readonly [number, SupervisorInput])[]) {
  let state: SupervisorState = initialSupervisorState;
  const actions: SupervisorAction[] = [];
  for (const [nowMs, input] of inputs) {
    const step = supervise(state, input, nowMs, policy);
    state = step.state;
    actions.push(...step.actions);
  }
  const names = actions.map((action) => (action.kind === 'report' ? action.event.event : `do ${action.kind}`));
  return { state, actions, names, engine: statusOf(state, []).engine };
}

export const start: SupervisorInput = { kind: 'start' };
export const tick: SupervisorInput = { kind: 'tick' };
export const spawned = (pid: number): SupervisorInput => ({ kind: 'spawned', pid, pidStartTime: `t${pid}` });
export const killed: SupervisorInput = { kind: 'exited', exitCode: null, signal: 'SIGKILL', lastWords: null };
export const exited = (exitCode: number, lastWords: EngineLastWords | null = null): SupervisorInput => ({
  kind: 'exited',
  exitCode,
  signal: null,
  lastWords,
});
export const alertsOf = (...numbers: readonly number[]) =>
  numbers.map((number) => ({ number, code: `code-${number}`, text: 'why', monoNs: String(number) }));
export const healthy = (pid: number, ...alerts: readonly number[]): SupervisorInput => ({
  kind: 'health',
  healthy: true,
  pid,
  alerts: alertsOf(...alerts),
});
export const missed = (pid: number): SupervisorInput => ({ kind: 'health', healthy: false, pid, alerts: [] });
