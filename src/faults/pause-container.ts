/**
 * Freezes every process of a container: connections to it stay open and nothing answers. Proof: the container engine
 * says so, and a request that was answered before is not. Undone by letting it go on; proof: it answers again.
 */
import type { Clock } from '../ports/clock.ts';
import { type ContainerControl, type PossibleContainer, probedPath, withoutContainers } from './container-control.ts';
import { type Fault, injectAndProve, proofNow, undoAndProve } from './fault.ts';
import { askThroughLink } from './link-probe.ts';

export interface PauseContainerOptions {
  readonly id: string;
  readonly container: PossibleContainer;
  readonly clock: Clock;
}

const answersWithinMs = 2000;
/** Far above what an answer takes. */
const silentForMs = 250;

export function pauseContainer({ id, container, clock }: PauseContainerOptions): Fault {
  let struck: ContainerControl | null = null;
  return {
    id,
    type: 'pause-container',
    target: container === null ? 'a container' : `container ${container.name}`,
    parameters: {},
    doesNotTest:
      'A frozen part keeps its memory, its connections and its place on this machine. A part that hangs but still answers is not tested.',
    async unavailable() {
      if (container === null) return withoutContainers;
      if ((await container.firstProcess()) === null) return `container ${container.name} is not running`;
      return (await container.isPaused()) ? `container ${container.name} is already paused` : null;
    },
    inject: () =>
      injectAndProve(clock, async () => {
        if (container === null) return proofNow(clock, false, withoutContainers);
        const before = await askThroughLink(container.address, probedPath, answersWithinMs);
        if (before.end !== 'answered') return proofNow(clock, false, `a request before the fault was ${before.end}`);
        struck = container;
        await container.pause();
        const after = await askThroughLink(container.address, probedPath, silentForMs);
        const paused = await container.isPaused();
        const statement = `container ${container.name} is ${paused ? '' : 'not '}paused, a request to it: ${after.end} for ${silentForMs} ms`;
        return proofNow(clock, paused && after.end === 'silent', statement);
      }),
    undo: () =>
      undoAndProve(clock, async () => {
        if (struck === null) return proofNow(clock, true, 'no container was paused, nothing to undo');
        await struck.unpause();
        const after = await askThroughLink(struck.address, probedPath, answersWithinMs);
        const paused = await struck.isPaused();
        const statement = `container ${struck.name} is ${paused ? 'still' : 'no longer'} paused, a request to it: ${after.end}`;
        return proofNow(clock, !paused && after.end === 'answered', statement);
      }),
  };
}
