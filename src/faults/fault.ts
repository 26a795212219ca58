/**
 * What a fault is. Each proves itself from outside, with its own eyes and not by the word of what it broke, and each
 * is undone, also when injecting failed half-way. A fault that did not take effect is no error: its record says so,
 * and the drill is inconclusive.
 */
import type { z } from 'zod';
import type { Clock } from '../ports/clock.ts';
import type { FaultRecord, proof } from '../record/schema.ts';

export type Proof = z.infer<typeof proof>;

/** What {@link Fault.inject} adds to the record. t0 is `requestedMonoNs`, taken before anything was done. */
export type Injection = Pick<FaultRecord, 'requestedMonoNs' | 'requestedWall' | 'provenMonoNs' | 'effect'>;

export interface Fault {
  /** Unique within a drill. */
  readonly id: string;
  readonly type: string;
  /** What it strikes, in words of the topology: `engine`, `links of venue A`. */
  readonly target: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** One sentence: what nobody may conclude from it. */
  readonly doesNotTest: string;
  /** Why it cannot strike here and now, as a sentence; null when it can. */
  unavailable(): Promise<string | null>;
  /** Strikes once and proves it. Rejects only for a mistake of the caller's. */
  inject(): Promise<Injection>;
  /** Ends the fault and proves that. May be called at any time and again; never rejects for what the fault met. */
  undo(): Promise<Proof>;
}

/** The record of a fault: before {@link Fault.undo}, `undo` is null. */
export function faultRecord(fault: Fault, injection: Injection, undo: Proof | null): FaultRecord {
  return {
    id: fault.id,
    type: fault.type,
    target: fault.target,
    parameters: { ...fault.parameters },
    ...injection,
    undoneMonoNs: undo?.holds === true ? undo.monoNs : null,
    undo,
    doesNotTest: fault.doesNotTest,
  };
}

export function proofNow(clock: Clock, holds: boolean, statement: string): Proof {
  return { monoNs: clock.monotonicNs().toString(), statement, holds };
}

/** Takes t0, strikes, and files the proof `strike` gives. What `strike` throws becomes a fault that did not take effect. */
export async function injectAndProve(clock: Clock, strike: () => Promise<Proof>): Promise<Injection> {
  const requestedWall = new Date(clock.wallMs()).toISOString();
  const requestedMonoNs = clock.monotonicNs().toString();
  const effect = await strike().catch((error: unknown) => proofNow(clock, false, sentence(error)));
  return { requestedMonoNs, requestedWall, provenMonoNs: effect.holds ? effect.monoNs : null, effect };
}

/** For {@link Fault.undo}: what is thrown becomes a proof that does not hold. */
export function undoAndProve(clock: Clock, mend: () => Promise<Proof>): Promise<Proof> {
  return mend().catch((error: unknown) => proofNow(clock, false, sentence(error)));
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
