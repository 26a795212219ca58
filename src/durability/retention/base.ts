/**
 * Base checkpoints: what the journal can be read from when every recent checkpoint is bad (rows 11, 28). A base is a
 * recent checkpoint, byte for byte, in two copies. Each copy appears whole or not at all; a base counts once both stand.
 */
import { sameBytes, writeAtomically } from '../atomic-file.ts';
import { checkpointProblem, readCheckpoint } from '../checkpoint/checkpoint-format.ts';
import { loadCheckpoint } from '../checkpoint/load-checkpoint.ts';
import { baseNames, sortFiles } from '../directory.ts';
import type { UpkeepSource } from './upkeep-source.ts';

/** Makes sure that a base stands at or above `sequence`, and says where; null while no sound checkpoint is that new. */
export async function ensureBase(source: UpkeepSource, sequence: bigint): Promise<bigint | null> {
  const standing = await standingBase(source, sequence);
  return standing ?? newBase(source, sequence);
}

/** The newest base at or above `sequence` that is whole. */
async function standingBase(source: UpkeepSource, sequence: bigint): Promise<bigint | null> {
  const { checkpoints } = sortFiles(await source.disk.list(source.directory));
  for (const each of checkpoints) {
    if (each.base && each.sequence >= sequence && (await isWhole(source, each.sequence))) return each.sequence;
  }
  return null;
}

/** Whether both copies of a base could be used by a restart. */
export async function isWhole(source: UpkeepSource, sequence: bigint): Promise<boolean> {
  for (const name of baseNames(sequence)) if ((await soundBytes(source, name)) === null) return false;
  return true;
}

/** Makes the newest sound checkpoint a base, if it holds `sequence`. */
export async function newBase(source: UpkeepSource, sequence: bigint): Promise<bigint | null> {
  const { checkpoints } = sortFiles(await source.disk.list(source.directory));
  for (const candidate of checkpoints) {
    if (candidate.sequence < sequence) return null;
    const bytes = await soundBytes(source, candidate.file);
    if (bytes === null) continue;
    await writeBase(source, candidate.sequence, bytes);
    return candidate.sequence;
  }
  return null;
}

/** Writes what is lacking of the two copies. */
export async function writeBase({ disk, directory }: UpkeepSource, sequence: bigint, bytes: Uint8Array): Promise<void> {
  for (const name of baseNames(sequence)) {
    const path = `${directory}/${name}`;
    const standing = (await disk.exists(path)) ? await disk.readFile(path) : null;
    if (standing === null || !sameBytes(standing, bytes)) await writeAtomically(disk, directory, name, bytes);
  }
}

/** Removes older bases, from which the journal no longer goes on. A newer one must stand whole. Returns their names. */
export async function removeBasesBelow(
  { disk, directory }: UpkeepSource,
  sequence: bigint,
): Promise<readonly string[]> {
  const { checkpoints } = sortFiles(await disk.list(directory));
  const old = checkpoints.filter((each) => each.base && each.sequence < sequence);
  for (const { file } of old) await disk.remove(`${directory}/${file}`);
  if (old.length > 0) await disk.syncDirectory(directory);
  return old.map(({ file }) => file);
}

/** The bytes of a checkpoint that a restart would use; null for any other file, or one that went away meanwhile. */
export async function soundBytes(
  { disk, directory, clusterId, parts }: UpkeepSource,
  file: string,
): Promise<Uint8Array | null> {
  try {
    const loaded = await loadCheckpoint(disk, directory, file, clusterId, parts);
    if (!('state' in loaded)) return null;
    const bytes = await disk.readFile(`${directory}/${file}`);
    const image = readCheckpoint(bytes);
    return 'problem' in image || checkpointProblem(image) !== null ? null : bytes;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
