/**
 * Once a minute the engine journals what it counted, and once an hour forgets fills and ended orders older than a day
 * (rows 4, 11; rule 2 keeps the id of an order that never reached the book for 24 h).
 *
 * When to forget follows from the state, not from the start of this life: an engine that is restarted each minute
 * forgets as often as one that runs for a week.
 */
import type { Clock } from '../../ports/clock.ts';
import type { FactLog } from '../fact-log.ts';
import type { Meter } from './meter.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
export const retentionMs = 24 * hourMs;

export class Housekeeping {
  readonly #log: FactLog;
  readonly #clock: Clock;
  readonly #meter: Meter;
  #cancelTimer: () => void = () => {};

  constructor(log: FactLog, clock: Clock, meter: Meter) {
    this.#log = log;
    this.#clock = clock;
    this.#meter = meter;
  }

  start(): void {
    this.#forget();
    this.#wait();
  }

  stop(): void {
    this.#cancelTimer();
  }

  #wait(): void {
    this.#cancelTimer = this.#clock.after(minuteMs, () => {
      this.#log.record([{ type: 'metrics', json: this.#meter.take() }]);
      this.#forget();
      this.#wait();
    });
  }

  #forget(): void {
    const beforeMs = Math.floor(this.#clock.wallMs()) - retentionMs;
    if (beforeMs - this.#log.state.head.prunedBeforeMs < hourMs) return;
    this.#log.record([{ type: 'prune', beforeMs }]);
  }
}
