/** Whether positions, profit and usage are those of the fills and orders: counted at each reconciliation, not at each look at the gates. */
import type { State } from '../../core/state.ts';
import type { DurabilityParts } from '../../durability/parts.ts';

export class Recomputation {
  readonly #problemOf: DurabilityParts['instrumentProblem'];
  readonly #problems = new Map<string, ReadonlyMap<string, string | null>>();

  constructor(problemOf: DurabilityParts['instrumentProblem']) {
    this.#problemOf = problemOf;
  }

  count(state: State, venue: string): void {
    const instruments = [...(state.venues.get(venue)?.instruments.values() ?? [])];
    this.#problems.set(venue, new Map(instruments.map((each) => [each.symbol, this.#problemOf(each)])));
  }

  /** Sentences; empty when all agreed, also for an instrument nothing is known of. */
  problems(venue: string, symbol: string): readonly string[] {
    const counted = this.#problems.get(venue);
    if (counted === undefined) return [`${venue} was not counted again yet`];
    const problem = counted.get(symbol) ?? null;
    return problem === null ? [] : [problem];
  }
}
