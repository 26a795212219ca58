/**
 * Replaces one digit in a file of a stopped engine. Proof: the file differs from its former self at one offset and
 * nowhere else. Not undone: from the next start the file is the engine's, which may have retired or replaced it, and
 * writing into a live engine's directory would be a second fault.
 */
import { open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import { type DigitPlace, findDigit } from './digit-place.ts';
import { type Fault, injectAndProve, type Proof, proofNow } from './fault.ts';
import { livingOwner, type Owner, sha256 } from './file-owner.ts';

export interface FlipByteOptions {
  readonly id: string;
  readonly target: string;
  /** Absolute path of the file, asked when the fault strikes. */
  readonly file: () => Promise<string>;
  /** Its first capture group holds the digits to choose from, e.g. `/"quantity":"([\d.]+)"/`. Bytes are read as Latin-1. */
  readonly pattern: RegExp;
  readonly owner: Owner;
  readonly clock: Clock;
}

export function flipByte({ id, target, file, pattern, owner, clock }: FlipByteOptions): Fault {
  let flipped: string | null = null;
  return {
    id,
    type: 'flip-byte',
    target,
    parameters: { pattern: String(pattern) },
    doesNotTest:
      'One changed digit in one file at rest. Torn writes, lost sectors and damage while the engine runs are not tested.',
    unavailable: () => livingOwner(owner),
    inject: () =>
      injectAndProve(clock, async () => {
        const living = await livingOwner(owner);
        if (living !== null) return proofNow(clock, false, living);
        const path = await file();
        const before = await readFile(path);
        const place = findDigit(before, pattern);
        if (place === null) return proofNow(clock, false, `${basename(path)} has no digit that matches ${pattern}`);
        flipped = basename(path);
        await writeByte(path, place);
        return proveDifference(clock, basename(path), before, await readFile(path), place);
      }),
    async undo() {
      return flipped === null
        ? proofNow(clock, true, 'no byte was changed, nothing to undo')
        : proofNow(
            clock,
            true,
            `${flipped} is left as it is: it belongs to the engine, whose answer to it is what the drill judges`,
          );
    },
  };
}

async function writeByte(path: string, place: DigitPlace): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.write(Buffer.from(place.after, 'latin1'), 0, 1, place.offset);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function proveDifference(clock: Clock, name: string, before: Uint8Array, after: Uint8Array, place: DigitPlace): Proof {
  const expected = Uint8Array.from(before);
  expected[place.offset] = place.after.charCodeAt(0);
  const onlyThere = Buffer.compare(expected, after) === 0 && before[place.offset] !== after[place.offset];
  const change = `'${place.before}' became '${place.after}' at offset ${place.offset} of ${name}`;
  const hashes = `sha256 ${sha256(before)} before, ${sha256(after)} after`;
  return proofNow(
    clock,
    onlyThere,
    `${change}${onlyThere ? ' and nothing else differs' : ' was not found, or more differs'}; ${hashes}`,
  );
}
