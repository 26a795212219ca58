import { describe, expect, it } from 'vitest';
import { lostTailLeftMs } from '../../../src/engine/orders/lost-tail.ts';

const bounds = { clockSkewMs: 50, matchingDelayMs: 50, readLagMs: 0 };
const ahead = { sawLostTail: true };
const quiet = { sawLostTail: false };

describe('an engine behind a lost tail', () => {
  it('waits until the last request its predecessor can have signed has expired, bounds included (row 21)', () => {
    const left = [0, 1099, 1100, 1101, 9000].map((sinceStartMs) => lostTailLeftMs([ahead], bounds, 1000, sinceStartMs));
    expect(left).toEqual([1101, 2, 1, 0, -7899]);
  });

  it('waits at every venue when one of them knows more than the journal', () => {
    expect(lostTailLeftMs([quiet, ahead], { ...bounds, matchingDelayMs: 500 }, 1000, 300)).toBe(1251);
  });

  it('that lost none waits for nothing', () => {
    expect(lostTailLeftMs([quiet, quiet], bounds, 1000, 0)).toBe(0);
  });
});
