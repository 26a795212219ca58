/**
 * Makes links flap: cut and restored again and again, and up at the end. Proof: a TCP connection to each link, as each
 * time down or up begins and ends, is refused while down and accepted while up. Undoing leaves every link up, also where
 * a round failed, and proves it.
 */
import type { Toxiproxy } from 'toxiproxy-node-client';
import type { Clock } from '../ports/clock.ts';
import { type Fault, injectAndProve, proofNow, undoAndProve } from './fault.ts';
import { lookAtLinks, notUp, switchLinks } from './switch-links.ts';

export interface Flapping {
  /** How often the links are cut and restored. */
  readonly times: number;
  readonly downMs: number;
  readonly upMs: number;
}

export interface FlapLinksOptions extends Flapping {
  readonly id: string;
  readonly target: string;
  readonly proxies: Toxiproxy;
  /** Names of the proxies, e.g. `A-order-entry`. */
  readonly names: readonly string[];
  readonly clock: Clock;
}

/** Longer than this an interrupted drill could not undo it in time. */
const longestMs = 20_000;

export function flapLinks({ id, target, proxies, names, times, downMs, upMs, clock }: FlapLinksOptions): Fault {
  if (names.length === 0) throw new RangeError('Expected at least one link to flap, got none');
  if (!Number.isInteger(times) || times < 2)
    throw new RangeError(`Expected links to flap at least twice, got ${times}`);
  if (!(downMs > 0 && upMs > 0 && times * (downMs + upMs) <= longestMs)) {
    throw new RangeError(
      `Expected times down and up that end within ${longestMs} ms, got ${times} times ${downMs} ms and ${upMs} ms`,
    );
  }
  let struck = false;
  return {
    id,
    type: 'flap-links',
    target,
    parameters: { links: names.join(', '), times: `${times}`, downMs: `${downMs}`, upMs: `${upMs}` },
    doesNotTest:
      'Both ends are told at once each time a connection goes. Links that go silent as they flap are not tested.',
    unavailable: () => notUp(proxies, names),
    inject: () =>
      injectAndProve(clock, async () => {
        struck = true;
        const down = { seen: 0, looks: 0, longestMs: 0 };
        const up = { seen: 0, looks: 0, longestMs: 0 };
        const unexpected: string[] = [];
        for (let round = 0; round < times; round += 1) {
          await hold(false, downMs, down, unexpected);
          await hold(true, upMs, up, unexpected);
        }
        const statement = `${times} times: ${words(down, 'refused while down')}; ${words(up, 'accepted while up')}`;
        const but = unexpected.length === 0 ? '' : `; but ${unexpected.slice(0, 3).join(', ')}`;
        return proofNow(clock, unexpected.length === 0, statement + but);
      }),
    undo: () =>
      undoAndProve(clock, async () => {
        if (!struck) return proofNow(clock, true, 'no link flapped, nothing to undo');
        const looks = await switchLinks(proxies, names, true);
        const statement = `a TCP connection to each link: ${looks.map(({ text }) => text).join(', ')}`;
        return proofNow(
          clock,
          looks.every(({ asExpected }) => asExpected),
          statement,
        );
      }),
  };

  /** One time down or up. */
  async function hold(enabled: boolean, forMs: number, tally: Tally, unexpected: string[]): Promise<void> {
    const startedNs = clock.monotonicNs();
    const first = await switchLinks(proxies, names, enabled);
    await new Promise<void>((resolve) => clock.after(forMs, resolve));
    const looks = [...first, ...(await lookAtLinks(proxies, names, enabled))];
    tally.looks += looks.length;
    tally.seen += looks.filter(({ asExpected }) => asExpected).length;
    tally.longestMs = Math.max(tally.longestMs, Number(clock.monotonicNs() - startedNs) / 1e6);
    unexpected.push(...looks.filter(({ asExpected }) => !asExpected).map(({ text }) => text));
  }
}

interface Tally {
  seen: number;
  looks: number;
  longestMs: number;
}

function words({ seen, looks, longestMs }: Tally, what: string): string {
  return `${seen} of ${looks} connections ${what}, at most ${longestMs.toFixed(0)} ms at a time`;
}
