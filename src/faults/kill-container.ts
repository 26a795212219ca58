/**
 * SIGKILL of a container's first process: the kernel takes all its other processes along, and whoever started the
 * container sees it die. Sent by this machine, not by the container engine, which would take its own order to kill for
 * an order not to restart. Proof: the first process and the engine under drill are gone. Undoing starts nothing: it
 * proves that the next incarnation of the engine is up.
 */
import { awaitGone, goneBecause, type ProcessIdentity } from '../common/process-liveness.ts';
import type { Clock } from '../ports/clock.ts';
import { type PossibleContainer, withoutContainers } from './container-control.ts';
import { type Fault, injectAndProve, type Proof, proofNow } from './fault.ts';
import { proveSuccessor } from './kill-process.ts';

export interface KillContainerOptions {
  readonly id: string;
  readonly container: PossibleContainer;
  /** The incarnation of the engine in it that lives now, or null. */
  readonly find: () => Promise<ProcessIdentity | null>;
  readonly clock: Clock;
}

const goneWithinMs = 5000;

export function killContainer({ id, container, find, clock }: KillContainerOptions): Fault {
  const target = container === null ? 'a container' : `container ${container.name}`;
  let victim: ProcessIdentity | null = null;
  return {
    id,
    type: 'kill-container',
    target,
    parameters: { signal: 'SIGKILL' },
    doesNotTest:
      'The machine and its page cache live on: what was written but not synced survives. Loss of the host or of its disk is not tested.',
    async unavailable() {
      if (container === null) return withoutContainers;
      if ((await container.firstProcess()) === null) return `${target} is not running`;
      return (await find()) === null ? `no engine is running in ${target}` : null;
    },
    async inject() {
      const first = (await container?.firstProcess()) ?? null;
      const engine = await find();
      return injectAndProve(clock, async () => {
        if (first === null || engine === null)
          return proofNow(clock, false, `${target} and its engine were not both running, nothing was killed`);
        const already = goneBecause(first) ?? goneBecause(engine);
        if (already !== null) return proofNow(clock, false, `before the signal ${already}`);
        victim = engine;
        process.kill(first.pid, 'SIGKILL');
        return proveGone(first, engine);
      });
    },
    undo: () => proveSuccessor({ target: `the engine in ${target}`, find, clock }, victim),
  };

  async function proveGone(first: ProcessIdentity, engine: ProcessIdentity): Promise<Proof> {
    const gone = await Promise.all([awaitGone(first, goneWithinMs), awaitGone(engine, goneWithinMs)]);
    const [firstGone, engineGone] = gone.map((reason) => reason ?? 'still lives');
    const statement = `the first process: ${firstGone} after SIGKILL; the engine in it: ${engineGone}`;
    return proofNow(clock, !gone.includes(null), statement);
  }
}
