import { describe, expect, test } from 'vitest';
import { formatTime, outside, point, points } from '../../src/cli/inspect-points.ts';
import { PointError } from '../../src/durability/inspect/state-at.ts';

const at = (text: string) => point('--at')(text).at;

describe('a point in a journal', () => {
  test.each([
    ['0', { sequence: 0n }],
    ['4211', { sequence: 4211n }],
    ['1700000000000', { timeUs: 1_700_000_000_000_000 }],
    ['2023-11-14', { timeUs: 1_699_920_000_000_000 }],
    ['2023-11-14T22:13:20Z', { timeUs: 1_700_000_000_000_000 }],
    ['2023-11-14T22:13:20', { timeUs: 1_700_000_000_000_000 }],
    ['2023-11-14 22:13', { timeUs: 1_699_999_980_000_000 }],
    ['2023-11-14T22:13:20.000001Z', { timeUs: 1_700_000_000_000_001 }],
    ['2023-11-14T23:13:20.5+01:00', { timeUs: 1_700_000_000_500_000 }],
  ])('%s is read exactly, as UTC where it names no zone', (text, expected) => {
    expect(at(text)).toEqual(expected);
  });

  test.each([
    '',
    'x',
    '-1',
    '1.5',
    '2023-02-30',
    '2023-13-01',
    '2023-11-14T25:00',
    '12345678901234567890',
    '2023'.repeat(5),
  ])('%j is refused in one sentence that names the option', (text) => {
    expect(() => at(text)).toThrow(/^Expected --at to be a sequence, an ISO time or epoch milliseconds, got ".*"\.$/);
  });

  test('a shown time can be given back', () => {
    for (const timeUs of [1_700_000_000_000_001, 1_700_000_000_999_999, 1_000_000_000_000_000]) {
      expect(at(formatTime(timeUs))).toEqual({ timeUs });
    }
  });

  test('several points are collected in the order given', () => {
    const parse = points('--diff');
    expect(parse('2', parse('1', undefined)).map(({ at: each }) => each)).toEqual([{ sequence: 1n }, { sequence: 2n }]);
  });

  test('a point outside the journal is one sentence with the place where the journal ends', () => {
    const limit = { sequence: 9n, timeUs: 1_700_000_000_000_000 };
    expect(outside(point('--at')('12'), new PointError('beyond', limit))).toBe(
      'Expected --at to lie in the journal, which ends with sequence 9 at 2023-11-14T22:13:20.000000Z, got 12.',
    );
  });
});
