import type { Fact } from '../core/records.ts';
import type { State } from '../core/state.ts';

/**
 * The journal as the engine's parts use it: facts are applied to the state at once, and effects wait until the facts
 * they depend on are durable. After the journal failed or was closed `record` does nothing, and no effect ever comes.
 */
export interface FactLog {
  readonly state: State;
  /** Appends in order and applies. @returns the sequence of the last fact. */
  record(facts: readonly Fact[]): bigint;
  afterDurable(sequence: bigint, effect: () => void): void;
}
