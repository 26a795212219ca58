/**
 * Queries that wait instead of failing: below our share of the venue's request weight, as long as a Retry-After says,
 * and again with jittered backoff while the venue does not answer (row 42). A definitive refusal is returned at once.
 */
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Reply } from '../gateway/reply.ts';
import type { RestClient } from '../gateway/rest-client.ts';
import { backoffDelayMs } from '../gateway/stream-link.ts';
import type { RetryAfter } from '../gateway/throttle.ts';
import { monotonicMs } from '../gateway/venue-time.ts';

/** Of the 6000 a minute the venue allows; the rest is left to whoever else cancels or looks at the account. */
const weightPerMinute = 4000;
const minuteMs = 60_000;
const weights = { time: 1, account: 20, openOrders: 6, allOrders: 20, myTrades: 20, order: 4 } as const;
/** A venue that answers nothing for so long is not there. */
export const silenceLimitMs = 10_000;
const backoffMs = { first: 50, cap: 1000 };

export interface PatienceOptions {
  readonly rest: RestClient;
  readonly retryAfter: RetryAfter;
  readonly clock: Clock;
  readonly random: Random;
  readonly venue: string;
  /** What is waited for, as a sentence. */
  tell(text: string): void;
}

export function patientQueries(options: PatienceOptions): RestClient {
  const { rest, clock } = options;
  const budget = new WeightBudget(clock);
  const patiently = async <Value>(weight: number, ask: () => Promise<Reply<Value>>): Promise<Reply<Value>> => {
    const sinceMs = monotonicMs(clock);
    let heldMs = 0;
    for (let failures = 1; ; failures += 1) {
      const heldBeforeMs = monotonicMs(clock);
      await obeyRetryAfter(options);
      await budget.spend(weight);
      heldMs += monotonicMs(clock) - heldBeforeMs;
      const reply = await ask();
      if (reply.kind === 'ok') return reply;
      const passing = reply.kind === 'unknown' || reply.status === 429 || reply.status === 418 || reply.status >= 500;
      if (!passing || monotonicMs(clock) - sinceMs - heldMs > silenceLimitMs) return reply;
      await pause(clock, backoffDelayMs(failures, backoffMs, options.random));
    }
  };
  return {
    ...rest,
    time: () => patiently(weights.time, () => rest.time()),
    account: () => patiently(weights.account, () => rest.account()),
    openOrders: (symbol) => patiently(weights.openOrders, () => rest.openOrders(symbol)),
    allOrders: (symbol, from) => patiently(weights.allOrders, () => rest.allOrders(symbol, from)),
    myTrades: (symbol, from) => patiently(weights.myTrades, () => rest.myTrades(symbol, from)),
    orderByClientId: (symbol, id) => patiently(weights.order, () => rest.orderByClientId(symbol, id)),
    orderById: (symbol, id) => patiently(weights.order, () => rest.orderById(symbol, id)),
  };
}

async function obeyRetryAfter({ retryAfter, clock, venue, tell }: PatienceOptions): Promise<void> {
  for (let leftMs = retryAfter.leftMs(); leftMs > 0; leftMs = retryAfter.leftMs()) {
    tell(`${venue} asked for a pause: waiting ${Math.ceil(leftMs / 1000)} s`);
    await pause(clock, leftMs);
  }
}

/** Weight used within the last minute, over any minute. */
class WeightBudget {
  readonly #clock: Clock;
  #spent: { readonly atMs: number; readonly weight: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async spend(weight: number): Promise<void> {
    for (;;) {
      const nowMs = monotonicMs(this.#clock);
      this.#spent = this.#spent.filter(({ atMs }) => atMs > nowMs - minuteMs);
      const [oldest] = this.#spent;
      const used = this.#spent.reduce((sum, each) => sum + each.weight, 0);
      if (oldest === undefined || used + weight <= weightPerMinute) {
        this.#spent.push({ atMs: nowMs, weight });
        return;
      }
      await pause(this.#clock, oldest.atMs + minuteMs - nowMs + 1);
    }
  }
}

export function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });
}
