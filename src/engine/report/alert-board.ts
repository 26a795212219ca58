/**
 * The alarms of this incarnation as its health shows them. An alert is an effect: it is shown and logged only once the
 * alarm fact behind it is durable; an alarm about the journal itself is the supervisor's, from the exit status.
 */
import type { EngineAlert } from '../../contract/engine.ts';
import type { Fact } from '../../core/records.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';

/** Enough for a supervisor that looks four times a second; older ones stand in the journal and in the log. */
const shownMax = 50;

export class AlertBoard {
  readonly #clock: Clock;
  readonly #diary: Log;
  readonly #shown: EngineAlert[] = [];
  #number = 0;

  constructor(clock: Clock, diary: Log) {
    this.#clock = clock;
    this.#diary = diary;
  }

  /** The newest, ascending. */
  newest(): EngineAlert[] {
    return [...this.#shown];
  }

  /** Takes the alarms among `facts`; `whenDurable` is asked once a fact. */
  watch(facts: readonly Fact[], whenDurable: (effect: () => void) => void): void {
    for (const fact of facts) {
      if (fact.type !== 'alarm') continue;
      const { code, text } = fact;
      const monoNs = this.#clock.monotonicNs().toString();
      whenDurable(() => this.#raise({ code, text, monoNs }));
    }
  }

  #raise(alert: Omit<EngineAlert, 'number'>): void {
    this.#number += 1;
    this.#diary.error({ alert: alert.code, number: this.#number }, alert.text);
    this.#shown.push({ number: this.#number, ...alert });
    if (this.#shown.length > shownMax) this.#shown.shift();
  }
}
