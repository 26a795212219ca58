/**
 * Makes links bad without cutting them: silent, one-way, slow, narrow, sliced, cut short or reset, by toxics of their
 * proxies. Proof: a request through each link, on a connection of its own, meets what was asked for, and met a whole
 * answer before. Undone by removing the toxics; proof: a request is answered again.
 */
import type { Toxic, Toxiproxy, Proxy as ToxiproxyProxy } from 'toxiproxy-node-client';
import type { Clock } from '../ports/clock.ts';
import { type Fault, injectAndProve, type Proof, proofNow, undoAndProve } from './fault.ts';
import { type Impairment, probeTimeoutMs, samplesOf, showsImpairment, toxicsOf } from './impairments.ts';
import { askSeveralTimes, askThroughLink, type LinkAnswer } from './link-probe.ts';

export interface ImpairLinksOptions {
  readonly id: string;
  readonly target: string;
  readonly impairment: Impairment;
  readonly proxies: Toxiproxy;
  /** Names of the proxies, e.g. `A-user-stream`. */
  readonly names: readonly string[];
  /** What the probe asks for: public, with an answer of some kilobytes. */
  readonly probePath: string;
  readonly clock: Clock;
}

const wholeAnswerWithinMs = 2000;
const samplesBefore = 3;

export function impairLinks(options: ImpairLinksOptions): Fault {
  const { id, target, impairment, proxies, names, probePath, clock } = options;
  if (names.length === 0) throw new RangeError('Expected at least one link to impair, got none');
  const { kind, ...parameters } = impairment;
  const added: Toxic<unknown>[] = [];
  return {
    id,
    type: `link-${kind}`,
    target,
    parameters: {
      links: names.join(', '),
      ...Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)])),
    },
    doesNotTest: doesNotTest(impairment),
    async unavailable() {
      for (const name of names) {
        const proxy = await proxies.get(name).catch(() => null);
        if (proxy === null) return `there is no proxy ${name} at ${proxies.host}`;
        if (!proxy.enabled) return `the link ${name} is cut`;
      }
      return null;
    },
    inject: () =>
      injectAndProve(clock, async () => {
        const before = await eachLink((proxy) => ask(proxy, wholeAnswerWithinMs, samplesBefore));
        const dumb = before.find(({ answer }) => answer.end !== 'answered');
        if (dumb !== undefined) return proofNow(clock, false, `before the fault ${wordsOf(dumb)}`);
        await eachLink(addToxics);
        const timeoutMs = timeoutFor(before);
        const after = await eachLink((proxy) => ask(proxy, timeoutMs, samplesOf(impairment)));
        const holds = after.every(({ answer }, index) => {
          const earlier = before[index];
          return earlier !== undefined && showsImpairment(impairment, earlier.answer, answer);
        });
        return proofNow(clock, holds, `a request through each link: ${after.map(wordsOf).join('; ')}`);
      }),
    undo: () =>
      undoAndProve(clock, async () => {
        if (added.length === 0) return proofNow(clock, true, 'no link was impaired, nothing to undo');
        // What fails stays listed, so that undoing again tries it again.
        for (let toxic = added.at(-1); toxic !== undefined; toxic = added.at(-1)) {
          await toxic.remove();
          added.pop();
        }
        return answeredAgain();
      }),
  };

  function timeoutFor(before: readonly Asked[]): number {
    const answers = before.map(({ answer }) => answer);
    return probeTimeoutMs(impairment, {
      bytes: Math.max(...answers.map(({ bytes }) => bytes)),
      lastByteMs: Math.max(...answers.map(({ lastByteMs }) => lastByteMs)),
    });
  }

  function ask({ listen }: ToxiproxyProxy, timeoutMs: number, times: number): Promise<LinkAnswer> {
    return askSeveralTimes(times, () => askThroughLink(listen, probePath, timeoutMs));
  }

  async function eachLink<Value>(
    act: (proxy: ToxiproxyProxy) => Promise<Value>,
  ): Promise<{ name: string; answer: Value }[]> {
    return Promise.all(names.map(async (name) => ({ name, answer: await act(await proxies.get(name)) })));
  }

  async function addToxics(proxy: ToxiproxyProxy): Promise<void> {
    for (const [index, toxic] of toxicsOf(impairment).entries()) {
      added.push(await proxy.addToxic({ ...toxic, name: `${id}-${index}`, toxicity: 1 }));
    }
  }

  async function answeredAgain(): Promise<Proof> {
    const answers = await eachLink((proxy) => ask(proxy, wholeAnswerWithinMs, 1));
    const holds = answers.every(({ answer }) => answer.end === 'answered');
    return proofNow(clock, holds, `a request through each link: ${answers.map(wordsOf).join('; ')}`);
  }
}

function doesNotTest({ kind }: Impairment): string {
  const limits =
    'The proxy works on TCP streams of one host: lost or reordered packets, and what a network card does, are not tested.';
  return kind === 'one-way-cut'
    ? `${limits} A probe from this side shows that no answer comes; that the other way still passes is the proxy's word.`
    : limits;
}

interface Asked {
  readonly name: string;
  readonly answer: LinkAnswer;
}

function wordsOf({ name, answer }: Asked): string {
  const { end, bytes, pieces, firstByteMs, lastByteMs } = answer;
  const came =
    bytes === 0
      ? 'no byte'
      : `${bytes} bytes in ${pieces} pieces, the first after ${firstByteMs.toFixed(1)} ms, the last after ${lastByteMs.toFixed(1)} ms`;
  return `${name} ${end}, ${came}`;
}
