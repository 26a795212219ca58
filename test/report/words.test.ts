import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, duration, grouped, instant, percent, sinceFault } from '../../src/report/words.ts';

describe('figures in words', () => {
  it('say "not measured" for null, and never 0', () => {
    expect(duration(null)).toBe('not measured');
    expect(count(null)).toBe('not measured');
    expect(duration(0)).toBe('0 ms');
    expect(count(0)).toBe('0');
  });

  it.each([
    [0.42, '0.42 ms'],
    [11.874, '11.9 ms'],
    [999.96, '1 s'],
    [1312, '1.312 s'],
    [59_999.9, '1 min'],
    [60_000, '1 min'],
    [300_000, '5 min'],
    [300_001, '5 min 0.001 s'],
    [3_599_999.9, '1 h'],
    [4_803_000, '1 h 20 min 3 s'],
    [-2.114, '−2.11 ms'],
  ])('write %d ms as %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it('tell two durations from one millisecond to a day apart when they differ by a millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400_000 }), (ms) => {
        expect(duration(ms)).not.toBe(duration(ms + 1));
      }),
    );
  });

  it('never claim 60 seconds or 60 minutes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120 }), fc.double({ min: 0, max: 1, noNaN: true }), (minutes, shortMs) => {
        expect(duration(Math.max(1000, minutes * 60_000) - shortMs)).not.toMatch(/\b60 (s|min)\b|\b1000 ms/);
      }),
    );
  });

  it('keep a share of nothing apart from a share of zero', () => {
    expect(percent(1312, 300_000)).toBe('0.4 %');
    expect(percent(1, 300_000)).toBe('< 0.1 %');
    expect(percent(0, 300_000)).toBe('0 %');
    expect(percent(5, 0)).toBe('no share');
  });

  it('mark times before the fault and after it', () => {
    expect(sinceFault(12)).toBe('+12 ms');
    expect(sinceFault(-12)).toBe('−12 ms');
    expect(sinceFault(null)).toBe('before any fault');
  });

  it('write instants in UTC and leave what is no instant as it stands', () => {
    expect(instant('2026-11-22T02:00:04.512Z')).toBe('2026-11-22 02:00:04.512 UTC');
    expect(instant('yesterday')).toBe('yesterday');
  });

  it('group long figures without touching decimals', () => {
    expect(grouped(1843201)).toBe('1\u202f843\u202f201');
    expect(grouped(38.4125)).toBe('38.4125');
  });
});
