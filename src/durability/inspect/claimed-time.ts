import type { Disk } from '../../ports/disk.ts';
import { checkpointHeaderBytes } from '../checkpoint/checkpoint-format.ts';

/** The state's head stands first in its text, its time near the front. */
const frontBytes = 256;

/**
 * The time a checkpoint claims to be of, wall microseconds, read from its first bytes alone: nothing is verified, so it
 * may only spare the loading of a checkpoint that another can stand in for. Null where no time is found.
 */
export async function claimedTimeUs(disk: Disk, directory: string, file: string): Promise<number | null> {
  const open = await disk.open(`${directory}/${file}`, 'read');
  try {
    const front = new TextDecoder().decode(await open.read(checkpointHeaderBytes, frontBytes));
    const digits = /^\{"head":\{"sequence":"\d+","timeUs":(\d+),/.exec(front)?.[1];
    return digits === undefined ? null : Number(digits);
  } finally {
    await open.close();
  }
}
