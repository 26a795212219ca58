/** Counts what an engine records, and how long it waits for the disk: the numbers of a `metrics` fact (row 11). */
import type { Fact } from '../../core/records.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FactLog } from '../fact-log.ts';

export class Meter {
  readonly #clock: Clock;
  #counts = new Map<string, number>();
  #largestWaitNs = 0n;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The same log, counted. */
  metered(log: FactLog): FactLog {
    return {
      state: log.state,
      record: (facts) => {
        const sequence = log.record(facts);
        for (const fact of facts) this.#add(nameOf(fact));
        if (facts.length > 0) this.#timeUntilDurable(log, sequence);
        return sequence;
      },
      afterDurable: (sequence, effect) => log.afterDurable(sequence, effect),
    };
  }

  /** Everything since the last call, as canonical JSON: counts by name, and the longest time from record to durable. */
  take(): string {
    const counts = Object.fromEntries([...this.#counts].sort(([left], [right]) => (left < right ? -1 : 1)));
    const durableWaitUsMax = Number(this.#largestWaitNs / 1000n);
    this.#counts = new Map();
    this.#largestWaitNs = 0n;
    return JSON.stringify({ counts, durableWaitUsMax });
  }

  #timeUntilDurable(log: FactLog, sequence: bigint): void {
    const recordedNs = this.#clock.monotonicNs();
    log.afterDurable(sequence, () => {
      const waitedNs = this.#clock.monotonicNs() - recordedNs;
      if (waitedNs > this.#largestWaitNs) this.#largestWaitNs = waitedNs;
    });
  }

  #add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }
}

/** Facts by type; pictures of orders also by what they show, so that cancels can be read off. */
function nameOf(fact: Fact): string {
  return fact.type === 'order' ? `order ${fact.status}` : fact.type;
}
