/**
 * SIGKILL while a file is being written. When a file of the given name appears the process is frozen (SIGSTOP); if the
 * file still stands then, it is killed, else it goes on and the next appearance is waited for. A miss so costs the
 * process a few milliseconds, and t0 is the freezing that led to the kill. Proof: the process is gone and the unfinished
 * file stands.
 */
import { existsSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { awaitGone, goneBecause, isStopped, type ProcessIdentity } from '../common/process-liveness.ts';
import type { Clock } from '../ports/clock.ts';
import { type Fault, type Injection, proofNow } from './fault.ts';
import { proveSuccessor } from './kill-process.ts';

export interface KillWhileWritingOptions {
  readonly id: string;
  readonly target: string;
  readonly find: () => Promise<ProcessIdentity | null>;
  /** Absolute folder in which the file appears. */
  readonly folder: string;
  /** The name of a file that is being written; it has another or none once it is whole. */
  readonly unfinished: RegExp;
  readonly clock: Clock;
  /** How long to try, in milliseconds. */
  readonly withinMs?: number;
}

interface Frozen {
  readonly file: string;
  readonly t0: Pick<Injection, 'requestedMonoNs' | 'requestedWall'>;
}

export function killWhileWriting(options: KillWhileWritingOptions): Fault {
  const { id, target, find, folder, unfinished, clock, withinMs = 15_000 } = options;
  let victim: ProcessIdentity | null = null;
  const parameters: Record<string, string> = { signal: 'SIGKILL', while: String(unfinished) };
  return {
    id,
    type: 'kill-process',
    target,
    parameters,
    doesNotTest:
      'SIGKILL between two system calls of a write: what was written survives in the page cache. Neither syncs nor power loss are tested.',
    async unavailable() {
      return (await find()) === null ? `${target} is not running` : null;
    },
    async inject() {
      const start = now();
      const found = await find();
      if (found === null) return missed(start, `${target} was not running, nothing was killed`);
      const deadline = performance.now() + withinMs;
      for (let tries = 1; performance.now() < deadline; tries += 1) {
        parameters['tries'] = String(tries);
        const frozen = await freezeAtAppearance(found, deadline);
        if (frozen === null) break;
        if (!existsSync(frozen.file)) {
          process.kill(found.pid, 'SIGCONT');
          continue;
        }
        victim = found;
        process.kill(found.pid, 'SIGKILL');
        return prove(found, frozen);
      }
      return missed(start, `${target} was never met while it wrote such a file, in ${withinMs} ms`);
    },
    undo: () => proveSuccessor(options, victim),
  };

  function now(): Frozen['t0'] {
    return { requestedMonoNs: clock.monotonicNs().toString(), requestedWall: new Date(clock.wallMs()).toISOString() };
  }

  function missed(t0: Frozen['t0'], statement: string): Injection {
    return { ...t0, provenMonoNs: null, effect: proofNow(clock, false, statement) };
  }

  async function prove(killed: ProcessIdentity, { file, t0 }: Frozen): Promise<Injection> {
    const gone = await awaitGone(killed, 5000);
    if (gone === null) return missed(t0, `pid ${killed.pid} still lives 5000 ms after SIGKILL`);
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    const name = file.slice(folder.length + 1);
    if (size === undefined) return missed(t0, `${gone}, but ${name} was finished before the signal`);
    const effect = proofNow(clock, true, `${gone} after SIGKILL, and ${name} stands unfinished with ${size} bytes`);
    return { ...t0, provenMonoNs: effect.monoNs, effect };
  }

  /** Null when nothing appeared in time. Freezes in the watcher's own callback: every later moment is a lost one. */
  async function freezeAtAppearance(engine: ProcessIdentity, deadline: number): Promise<Frozen | null> {
    const frozen = await new Promise<Frozen | null>((resolve) => {
      const watcher = watch(folder, (_event, name) => {
        if (name === null || !unfinished.test(name) || goneBecause(engine) !== null) return;
        const t0 = now();
        process.kill(engine.pid, 'SIGSTOP');
        finish({ file: join(folder, name), t0 });
      });
      const timer = setTimeout(() => finish(null), Math.max(0, deadline - performance.now()));
      const finish = (result: Frozen | null) => {
        clearTimeout(timer);
        watcher.close();
        resolve(result);
      };
    });
    // A thread inside a system call ends that call before it stops.
    while (frozen !== null && !isStopped(engine) && goneBecause(engine) === null) await delay(1);
    return frozen;
  }
}
