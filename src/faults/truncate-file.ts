/**
 * Cuts the end off a file of a stopped engine. Proof: the file is now exactly the first bytes of its former self. Not
 * undone: the engine cuts and writes the file itself from its next start on.
 */
import { readFile, truncate } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import { type Fault, injectAndProve, proofNow } from './fault.ts';
import { livingOwner, type Owner, sha256 } from './file-owner.ts';

export interface TruncateFileOptions {
  readonly id: string;
  readonly target: string;
  /** Where to cut, asked when the fault strikes: absolute path and the length that is left. */
  readonly cut: () => Promise<{ readonly file: string; readonly bytes: number }>;
  readonly owner: Owner;
  readonly clock: Clock;
}

export function truncateFile({ id, target, cut, owner, clock }: TruncateFileOptions): Fault {
  let struck: string | null = null;
  return {
    id,
    type: 'truncate-file',
    target,
    parameters: {},
    doesNotTest:
      'A clean cut at one byte. Sectors that come back as zeros or as older bytes, and writes that arrive out of order, are not tested.',
    unavailable: () => livingOwner(owner),
    inject: () =>
      injectAndProve(clock, async () => {
        const living = await livingOwner(owner);
        if (living !== null) return proofNow(clock, false, living);
        const { file, bytes } = await cut();
        const before = await readFile(file);
        if (bytes >= before.length)
          return proofNow(
            clock,
            false,
            `${basename(file)} has ${before.length} bytes, there is nothing behind ${bytes}`,
          );
        struck = basename(file);
        await truncate(file, bytes);
        const after = await readFile(file);
        const holds = Buffer.compare(after, before.subarray(0, bytes)) === 0;
        const change = `${basename(file)} has ${after.length} bytes, had ${before.length}: cut at offset ${bytes} of ${basename(file)}`;
        return proofNow(clock, holds, `${change}; sha256 ${sha256(before)} before, ${sha256(after)} after`);
      }),
    async undo() {
      return struck === null
        ? proofNow(clock, true, 'no file was cut, nothing to undo')
        : proofNow(clock, true, `${struck} is left as it is: it belongs to the engine, whose answer to it is judged`);
    },
  };
}
