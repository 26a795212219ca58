import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderThrottle, RetryAfter } from '../../../src/engine/gateway/throttle.ts';
import { ManualClock } from '../manual-clock.ts';

describe('own limits (row 42)', () => {
  it('no window of ten seconds ever holds more orders than the limit', async () => {
    const step = fc.record({ waitMs: fc.integer({ min: 0, max: 4000 }), wanted: fc.integer({ min: 0, max: 9 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const clock = new ManualClock();
        const throttle = new OrderThrottle(clock, 12, 10_000);
        const sentMs: number[] = [];
        for (const { waitMs, wanted } of steps) {
          await clock.advance(waitMs);
          const granted = throttle.take(wanted);
          for (let count = 0; count < granted; count += 1) sentMs.push(clock.wallMs());
          expect(sentMs.filter((ms) => ms > clock.wallMs() - 10_000).length).toBeLessThanOrEqual(12);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('waits as long as the venue said, and a shorter word does not shorten it', async () => {
    const clock = new ManualClock();
    const retryAfter = new RetryAfter(clock);
    retryAfter.told(2);
    retryAfter.told(1);
    expect(retryAfter.leftMs()).toBe(2000);
    await clock.advance(2000);
    expect(retryAfter.leftMs()).toBe(0);
  });
});
