import type { DirectoryFiles } from '../directory.ts';
import type { RefusedFile } from '../errors.ts';
import type { JournalSource } from '../follower/segment-heads.ts';
import type { DurabilityParts } from '../parts.ts';
import { type LoadedCheckpoint, loadCheckpoint } from './load-checkpoint.ts';

export interface NewestCheckpoint {
  /** Null where none can be trusted. */
  readonly checkpoint: LoadedCheckpoint | null;
  /** Those newer than it that were passed over. */
  readonly refused: readonly RefusedFile[];
}

/** The newest checkpoint that can be trusted, bases included (row 28). */
export async function newestCheckpoint(
  { disk, directory, clusterId }: JournalSource,
  { checkpoints }: DirectoryFiles,
  parts: DurabilityParts,
): Promise<NewestCheckpoint> {
  const refused: RefusedFile[] = [];
  for (const { file } of checkpoints) {
    const loaded = await loadCheckpoint(disk, directory, file, clusterId, parts);
    if ('state' in loaded) return { checkpoint: loaded, refused };
    refused.push(loaded);
  }
  return { checkpoint: null, refused };
}
