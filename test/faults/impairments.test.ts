import { describe, expect, it } from 'vitest';
import { type Impairment, probeTimeoutMs, showsImpairment } from '../../src/faults/impairments.ts';
import { askSeveralTimes, type LinkAnswer } from '../../src/faults/link-probe.ts';

const answer = (changes: Partial<LinkAnswer> = {}): LinkAnswer => ({
  end: 'answered',
  accepted: true,
  bytes: 5000,
  pieces: 1,
  firstByteMs: 2,
  lastByteMs: 3,
  endedMs: 3,
  ...changes,
});
const silent = answer({ end: 'silent', bytes: 0, pieces: 0, firstByteMs: Number.NaN, lastByteMs: Number.NaN });
const latency: Impairment = { kind: 'latency', latencyMs: 100, jitterMs: 20 };
const narrow: Impairment = { kind: 'bandwidth', kilobytesPerSecond: 20 };
const slicing: Impairment = { kind: 'slicing', averageBytes: 500, delayUs: 0 };
const reset: Impairment = { kind: 'reset', afterMs: 50 };

describe('a probe through a link shows', () => {
  it.each<[string, Impairment, LinkAnswer]>([
    ['silence behind an accepted connection', { kind: 'half-open' }, silent],
    ['an answer later by the latency', latency, answer({ firstByteMs: 84, lastByteMs: 85 })],
    ['an answer that took as long as the bandwidth says', narrow, answer({ lastByteMs: 253 })],
    ['as many pieces as there are slices', slicing, answer({ pieces: 10 })],
    ['a reset after its time', reset, answer({ end: 'reset', endedMs: 51 })],
  ])('%s', (_what, impairment, now) => expect(showsImpairment(impairment, answer(), now)).toBe(true));
});

describe('a probe through a link is not fooled by', () => {
  it.each<[string, Impairment, LinkAnswer, LinkAnswer]>([
    ['a machine that was as slow before', latency, answer({ firstByteMs: 90 }), answer({ firstByteMs: 110 })],
    ['a jitter that leaves no latency', { ...latency, jitterMs: 100 }, answer(), answer({ firstByteMs: 90 })],
    ['a venue that took as long before', narrow, answer({ lastByteMs: 240 }), answer({ lastByteMs: 260 })],
    ['an answer too small to be slowed down', narrow, answer(), answer({ bytes: 900, lastByteMs: 60 })],
    ['an answer that happened to come in three pieces', slicing, answer(), answer({ pieces: 3 })],
    ['a link that accepts nothing', { kind: 'half-open' }, answer(), { ...silent, accepted: false }],
    ['a reset before its time', reset, answer(), answer({ end: 'reset', endedMs: 10 })],
    ['another failure of the network', reset, answer(), answer({ end: 'failed', endedMs: 60 })],
    ['an answer that was no longer before', { kind: 'cut-after', bytes: 5000 }, answer(), answer({ end: 'closed' })],
  ])('%s', (_what, impairment, before, now) => expect(showsImpairment(impairment, before, now)).toBe(false));

  it('a venue slower than the time a silent link is listened to', () => {
    expect(probeTimeoutMs({ kind: 'half-open' }, answer())).toBe(300);
    expect(probeTimeoutMs({ kind: 'half-open' }, answer({ lastByteMs: 400 }))).toBe(2000);
  });

  it('one hiccup of the machine: the fastest of several answers counts, and any that is not whole', async () => {
    const given = (...answers: LinkAnswer[]) => {
      const left = [...answers];
      return askSeveralTimes(answers.length, async () => left.shift() ?? silent);
    };
    expect(await given(answer({ lastByteMs: 9 }), answer({ lastByteMs: 4 }), answer({ lastByteMs: 7 }))).toMatchObject({
      lastByteMs: 4,
    });
    expect(await given(answer(), silent, answer())).toEqual(silent);
  });
});
