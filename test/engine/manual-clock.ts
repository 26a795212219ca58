import type { Clock } from '../../src/ports/clock.ts';

/** A clock that moves only when told, with its wall at a fixed distance from its monotonic time. */
export class ManualClock implements Clock {
  #nowMs = 1_000;
  #timers: { readonly dueMs: number; readonly callback: () => void }[] = [];

  wallMs(): number {
    return 1_700_000_000_000 + this.#nowMs;
  }

  monotonicNs(): bigint {
    return BigInt(Math.round(this.#nowMs * 1_000_000));
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }

  /** Moves to each due timer in turn, letting promises settle after each. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const [next] = this.#timers.filter((timer) => timer.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
      await settle();
    }
    this.#nowMs = untilMs;
    await settle();
  }
}

/** Lets everything that waits on resolved promises run. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
