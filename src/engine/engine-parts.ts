/** Decisions of the engine that can be replaced whole at the composition root; the mutants do, one at a time. */
import type { Stage } from '../core/records.ts';
import { type DurabilityParts, durabilityParts } from '../durability/parts.ts';
import { type FetchMissedFills, fetchMissedFills } from './reconcile/fetch.ts';
import {
  type BalanceDifferences,
  balanceDifferences,
  type ReconcileVenue,
  reconcileVenue,
} from './reconcile/reconcile-venue.ts';

/** When an effect of a batch may happen: by default once the batch is durable (mechanism 1). */
export type ReleaseEffects = (whenDurable: (effect: () => void) => void, effect: () => void) => void;

/** The stage of an instrument, from what holds it back. Evaluated again and again. */
export type StagePolicy = (input: {
  readonly venue: string;
  readonly symbol: string;
  /** Sentences; empty when nothing holds it. */
  readonly holds: readonly string[];
}) => Stage;

export interface EngineParts {
  readonly durability: DurabilityParts;
  readonly releaseEffects: ReleaseEffects;
  readonly fetchMissedFills: FetchMissedFills;
  readonly reconcileVenue: ReconcileVenue;
  readonly balanceDifferences: BalanceDifferences;
  readonly stagePolicy: StagePolicy;
}

export const engineParts: EngineParts = {
  durability: durabilityParts,
  releaseEffects: (whenDurable, effect) => whenDurable(effect),
  fetchMissedFills,
  reconcileVenue,
  balanceDifferences,
  stagePolicy: ({ holds }) => (holds.length === 0 ? 'full' : 'cancel-only'),
};
