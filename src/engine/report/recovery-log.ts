/** The recoveries of this incarnation with their phases and times, as `/recovery` shows them. Memory only: a report, not state. */
import type { Gate, Recovery } from '../../contract/engine.ts';
import type { Clock } from '../../ports/clock.ts';

type PhaseName = Recovery['phases'][number]['name'];
interface Phase {
  readonly name: PhaseName;
  readonly startedMonoNs: string;
  endedMonoNs: string | null;
  detail: string;
}
interface InstrumentStage {
  readonly venue: string;
  readonly symbol: string;
  stage: 'cancel-only' | 'full';
  sinceMonoNs: string;
  hold: string | null;
}

/** One recovery while it runs. Times are monotonic nanoseconds as text. */
export class RecoveryEntry {
  readonly scope: Recovery['scope'];
  readonly venues: readonly string[];
  previousEnd: Recovery['previousEnd'] = null;
  gates: readonly Gate[] = [];
  resumed: Recovery['resumed'] = null;
  readonly #clock: Clock;
  readonly #detectedMonoNs: string | null;
  readonly #phases: Phase[] = [];
  readonly #instruments: InstrumentStage[];
  #unknownResolved = 0;
  #unknownWaitedMs = 0;

  constructor(
    clock: Clock,
    scope: Recovery['scope'],
    instruments: readonly { readonly venue: string; readonly symbol: string }[],
    detectedMonoNs: string | null,
  ) {
    this.#clock = clock;
    this.scope = scope;
    this.venues = [...new Set(instruments.map(({ venue }) => venue))];
    this.#detectedMonoNs = detectedMonoNs;
    const sinceMonoNs = this.#now();
    this.#instruments = instruments.map((each) => ({
      ...each,
      stage: 'cancel-only',
      sinceMonoNs,
      hold: 'not reconciled yet',
    }));
  }

  /** Ends the running phase and begins the next; a phase that already began is left as it is. */
  begin(name: PhaseName, detail: string, startedMonoNs = this.#now()): void {
    if (this.#phases.some((phase) => phase.name === name)) return;
    this.#end(startedMonoNs);
    this.#phases.push({ name, startedMonoNs, endedMonoNs: null, detail });
  }

  note(name: PhaseName, detail: string): void {
    const phase = this.#phases.find((each) => each.name === name);
    if (phase !== undefined) phase.detail = detail;
  }

  has(name: PhaseName): boolean {
    return this.#phases.some((phase) => phase.name === name);
  }

  stage(venue: string, symbol: string, stage: 'cancel-only' | 'full', hold: string | null): void {
    const instrument = this.#instruments.find((each) => each.venue === venue && each.symbol === symbol);
    if (instrument === undefined || this.resumed !== null) return;
    if (instrument.stage !== stage) instrument.sinceMonoNs = this.#now();
    instrument.stage = stage;
    instrument.hold = hold;
  }

  unknownSettled(waitedMs: number): void {
    this.#unknownResolved += 1;
    // They wait at the same time, so the longest wait is what the expiries cost.
    this.#unknownWaitedMs = Math.max(this.#unknownWaitedMs, waitedMs);
  }

  finish(resumed: NonNullable<Recovery['resumed']>): void {
    this.#end(resumed.monoNs);
    this.resumed = resumed;
  }

  view(): Recovery {
    return {
      scope: this.scope,
      venues: [...this.venues],
      previousEnd: this.previousEnd,
      detectedMonoNs: this.#detectedMonoNs,
      phases: this.#phases.map((phase) => ({ ...phase })),
      gates: [...this.gates],
      instruments: this.#instruments.map((instrument) => ({ ...instrument })),
      unknownOrders: { resolved: this.#unknownResolved, waitedMs: Math.round(this.#unknownWaitedMs) },
      resumed: this.resumed,
    };
  }

  #end(monoNs: string): void {
    const running = this.#phases.at(-1);
    if (running !== undefined) running.endedMonoNs ??= monoNs;
  }

  #now(): string {
    return this.#clock.monotonicNs().toString();
  }
}
