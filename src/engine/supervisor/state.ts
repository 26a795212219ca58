/** What the supervisor knows and is told, and what it then wants done. Pure data: see supervise.ts for the rules. */
import type { EngineAlert, EngineLastWords } from '../../contract/engine.ts';
import type { SupervisorEvent } from '../../contract/supervisor.ts';

export interface EngineLife {
  readonly pid: number;
  readonly pidStartTime: string | null;
  readonly startedMs: number;
  readonly healthyBefore: boolean;
  /** Last healthy answer, or the start. */
  readonly lastSignMs: number;
  readonly misses: number;
  /** Number of the newest alert that was passed on. */
  readonly alertsTold: number;
  /** Set while a stop was asked for and the process still lives. */
  readonly stopDeadlineMs: number | null;
  /** SIGKILL was sent. */
  readonly killed: boolean;
}

export interface SupervisorState {
  /** What was last asked for. `hold` leaves a running engine alone and keeps a dead one down. */
  readonly wanted: 'run' | 'hold' | 'stop';
  readonly life: EngineLife | null;
  /** A start was asked of the outside and its answer has not come yet. */
  readonly starting: boolean;
  /** Why there is no automatic restart, or null. */
  readonly refusal: string | null;
  readonly restartAtMs: number | null;
  readonly shortLives: number;
  readonly restarts: number;
}

/** What happened. `nowMs` is monotonic. */
export type SupervisorInput =
  | { readonly kind: 'spawned'; readonly pid: number; readonly pidStartTime: string | null }
  | { readonly kind: 'spawn-failed'; readonly reason: string }
  | { readonly kind: 'suspect'; readonly reason: string }
  | {
      readonly kind: 'exited';
      readonly exitCode: number | null;
      readonly signal: string | null;
      /** Null from an engine that said nothing. */
      readonly lastWords: EngineLastWords | null;
    }
  | {
      readonly kind: 'health';
      readonly healthy: boolean;
      readonly pid: number;
      /** What the engine shows, ascending. */
      readonly alerts: readonly EngineAlert[];
    }
  | { readonly kind: 'tick' }
  | { readonly kind: 'hold' | 'release' | 'stop' | 'start' };

/** What to do, in this order. `start` checks the suspect marker first and answers by `suspect`, `spawned` or `spawn-failed`. */
export type SupervisorAction =
  | { readonly kind: 'start' }
  | { readonly kind: 'terminate'; readonly pid: number }
  | { readonly kind: 'kill'; readonly pid: number }
  | { readonly kind: 'mark-suspect'; readonly reason: string; readonly pid: number; readonly exitCode: number }
  | { readonly kind: 'report'; readonly event: ReportedEvent };

/** An event without its times, which the outside adds. */
export type ReportedEvent = Omit<SupervisorEvent, 'monoNs' | 'wallMs'>;

export interface SupervisorStep {
  readonly state: SupervisorState;
  readonly actions: readonly SupervisorAction[];
}

export const initialSupervisorState: SupervisorState = {
  wanted: 'run',
  life: null,
  starting: false,
  refusal: null,
  restartAtMs: null,
  shortLives: 0,
  restarts: 0,
};
