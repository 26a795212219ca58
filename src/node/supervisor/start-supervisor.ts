/**
 * Runs an engine under the rules of src/engine/supervisor: carries out what they decide and tells them what happened.
 * Its own end, orderly or not, is the engine's end.
 */
import { listeningHost } from '../../common/own-network.ts';
import { awaitGone } from '../../common/process-liveness.ts';
import type { SupervisorEvent, SupervisorStatus } from '../../contract/supervisor.ts';
import { defaultSupervisorPolicy, type SupervisorPolicy } from '../../engine/supervisor/policy.ts';
import {
  initialSupervisorState,
  type ReportedEvent,
  type SupervisorAction,
  type SupervisorInput,
  type SupervisorState,
} from '../../engine/supervisor/state.ts';
import { statusOf } from '../../engine/supervisor/status.ts';
import { supervise } from '../../engine/supervisor/supervise.ts';
import type { Clock } from '../../ports/clock.ts';
import { controlPort } from './control-port.ts';
import { type EngineProcess, type EngineProcessOptions, startEngineProcess } from './engine-process.ts';
import { pollHealth } from './health-poll.ts';
import { markSuspect, suspectReason } from './suspect-marker.ts';

export interface SupervisorOptions {
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Absolute. */
  readonly dataDirectory: string;
  readonly healthUrl: string;
  /** Absolute; the engine's output is appended. */
  readonly engineLog: string;
  /** Control port on 127.0.0.1, 0 for any. */
  readonly port: number;
  readonly clock: Clock;
  readonly policy?: Partial<SupervisorPolicy>;
}

export interface RunningSupervisor {
  readonly url: string;
  /** Kills the engine (SIGKILL), waits until it is gone, and stops listening. */
  close(): Promise<void>;
}

/** Listens, starts the engine, and supervises it from then on. @throws the system's error when the port is taken (EADDRINUSE). */
export async function startSupervisor(options: SupervisorOptions): Promise<RunningSupervisor> {
  const supervisor = new Supervisor(options);
  const app = controlPort(
    () => supervisor.status(),
    (command) => supervisor.tell({ kind: command }),
  );
  const url = await app.listen({ host: listeningHost(), port: options.port });
  supervisor.tell({ kind: 'start' });
  return {
    url,
    async close() {
      await supervisor.close();
      await app.close();
    },
  };
}

class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #policy: SupervisorPolicy;
  readonly #events: SupervisorEvent[] = [];
  #state: SupervisorState = initialSupervisorState;
  #engine: EngineProcess | null = null;
  #cancelTick: () => void = () => {};
  #starting: Promise<void> = Promise.resolve();
  #closed = false;
  #spawnedAt: Pick<SupervisorEvent, 'monoNs' | 'wallMs'> = { monoNs: '0', wallMs: 0 };

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#policy = { ...defaultSupervisorPolicy, ...options.policy };
  }

  status(): SupervisorStatus {
    return statusOf(this.#state, this.#events);
  }

  tell(input: SupervisorInput): void {
    if (this.#closed) return;
    const { state, actions } = supervise(this.#state, input, this.#nowMs(), this.#policy);
    this.#state = state;
    for (const action of actions) this.#act(action);
    this.#armTick();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTick();
    await this.#starting;
    const engine = this.#engine;
    if (engine === null) return;
    engine.signal('SIGKILL');
    await awaitGone(engine, 5000);
  }

  #act(action: SupervisorAction): void {
    if (action.kind === 'start') this.#starting = this.#start();
    else if (action.kind === 'terminate') this.#engine?.signal('SIGTERM');
    else if (action.kind === 'kill') this.#engine?.signal('SIGKILL');
    else if (action.kind === 'report') this.#record(action.event);
    else this.#markSuspect(action);
  }

  #now(): Pick<SupervisorEvent, 'monoNs' | 'wallMs'> {
    const { clock } = this.#options;
    return { monoNs: clock.monotonicNs().toString(), wallMs: clock.wallMs() };
  }

  #record(event: ReportedEvent): void {
    const at = event.event === 'started' ? this.#spawnedAt : this.#now();
    this.#events.push({ ...at, ...event });
  }

  #markSuspect({ reason, pid, exitCode }: Extract<SupervisorAction, { kind: 'mark-suspect' }>): void {
    const { clock, dataDirectory } = this.#options;
    try {
      markSuspect(dataDirectory, { reason, pid, exitCode, wall: new Date(clock.wallMs()).toISOString() });
    } catch (error) {
      // The disk that failed the engine may fail the marker too. This supervisor still refuses to restart.
      const detail = `the marker could not be written: ${error instanceof Error ? error.message : String(error)}`;
      this.#record({ event: 'directory-suspect', pid, pidStartTime: null, exitCode, signal: null, detail });
    }
  }

  async #start(): Promise<void> {
    const { dataDirectory, command, env, engineLog: logFile } = this.#options;
    const suspect = suspectReason(dataDirectory);
    if (suspect !== null) return this.tell({ kind: 'suspect', reason: suspect });
    const exit: EngineProcessOptions['onExit'] = (exitCode, signal, lastWords) => {
      this.#engine = null;
      this.tell({ kind: 'exited', exitCode, signal, lastWords });
    };
    // The time before the spawn: whatever the engine does comes after it.
    this.#spawnedAt = this.#now();
    try {
      const engine = await startEngineProcess({ command, env, logFile, onExit: exit });
      this.#engine = engine;
      this.tell({ kind: 'spawned', pid: engine.pid, pidStartTime: engine.startTime });
      void this.#watchHealth(engine);
    } catch (error) {
      this.tell({ kind: 'spawn-failed', reason: error instanceof Error ? error.message : String(error) });
    }
  }

  async #watchHealth(engine: EngineProcess): Promise<void> {
    const { clock, healthUrl } = this.#options;
    while (this.#engine === engine && !this.#closed) {
      const nextMs = this.#nowMs() + this.#policy.healthEveryMs;
      const look = await pollHealth(healthUrl, this.#policy.healthTimeoutMs);
      this.tell({ kind: 'health', ...look, pid: engine.pid });
      await new Promise<void>((resolve) => clock.after(Math.max(0, nextMs - this.#nowMs()), resolve));
    }
  }

  /** Wakes at the next time the rules wait for. */
  #armTick(): void {
    this.#cancelTick();
    const { life, restartAtMs } = this.#state;
    const stopAtMs = life?.killed === false ? life.stopDeadlineMs : null;
    const times = [restartAtMs, stopAtMs].filter((time) => time !== null);
    if (times.length === 0) return;
    // A timer may fire a fraction early; a late one only waits a little longer.
    const waitMs = Math.max(0, Math.min(...times) - this.#nowMs());
    this.#cancelTick = this.#options.clock.after(waitMs, () => this.tell({ kind: 'tick' }));
  }

  #nowMs(): number {
    return Number(this.#options.clock.monotonicNs()) / 1e6;
  }
}
