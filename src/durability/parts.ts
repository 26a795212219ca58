import { type CoreParts, coreParts } from '../core/core-parts.ts';
import { instrumentProblem } from '../core/recomputation.ts';
import type { Instrument } from '../core/state.ts';
import { type CheckpointImage, checkpointProblem } from './checkpoint/checkpoint-format.ts';

/** Decisions of the durable part that can be replaced whole; the mutants do, to prove that the checks notice. */
export interface DurabilityParts {
  readonly core: CoreParts;
  /** Why a checkpoint's bytes cannot be trusted; null when its checksum holds. */
  readonly checkpointProblem: (image: CheckpointImage) => string | null;
  /** Whether the state a batch or a checkpoint was written with is the state that was replayed. */
  readonly sameState: (written: bigint, replayed: bigint) => boolean;
  /** Why an instrument's stored sums are not those of its orders and fills; null when they are. */
  readonly instrumentProblem: (instrument: Instrument) => string | null;
}

export const durabilityParts: DurabilityParts = {
  core: coreParts,
  checkpointProblem,
  sameState: (written, replayed) => written === replayed,
  instrumentProblem,
};
