/**
 * Takes a container off the network it is reached by, as a pulled cable does: nobody is told, packets are lost. Proof:
 * the container engine says so, and a connection that was accepted before meets nothing. Undone by putting it back at
 * its own address; proof: it answers again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { tryConnect } from '../common/tcp-probe.ts';
import type { Clock } from '../ports/clock.ts';
import { type ContainerControl, type PossibleContainer, probedPath, withoutContainers } from './container-control.ts';
import { type Fault, injectAndProve, proofNow, undoAndProve } from './fault.ts';
import { askThroughLink } from './link-probe.ts';

export interface DisconnectContainerOptions {
  readonly id: string;
  readonly container: PossibleContainer;
  readonly clock: Clock;
}

/** A connection on this machine takes less than a millisecond, and a lost one is tried again only after a second. */
const nothingForMs = 250;
const backWithinMs = 10_000;

export function disconnectContainer({ id, container, clock }: DisconnectContainerOptions): Fault {
  let struck: ContainerControl | null = null;
  return {
    id,
    type: 'disconnect-container',
    target: container === null ? 'a container' : `container ${container.name}`,
    parameters: {},
    doesNotTest:
      'All traffic is lost both ways at once. Loss of some packets, reordering, and a network that comes back with other addresses are not tested.',
    async unavailable() {
      if (container === null) return withoutContainers;
      if ((await container.firstProcess()) === null) return `container ${container.name} is not running`;
      return (await container.isConnected()) ? null : `container ${container.name} is already disconnected`;
    },
    inject: () =>
      injectAndProve(clock, async () => {
        if (container === null) return proofNow(clock, false, withoutContainers);
        const before = await tryConnect(container.address, nothingForMs);
        if (before !== 'accepted') return proofNow(clock, false, `a connection before the fault was ${before}`);
        struck = container;
        await container.disconnect();
        const after = await tryConnect(container.address, nothingForMs);
        const connected = await container.isConnected();
        const statement = `container ${container.name} is ${connected ? 'still' : 'no longer'} on its network, a connection to ${container.address}: ${after}`;
        return proofNow(clock, !connected && after !== 'accepted' && after !== 'refused', statement);
      }),
    undo: () =>
      undoAndProve(clock, async () => {
        if (struck === null) return proofNow(clock, true, 'no container was disconnected, nothing to undo');
        if (!(await struck.isConnected())) await struck.connect();
        const deadline = performance.now() + backWithinMs;
        let after = await askThroughLink(struck.address, probedPath, nothingForMs);
        // Neighbours take a while to find the address again.
        while (after.end !== 'answered' && performance.now() < deadline) {
          await delay(50);
          after = await askThroughLink(struck.address, probedPath, nothingForMs);
        }
        const statement = `container ${struck.name} is back on its network, a request to ${struck.address}: ${after.end}`;
        return proofNow(clock, after.end === 'answered', statement);
      }),
  };
}
