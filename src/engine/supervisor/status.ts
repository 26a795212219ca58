import type { SupervisorEvent, SupervisorStatus } from '../../contract/supervisor.ts';
import type { SupervisorState } from './state.ts';

export function statusOf(state: SupervisorState, events: readonly SupervisorEvent[]): SupervisorStatus {
  return {
    engine: condition(state),
    pid: state.life?.pid ?? null,
    pidStartTime: state.life?.pidStartTime ?? null,
    restarts: state.restarts,
    events: [...events],
  };
}

/** A held supervisor whose engine still runs is `running`: the hold shows when it has ended. */
function condition(state: SupervisorState): SupervisorStatus['engine'] {
  if (state.life !== null) return 'running';
  if (state.refusal !== null) return 'refused';
  return state.wanted === 'hold' ? 'held' : 'stopped';
}
