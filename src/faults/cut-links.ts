/**
 * Cuts network links by disabling their proxies: what is connected is dropped, what connects is refused. Proof: a TCP
 * connection to each link is refused. Undone by enabling them; proof: each accepts one again.
 */
import type { Toxiproxy } from 'toxiproxy-node-client';
import type { Clock } from '../ports/clock.ts';
import { type Fault, injectAndProve, type Proof, proofNow, undoAndProve } from './fault.ts';
import { notUp, switchLinks } from './switch-links.ts';

export interface CutLinksOptions {
  readonly id: string;
  readonly target: string;
  readonly proxies: Toxiproxy;
  /** Names of the proxies, e.g. `A-order-entry`. */
  readonly names: readonly string[];
  readonly clock: Clock;
}

export function cutLinks({ id, target, proxies, names, clock }: CutLinksOptions): Fault {
  if (names.length === 0) throw new RangeError('Expected at least one link to cut, got none');
  let struck = false;
  return {
    id,
    type: 'cut-links',
    target,
    parameters: { links: names.join(', ') },
    doesNotTest:
      'Both ends are told at once that the connection is gone. A silent, half-open, slow or lossy link is not tested.',
    unavailable: () => notUp(proxies, names),
    inject: () =>
      injectAndProve(clock, () => {
        struck = true;
        return setAndProve(false);
      }),
    undo: () =>
      undoAndProve(clock, async () =>
        struck ? await setAndProve(true) : proofNow(clock, true, 'no link was cut, nothing to undo'),
      ),
  };

  async function setAndProve(enabled: boolean): Promise<Proof> {
    const looks = await switchLinks(proxies, names, enabled);
    const statement = `a TCP connection to each link: ${looks.map(({ text }) => text).join(', ')}`;
    return proofNow(
      clock,
      looks.every(({ asExpected }) => asExpected),
      statement,
    );
  }
}
