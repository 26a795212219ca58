import { describe, expect, it } from 'vitest';
import { syncsWereSlowed } from '../../src/drill/slowed-syncs.ts';

/** Intents that waited so many milliseconds for their sync. */
function journal(...waitsMs: number[]) {
  const now = { wallMs: Date.now(), monoNs: process.hrtime.bigint() };
  const rows = waitsMs.map((waitMs, index) => ({
    type: 'intent' as const,
    sequence: String(index),
    epoch: 1,
    timeUs: now.wallMs * 1000,
    durableMonoNs: (now.monoNs + BigInt(Math.round(waitMs * 1e6))).toString(),
    venue: 'A',
    symbol: 'BTCUSDT',
    clientOrderId: String(index),
    side: 'BUY' as const,
    price: '1',
    quantity: '1',
    timestampMs: 0,
    recvWindowMs: 1000,
    decision: 1,
  }));
  return [{ rows }];
}

describe('slowed syncs', () => {
  it('are slow when the median intent waited ten times the round trip of a link', () => {
    expect(syncsWereSlowed(journal(105, 105, 1), 10)).toBe(true);
  });

  it('are not slow when most intents waited less', () => {
    expect(syncsWereSlowed(journal(105, 50, 50), 10)).toBe(false);
  });

  it('are not slow when nobody measured a link, or no intent has a durable time', () => {
    expect(syncsWereSlowed(journal(105), null)).toBe(false);
    expect(syncsWereSlowed(journal(), 1)).toBe(false);
  });
});
