/**
 * Cuts network links by disabling their proxies: what is connected is dropped, what connects is refused. Proof: a TCP
 * connection to each link is refused. Undone by enabling them; proof: each accepts one again.
 */
import type { Toxiproxy } from 'toxiproxy-node-client';
import { tryConnect } from '../common/tcp-probe.ts';
import type { Clock } from '../ports/clock.ts';
import { type Fault, injectAndProve, type Proof, proofNow, undoAndProve } from './fault.ts';

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
    async unavailable() {
      for (const name of names) {
        const proxy = await proxies.get(name).catch(() => null);
        if (proxy === null) return `there is no proxy ${name} at ${proxies.host}`;
        if (!proxy.enabled) return `the link ${name} is already cut`;
      }
      return null;
    },
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

  /** Every link is tried even when one fails, so that undoing restores what it can. */
  async function setAndProve(enabled: boolean): Promise<Proof> {
    const expected = enabled ? 'accepted' : 'refused';
    const findings = await Promise.all(
      names.map(async (name) => {
        try {
          const proxy = await proxies.get(name);
          const { listen, upstream } = proxy;
          if (proxy.enabled !== enabled) await proxy.update({ enabled, listen, upstream });
          const result = await tryConnect(listen);
          return { holds: result === expected, text: `${name} (${listen}) ${result}` };
        } catch (error) {
          return { holds: false, text: `${name}: ${error instanceof Error ? error.message : String(error)}` };
        }
      }),
    );
    const statement = `a TCP connection to each link: ${findings.map(({ text }) => text).join(', ')}`;
    return proofNow(
      clock,
      findings.every(({ holds }) => holds),
      statement,
    );
  }
}
