import type { Clock } from '../../ports/clock.ts';

/**
 * The venue's time from the monotonic clock and a measured offset (mechanism 2): a step of the wall clock can neither
 * lengthen nor shorten an expiry.
 */
export class VenueTime {
  readonly #clock: Clock;
  #offsetMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offsetMs = clock.wallMs() - monotonicMs(clock);
  }

  nowMs(): number {
    return Math.floor(monotonicMs(this.#clock) + this.#offsetMs);
  }

  /** `sentMonoMs` and now bracket the moment at which the venue read its clock. */
  measured(serverTimeMs: number, sentMonoMs: number): void {
    this.#offsetMs = serverTimeMs - (sentMonoMs + monotonicMs(this.#clock)) / 2;
  }
}

export function monotonicMs(clock: Clock): number {
  return Number(clock.monotonicNs() / 1000n) / 1000;
}
