/** Waits for recoveries to end: the engine's own `resumed`, and the market forcing an accepted order on every instrument. */
import type { RunningSystem } from '../topology/running-system.ts';
import { LedgerTail } from './ledger-tail.ts';
import type { CapturedResumption, Observations } from './observations.ts';
import { type Deadline, until } from './wait.ts';

/** In milliseconds; past it nothing was measured. */
const withinMs = 60_000;

export class Resumption {
  readonly #system: RunningSystem;
  readonly #observations: Observations;
  readonly #deadline: Deadline;
  readonly #tails: ReadonlyMap<string, LedgerTail>;

  constructor(system: RunningSystem, observations: Observations, deadline: Deadline) {
    this.#system = system;
    this.#observations = observations;
    this.#deadline = deadline;
    this.#tails = new Map(system.venues.map((venue) => [venue.name, new LedgerTail(venue.ledgerFile)]));
  }

  /** The newest recovery that resumed after `sinceMonoNs` and covers all of `venues`. */
  engine(venues: readonly string[], sinceMonoNs: bigint): Promise<CapturedResumption> {
    const covers = (one: CapturedResumption) => venues.every((venue) => one.venues.includes(venue));
    const find = () =>
      this.#observations.resumptions.findLast((one) => covers(one) && BigInt(one.state.monoNs) > sinceMonoNs);
    return until(this.#deadline, `the engine to resume ${venues.join(' and ')}`, withinMs, async () => find() ?? null);
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

  #fullSince(incarnation: number, venue: string, symbol: string, sinceMonoNs: bigint): bigint {
    const instruments =
      this.#observations.recoveries.get(incarnation)?.recoveries.flatMap((one) => one.instruments) ?? [];
    const newest = instruments.findLast((one) => one.venue === venue && one.symbol === symbol && one.stage === 'full');
    const full = newest === undefined ? sinceMonoNs : BigInt(newest.sinceMonoNs);
    return full > sinceMonoNs ? full : sinceMonoNs;
  }
}
