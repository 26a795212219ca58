/** The files of a simulated disk by inode and name. Bytes are replaced, never changed in place, so clones share them. */
import { hash } from 'node:crypto';
import type { NameStep, Recording, TruncateStep, WriteStep } from './recorded-disk.ts';

/** Zeros over what a file has of a range; it does not grow. */
export interface ZeroStep {
  readonly kind: 'zero';
  readonly inode: number;
  readonly start: number;
  readonly end: number;
}

/** Of contents that were looked at once; they never change. */
const digests = new WeakMap<Uint8Array, string>();

const nothing = new Uint8Array(0);

export class DurableFiles {
  #contents = new Map<number, Uint8Array>();
  #names = new Map<string, number>();

  constructor(initial: Recording['initial'] = []) {
    for (const { path, inode, bytes } of initial) {
      this.#contents.set(inode, bytes);
      this.#names.set(path, inode);
    }
  }

  clone(): DurableFiles {
    const copy = new DurableFiles();
    copy.#contents = new Map(this.#contents);
    copy.#names = new Map(this.#names);
    return copy;
  }

  apply(step: WriteStep | TruncateStep | ZeroStep | NameStep): void {
    if (step.kind === 'name') this.#rename(step);
    else this.#contents.set(step.inode, changed(this.#contents.get(step.inode) ?? nothing, step));
  }

  byPath(): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.#names].map(([path, inode]) => [path, this.#contents.get(inode) ?? nothing]));
  }

  /** Equal for equal names with equal bytes, and only for these (as far as SHA-1 tells them apart). */
  digest(): string {
    return [...this.#names]
      .map(([path, inode]) => `${path} ${digestOf(this.#contents.get(inode) ?? nothing)}`)
      .sort()
      .join('\n');
  }

  #rename({ removes, gives }: NameStep): void {
    if (removes !== null) this.#names.delete(removes);
    if (gives !== null) this.#names.set(gives.path, gives.inode);
  }
}

function changed(before: Uint8Array, step: WriteStep | TruncateStep | ZeroStep): Uint8Array {
  if (step.kind === 'zero') return before.slice().fill(0, step.start, step.end);
  if (step.kind === 'truncate') {
    const after = new Uint8Array(step.length);
    after.set(before.subarray(0, step.length));
    return after;
  }
  const after = new Uint8Array(Math.max(before.length, step.offset + step.bytes.length));
  after.set(before);
  after.set(step.bytes, step.offset);
  return after;
}

function digestOf(bytes: Uint8Array): string {
  const known = digests.get(bytes);
  if (known !== undefined) return known;
  const digest = hash('sha1', bytes);
  digests.set(bytes, digest);
  return digest;
}
