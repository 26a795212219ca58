/** Waits for recoveries to end: the engine's own `resumed`, and the market forcing an accepted order on every instrument. */
import type { SupervisorEvent } from '../contract/supervisor.ts';
import type { RunningSystem } from '../topology/running-system.ts';
import { LedgerTail } from './ledger-tail.ts';
import type { CapturedResumption, Observations } from './observations.ts';
import { type Deadline, InconclusiveError, until } from './wait.ts';

/** In milliseconds; past it nothing was measured. */
const withinMs = 60_000;

export class Resumption {
  readonly #system: RunningSystem;
  readonly #observations: Observations;
  readonly #deadline: Deadline;
  readonly #tails: ReadonlyMap<string, LedgerTail>;

  readonly #events: () => readonly SupervisorEvent[];
  #releasedMonoNs = 0n;

  constructor(
    system: RunningSystem,
    observations: Observations,
    deadline: Deadline,
    events: () => readonly SupervisorEvent[],
  ) {
    this.#system = system;
    this.#observations = observations;
    this.#deadline = deadline;
    this.#events = events;
    this.#tails = new Map(system.venues.map((venue) => [venue.name, new LedgerTail(venue.ledgerFile)]));
  }

  /** An operator is about to let the engine start again: what the supervisor refused before is over. */
  released(): void {
    this.#releasedMonoNs = process.hrtime.bigint();
  }

  /** The newest recovery that resumed after `sinceMonoNs` and covers all of `venues`. */
  engine(venues: readonly string[], sinceMonoNs: bigint): Promise<CapturedResumption> {
    const covers = (one: CapturedResumption) => venues.every((venue) => one.venues.includes(venue));
    const find = () =>
      this.#observations.resumptions.findLast((one) => covers(one) && BigInt(one.state.monoNs) > sinceMonoNs);
    return until(this.#deadline, `the engine to resume ${venues.join(' and ')}`, withinMs, async () => {
      const from = this.#releasedMonoNs > sinceMonoNs ? this.#releasedMonoNs : sinceMonoNs;
      const refused = this.#events().find(({ event, monoNs }) => event === 'restart-refused' && BigInt(monoNs) > from);
      if (refused !== undefined)
        throw new InconclusiveError(`the supervisor does not restart the engine: ${refused.detail}`);
      return find() ?? null;
    });
  }

  /** Every instrument of `venues` has had an order accepted since it reached stage full in `incarnation`. */
  async quoted(venues: readonly string[], incarnation: number, sinceMonoNs: bigint): Promise<void> {
    const allQuoted = () =>
      venues.every((name) => {
        const venue = this.#system.venue(name);
        const tail = this.#tails.get(name);
        tail?.follow();
        return venue.ready.symbols.every((symbol) => {
          const full = this.#fullSince(incarnation, name, symbol, sinceMonoNs);
          return (tail?.newestAccepted(symbol) ?? 0n) > full;
        });
      });
    const what = 'the market to force an accepted order on every instrument';
    await until(this.#deadline, what, withinMs, async () => (allQuoted() ? true : null));
  }

  /** Symbols of `venue` that have had an order accepted after `sinceMonoNs`. */
  quotedSince(venue: string, sinceMonoNs: bigint): string[] {
    const tail = this.#tails.get(venue);
    tail?.follow();
    return this.#system
      .venue(venue)
      .ready.symbols.filter((symbol) => (tail?.newestAccepted(symbol) ?? 0n) > sinceMonoNs);
  }

  #fullSince(incarnation: number, venue: string, symbol: string, sinceMonoNs: bigint): bigint {
    const instruments =
      this.#observations.recoveries.get(incarnation)?.recoveries.flatMap((one) => one.instruments) ?? [];
    const newest = instruments.findLast((one) => one.venue === venue && one.symbol === symbol && one.stage === 'full');
    const full = newest === undefined ? sinceMonoNs : BigInt(newest.sinceMonoNs);
    return full > sinceMonoNs ? full : sinceMonoNs;
  }
}
