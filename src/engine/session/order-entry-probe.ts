/**
 * Asks the venue's time over the order-entry link every second: it keeps the offset measured, and an unanswered question
 * is a lost link. {@link OrderEntryProbe.lookNow} asks at once when an order got no answer.
 */
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { RestClient } from '../gateway/rest-client.ts';
import { backoffDelayMs, type LinkTiming } from '../gateway/stream-link.ts';

export interface OrderEntryProbeOptions {
  readonly rest: Pick<RestClient, 'time'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly backoffMs: LinkTiming['backoffMs'];
  up(): void;
  lost(reason: string): void;
}

const everyMs = 1000;

export class OrderEntryProbe {
  readonly #options: OrderEntryProbeOptions;
  #isUp = false;
  #asking = false;
  #stopped = false;
  #failures = 0;
  #cancelTimer: () => void = () => {};

  constructor(options: OrderEntryProbeOptions) {
    this.#options = options;
  }

  start(): void {
    void this.#ask();
  }

  lookNow(): void {
    if (this.#isUp && !this.#asking) {
      this.#cancelTimer();
      void this.#ask();
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer();
  }

  async #ask(): Promise<void> {
    const { rest, clock, random, backoffMs } = this.#options;
    this.#asking = true;
    const reply = await rest.time();
    this.#asking = false;
    if (this.#stopped) return;
    if (reply.kind === 'ok') this.#answered();
    else
      this.#unanswered(
        reply.kind === 'unknown' ? reply.cause : `time was refused with ${reply.status} ${reply.message}`,
      );
    const delayMs = this.#failures === 0 ? everyMs : backoffDelayMs(this.#failures, backoffMs, random);
    this.#cancelTimer = clock.after(delayMs, () => void this.#ask());
  }

  #answered(): void {
    this.#failures = 0;
    if (this.#isUp) return;
    this.#isUp = true;
    this.#options.up();
  }

  #unanswered(reason: string): void {
    this.#failures += 1;
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#options.lost(reason);
  }
}
