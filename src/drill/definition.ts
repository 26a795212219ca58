/** What a drill says of itself before anything runs: its claim, its objectives and what it exercises. */
import type { CheckId } from '../checks/index.ts';
import type { Objectives } from '../record/schema.ts';

export interface DrillDefinition {
  /** Slug, equal to the file's name: `application-crash`. */
  readonly id: string;
  /** Code of the catalogue: `S2`, `D07`. */
  readonly code: string;
  readonly title: string;
  /** Raised when the meaning of a result changes. */
  readonly revision: number;
  readonly proves: string;
  readonly doesNotProve: string;
  /** Invariants that must meet a relevant event; all others run as guards. */
  readonly exercises: readonly CheckId[];
  readonly objectives: Objectives;
  /** Venues whose recovery is judged. */
  readonly judgedVenues: readonly string[];
  /** What a reader might expect and this drill does not look at. */
  readonly notAssessed: readonly string[];
  /** Added to the environment of the engine, e.g. small journal segments. */
  readonly engineEnvironment?: Readonly<Record<string, string>>;
  /** Upper bound of the whole drill besides `--keep`, in milliseconds. */
  readonly deadlineMs: number;
}

/** Traffic that must have been seen before a fault counts. */
export const steadyStateMinimum = {
  orders: 200,
  fills: 50,
  fillsPerVenue: 1,
  restingPerInstrument: 1,
  withinMs: 20_000,
} as const;
