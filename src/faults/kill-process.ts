/**
 * SIGKILL by pid. Proof: the pid is absent, a zombie or of a later process. Undoing does not start anything: bringing
 * the process back is the work of the system under drill. It proves that the next incarnation is up, so that the fault
 * no longer stands; without one within the bound it does not hold.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { awaitGone, goneBecause, type ProcessIdentity } from '../common/process-liveness.ts';
import type { Clock } from '../ports/clock.ts';
import { type Fault, injectAndProve, type Proof, proofNow, undoAndProve } from './fault.ts';

export interface KillProcessOptions {
  readonly id: string;
  readonly target: string;
  /** The incarnation that lives now, or null; asked just before t0 and again while undoing. */
  readonly find: () => Promise<ProcessIdentity | null>;
  readonly clock: Clock;
  /** How long to look for the death, in milliseconds. */
  readonly proofTimeoutMs?: number;
  /** How long {@link Fault.undo} waits for the next incarnation, in milliseconds. */
  readonly undoTimeoutMs?: number;
}

export function killProcess(options: KillProcessOptions): Fault {
  const { id, target, find, clock, proofTimeoutMs = 5000 } = options;
  let victim: ProcessIdentity | null = null;
  return {
    id,
    type: 'kill-process',
    target,
    parameters: { signal: 'SIGKILL' },
    doesNotTest:
      'SIGKILL does not test syncs: what was written but not synced survives in the page cache. Nor does it test power loss or a failing disk.',
    async unavailable() {
      return (await find()) === null ? `${target} is not running` : null;
    },
    async inject() {
      const found = await find();
      return injectAndProve(clock, async () => {
        if (found === null) return proofNow(clock, false, `${target} was not running, nothing was killed`);
        const already = goneBecause(found);
        if (already !== null) return proofNow(clock, false, `${target} was gone before the signal: ${already}`);
        victim = found;
        process.kill(found.pid, 'SIGKILL');
        const gone = await awaitGone(found, proofTimeoutMs);
        if (gone === null)
          return proofNow(clock, false, `pid ${found.pid} still lives ${proofTimeoutMs} ms after SIGKILL`);
        return proofNow(clock, true, `${gone} after SIGKILL (start time ${found.startTime ?? 'unknown'})`);
      });
    },
    undo: () => proveSuccessor(options, victim),
  };
}

/** The undoing of a kill: the next incarnation is up. */
export function proveSuccessor(
  { target, find, clock, undoTimeoutMs = 10_000 }: Omit<KillProcessOptions, 'id' | 'proofTimeoutMs'>,
  killed: ProcessIdentity | null,
): Promise<Proof> {
  return undoAndProve(clock, async () => {
    if (killed === null) return proofNow(clock, true, 'nothing was killed, nothing to undo');
    const deadline = performance.now() + undoTimeoutMs;
    while (performance.now() < deadline) {
      const next = await find();
      if (next !== null && isAnother(next, killed) && goneBecause(next) === null) {
        return proofNow(clock, true, `the next incarnation of ${target} is up as pid ${next.pid}`);
      }
      await delay(20);
    }
    const pid = `pid ${killed.pid}`;
    return proofNow(clock, false, `no new incarnation of ${target} within ${undoTimeoutMs} ms after ${pid} was killed`);
  });
}

function isAnother(next: ProcessIdentity, killed: ProcessIdentity): boolean {
  return next.pid !== killed.pid || next.startTime !== killed.startTime;
}
