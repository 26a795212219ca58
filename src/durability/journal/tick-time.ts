import type { Clock } from '../../ports/clock.ts';

/** Wall time in microseconds, read once in each tick: all that one reaction records has one time. */
export class TickTime {
  readonly #clock: Clock;
  #us: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    if (this.#us === null) {
      this.#us = Math.round(this.#clock.wallMs() * 1000);
      void Promise.resolve().then(() => {
        this.#us = null;
      });
    }
    return this.#us;
  }
}
