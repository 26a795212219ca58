/**
 * Deletes files of a stopped engine. Proof: each was there and is absent. Undone, where asked for, by putting the same
 * bytes back, as an operator with a copy would; else they stay away, because the engine answers to their absence.
 */
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import { type Fault, injectAndProve, type Proof, proofNow, undoAndProve } from './fault.ts';
import { livingOwner, type Owner, sha256 } from './file-owner.ts';

export interface RemoveFilesOptions {
  readonly id: string;
  readonly target: string;
  /** Absolute paths, asked when the fault strikes. */
  readonly files: () => Promise<readonly string[]>;
  /** Whether undoing puts them back. */
  readonly restore: boolean;
  readonly owner: Owner;
  readonly clock: Clock;
}

export function removeFiles({ id, target, files, restore, owner, clock }: RemoveFilesOptions): Fault {
  const removed = new Map<string, Uint8Array>();
  return {
    id,
    type: 'remove-files',
    target,
    parameters: {},
    doesNotTest: 'Whole files at rest. Files that vanish under a running engine are not tested.',
    unavailable: () => livingOwner(owner),
    inject: () =>
      injectAndProve(clock, async () => {
        const living = await livingOwner(owner);
        if (living !== null) return proofNow(clock, false, living);
        const chosen = await files();
        if (chosen.length === 0) return proofNow(clock, false, 'there was no such file, nothing was removed');
        for (const file of chosen) {
          removed.set(file, await readFile(file));
          await rm(file);
        }
        return proofNow(clock, !chosen.some((file) => existsSync(file)), `absent now: ${listed(removed)}`);
      }),
    undo: () =>
      undoAndProve(clock, async () => {
        if (removed.size === 0) return proofNow(clock, true, 'no file was removed, nothing to undo');
        if (!restore)
          return proofNow(clock, true, `left away, as an operator without a copy would: ${listed(removed)}`);
        const living = await livingOwner(owner);
        return living === null ? putBack() : proofNow(clock, false, living);
      }),
  };

  async function putBack(): Promise<Proof> {
    let same = true;
    for (const [file, bytes] of removed) {
      await writeFile(file, bytes, { flush: true });
      same &&= Buffer.compare(await readFile(file), bytes) === 0;
    }
    return proofNow(clock, same, `put back byte for byte: ${listed(removed)}`);
  }
}

function listed(files: ReadonlyMap<string, Uint8Array>): string {
  return [...files].map(([file, bytes]) => `${basename(file)} (sha256 ${sha256(bytes)})`).join(', ');
}
