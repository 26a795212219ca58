/**
 * Stops the engine in order through its supervisor (SIGTERM, SIGKILL at the supervisor's deadline). Proof: the process
 * is gone and the supervisor saw its exit. Undone by starting it again; proof: a new incarnation is up.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { goneBecause, type ProcessIdentity } from '../common/process-liveness.ts';
import type { SupervisorEvent, SupervisorStatus } from '../contract/supervisor.ts';
import type { Clock } from '../ports/clock.ts';
import { type Fault, injectAndProve, type Proof, proofNow, undoAndProve } from './fault.ts';

/** What the fault needs of a supervisor's control port. */
export interface EngineControl {
  /** Null when it does not answer. */
  status(): Promise<SupervisorStatus | null>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface StopEngineOptions {
  readonly id: string;
  readonly supervisor: EngineControl;
  readonly clock: Clock;
  /** How long the stop may take, in milliseconds, the supervisor's own deadline included. */
  readonly timeoutMs?: number;
}

export function stopEngine({ id, supervisor, clock, timeoutMs = 35_000 }: StopEngineOptions): Fault {
  let stopped = false;
  return {
    id,
    type: 'stop-engine',
    target: 'engine',
    parameters: { signal: 'SIGTERM' },
    doesNotTest: 'A planned stop leaves a clean directory. Crashes and power loss are not tested.',
    async unavailable() {
      return (await runningEngine(supervisor)) === null ? 'the engine is not running' : null;
    },
    async inject() {
      const engine = await runningEngine(supervisor);
      return injectAndProve(clock, async () => {
        if (engine === null) return proofNow(clock, false, 'the engine was not running, nothing was stopped');
        stopped = true;
        await supervisor.stop();
        return proveStopped(engine);
      });
    },
    undo: () =>
      undoAndProve(clock, async () => {
        if (!stopped) return proofNow(clock, true, 'nothing was stopped, nothing to undo');
        if ((await runningEngine(supervisor)) === null) await supervisor.start();
        const next = await poll(10_000, () => runningEngine(supervisor));
        return next === null
          ? proofNow(clock, false, 'no engine is up 10000 ms after it was told to start')
          : proofNow(clock, true, `the next incarnation of the engine is up as pid ${next.pid}`);
      }),
  };

  async function proveStopped(engine: ProcessIdentity): Promise<Proof> {
    const exit = await poll(timeoutMs, async () => {
      if (goneBecause(engine) === null) return null;
      return (await supervisor.status())?.events.findLast((event) => isExitOf(event, engine)) ?? null;
    });
    if (exit === null) return proofNow(clock, false, `pid ${engine.pid} did not end within ${timeoutMs} ms`);
    const how = exit.signal === null ? `exit status ${exit.exitCode}` : `signal ${exit.signal}`;
    return proofNow(clock, true, `${goneBecause(engine) ?? 'the process is gone'}, ended by ${how}`);
  }
}

function isExitOf(event: SupervisorEvent, engine: ProcessIdentity): boolean {
  return event.event === 'exited' && event.pid === engine.pid && event.pidStartTime === engine.startTime;
}

async function runningEngine(supervisor: EngineControl): Promise<ProcessIdentity | null> {
  const status = await supervisor.status();
  if (status === null || status.pid === null) return null;
  const engine = { pid: status.pid, startTime: status.pidStartTime };
  return goneBecause(engine) === null ? engine : null;
}

async function poll<Value>(timeoutMs: number, probe: () => Promise<Value | null>): Promise<Value | null> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value !== null || performance.now() >= deadline) return value;
    await delay(10);
  }
}
