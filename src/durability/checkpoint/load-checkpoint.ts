import { deserialiseState } from '../../core/deserialise.ts';
import { recomputationProblem } from '../../core/recomputation.ts';
import { stateSchemaVersion } from '../../core/serialise.ts';
import type { State } from '../../core/state.ts';
import { formatHash, recomputedStateHash } from '../../core/state-hash.ts';
import type { Disk } from '../../ports/disk.ts';
import type { RefusedFile } from '../errors.ts';
import type { DurabilityParts } from '../parts.ts';
import { readCheckpoint } from './checkpoint-format.ts';

export interface LoadedCheckpoint {
  readonly file: string;
  readonly sequence: bigint;
  readonly checksum: number;
  readonly state: State;
}

/** A verified checkpoint, or the reason it was refused. */
export async function loadCheckpoint(
  disk: Disk,
  directory: string,
  file: string,
  clusterId: bigint,
  parts: DurabilityParts,
): Promise<LoadedCheckpoint | RefusedFile> {
  const image = readCheckpoint(await disk.readFile(`${directory}/${file}`));
  if ('problem' in image) return { file, offset: image.offset, reason: image.problem };
  const problem = parts.checkpointProblem(image);
  if (problem !== null) return { file, offset: 0, reason: problem };
  if (image.clusterId !== clusterId) {
    return {
      file,
      offset: 16,
      reason: `expected cluster ${formatHash(clusterId)}, found ${formatHash(image.clusterId)}`,
    };
  }
  if (image.schema !== stateSchemaVersion) {
    return { file, offset: 12, reason: `expected state schema ${stateSchemaVersion}, found ${image.schema}` };
  }
  const state = deserialised(image.payload, parts);
  if (state === null) return { file, offset: 104, reason: 'expected a serialised state, found other text' };
  const hash = recomputedStateHash(state);
  if (!parts.sameState(image.stateHash, hash)) {
    return {
      file,
      offset: 32,
      reason: `expected state hash ${formatHash(image.stateHash)}, found ${formatHash(hash)}`,
    };
  }
  const disagreement = recomputationProblem(state, parts.instrumentProblem);
  if (disagreement !== null) return { file, offset: 104, reason: disagreement };
  return { file, sequence: image.sequence, checksum: image.checksum, state };
}

/** Null for text of another shape: reachable only past a checksum that was not looked at. */
function deserialised(payload: string, parts: DurabilityParts): State | null {
  try {
    return deserialiseState(payload, parts.core);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError) return null;
    throw error;
  }
}
