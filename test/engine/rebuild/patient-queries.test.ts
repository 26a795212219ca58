import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/common/seeded-random.ts';
import type { Reply } from '../../../src/engine/gateway/reply.ts';
import type { RestClient } from '../../../src/engine/gateway/rest-client.ts';
import { RetryAfter } from '../../../src/engine/gateway/throttle.ts';
import { monotonicMs } from '../../../src/engine/gateway/venue-time.ts';
import { patientQueries, silenceLimitMs } from '../../../src/engine/rebuild/patient-queries.ts';
import { ManualClock, settle } from '../manual-clock.ts';

type Trades = Awaited<ReturnType<RestClient['myTrades']>>;
const empty: Trades = { kind: 'ok', value: [] };
const silent: Reply<never> = { kind: 'unknown', cause: 'no answer' };
const tooMany: Reply<never> = { kind: 'refused', status: 429, code: -1003, message: 'too much request weight' };

/** Answers `myTrades` by `answer`, and notes when it was asked. */
function rig(answer: (asked: number, retryAfter: RetryAfter) => Trades) {
  const clock = new ManualClock();
  const retryAfter = new RetryAfter(clock);
  const askedMs: number[] = [];
  const told: string[] = [];
  const rest = {
    myTrades: async () => {
      askedMs.push(monotonicMs(clock));
      return answer(askedMs.length, retryAfter);
    },
  } as unknown as RestClient;
  const queries = patientQueries({
    rest,
    retryAfter,
    clock,
    random: seededRandom(1),
    venue: 'A',
    tell: (text) => told.push(text),
  });
  return { clock, askedMs, told, ask: () => queries.myTrades('BTCUSDT', 0) };
}

describe('patient queries (row 42)', () => {
  it('ask again only after the time a Retry-After named, and say so', async () => {
    const { clock, askedMs, told, ask } = rig((asked, retryAfter) => {
      if (asked > 1) return empty;
      retryAfter.told(37);
      return tooMany;
    });
    const reply = ask();
    await settle();
    await clock.advance(60_000);
    expect(await reply).toEqual(empty);
    const [first = 0, second = 0] = askedMs;
    expect(second - first).toBeGreaterThanOrEqual(37_000);
    expect(told).toEqual([expect.stringMatching(/^A asked for a pause: waiting 3[67] s$/)]);
  });

  it('never use more than 4000 of weight in any minute', async () => {
    const { clock, askedMs, ask } = rig(() => empty);
    const all = (async () => {
      for (let page = 0; page < 1000; page += 1) await ask();
    })();
    await settle();
    await clock.advance(5 * 60_000);
    await all;
    expect(askedMs).toHaveLength(1000);
    for (const [index, atMs] of askedMs.entries()) {
      const later = askedMs[index + 4000 / 20];
      if (later !== undefined) expect(later - atMs).toBeGreaterThan(60_000 - 1);
    }
  });

  it('ask a silent venue again with growing pauses, and give up after the limit', async () => {
    const { clock, askedMs, ask } = rig(() => silent);
    const reply = ask();
    await settle();
    await clock.advance(silenceLimitMs + 2000);
    expect(await reply).toEqual(silent);
    const pauses = askedMs.slice(1).map((atMs, index) => atMs - (askedMs[index] ?? 0));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(1000);
    expect(pauses.at(-1)).toBeGreaterThan(pauses[0] ?? 0);
  });

  it('take a definitive refusal for an answer', async () => {
    const refused: Reply<never> = { kind: 'refused', status: 401, code: -2015, message: 'invalid key' };
    const { askedMs, ask } = rig(() => refused);
    expect(await ask()).toEqual(refused);
    expect(askedMs).toHaveLength(1);
  });
});
