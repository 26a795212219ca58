import { writeAtomically } from '../atomic-file.ts';
import { baseNames, refusedName, sortFiles } from '../directory.ts';
import { unlessGone } from '../unless-gone.ts';
import { soundBytes } from './base.ts';
import type { UpkeepSource } from './upkeep-source.ts';

/**
 * Sets a damaged checkpoint aside as evidence, and writes the lacking copy of a base again from the other one. Crash
 * safe: the damaged file was of no use, and a base of one copy is found and completed by the next round.
 * @returns what was done, in words.
 */
export async function setAside(source: UpkeepSource, file: string): Promise<string> {
  const { disk, directory } = source;
  const done: string[] = [];
  if (await unlessGone(disk.rename(`${directory}/${file}`, `${directory}/${refusedName(file)}`))) {
    await disk.syncDirectory(directory);
    done.push(`kept as ${refusedName(file)}`);
  }
  const [known] = sortFiles([file]).checkpoints;
  const twin = known?.base === true ? baseNames(known.sequence).find((name) => name !== file) : undefined;
  const bytes = twin === undefined ? null : await soundBytes(source, twin);
  if (bytes !== null) {
    await writeAtomically(disk, directory, file, bytes);
    done.push(`written again from ${twin}`);
  }
  return done.join(', ');
}
