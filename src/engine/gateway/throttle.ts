/** Own limits below the venue's, so that it never has to ban us (row 42). */
import type { Clock } from '../../ports/clock.ts';
import { monotonicMs } from './venue-time.ts';

/**
 * The venue allows 1000 new orders in 10 s, and a request weight of 6000 a minute, of which each order and each cancel
 * takes one: at this rate both are kept with a quarter to spare.
 */
export const orderLimit = { count: 450, windowMs: 10_000 };

/** New orders in a sliding window; `take` says how many of `wanted` may be sent now. */
export class OrderThrottle {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #sentMs: number[] = [];

  constructor(clock: Clock, limit: number, windowMs: number) {
    this.#clock = clock;
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  take(wanted: number): number {
    const nowMs = monotonicMs(this.#clock);
    while (this.#sentMs[0] !== undefined && this.#sentMs[0] <= nowMs - this.#windowMs) this.#sentMs.shift();
    const granted = Math.max(0, Math.min(wanted, this.#limit - this.#sentMs.length));
    for (let count = 0; count < granted; count += 1) this.#sentMs.push(nowMs);
    return granted;
  }
}

/** Obeys Retry-After: nothing but cancels is sent before the venue said we may. */
export class RetryAfter {
  readonly #clock: Clock;
  #untilMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds left to wait; 0 when requests may be sent. */
  leftMs(): number {
    return Math.max(0, this.#untilMs - monotonicMs(this.#clock));
  }

  told(retryAfterSeconds: number): void {
    this.#untilMs = Math.max(this.#untilMs, monotonicMs(this.#clock) + retryAfterSeconds * 1000);
  }
}
