/**
 * A check is one invariant of the drill catalogue as a pure function of the evidence. It declares what it requires, and
 * reports what it looked at and what contradicts it; the verdict is drawn by judge.ts, the same way for all.
 */
import type { Requirement } from './assumptions.ts';
import type { DrillEvidence } from './evidence.ts';

export const checkIds = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'I11', 'I12'] as const;
export type CheckId = (typeof checkIds)[number];

export interface Judgement {
  /** Items that could be looked at; fewer than the population leaves the check without a verdict. */
  readonly checked: number;
  /** Items there were. None is no relevant event. */
  readonly population: number;
  /** One sentence each, naming the item that contradicts the invariant. */
  readonly findings: readonly string[];
  /** One sentence: what was seen, also when nothing contradicts. */
  readonly observed: string;
  readonly evidence: readonly string[];
  /** The check itself threw: nothing can be concluded, for a guard neither. */
  readonly failed?: true;
}

interface CheckText {
  readonly id: CheckId;
  readonly title: string;
  readonly expected: string;
  /** What it cannot show. */
  readonly limits: string;
  /** Name of the mutant in test/mutants it is known to catch. */
  readonly negativeControl: string | null;
}

export interface AssessedCheck extends CheckText {
  readonly requires: readonly Requirement[];
  readonly judge: (evidence: DrillEvidence) => Judgement;
}

/** An invariant nothing can be said about yet. */
export interface UnassessedCheck extends CheckText {
  readonly notAssessedBecause: string;
}

export type Check = AssessedCheck | UnassessedCheck;
