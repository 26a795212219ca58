import { closeSync, openSync, writeSync } from 'node:fs';
import type { Clock } from '../../../src/ports/clock.ts';
import type { LedgerSink } from '../ledger/ledger.ts';

const flushAfterMs = 2;

/** The ledger's file. It must be new, for a ledger is never written over: lines reach the kernel at the latest 2 ms after they were made, and on close. */
export class LedgerFile implements LedgerSink {
  readonly #descriptor: number;
  readonly #clock: Clock;
  #lines: string[] = [];
  #cancelFlush: (() => void) | null = null;

  /** @throws the operating system's error when the file cannot be made (EEXIST when it is there already). */
  constructor(file: string, clock: Clock) {
    this.#descriptor = openSync(file, 'wx');
    this.#clock = clock;
  }

  write(line: string): void {
    this.#lines.push(line);
    this.#cancelFlush ??= this.#clock.after(flushAfterMs, () => this.flush());
  }

  flush(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = null;
    if (this.#lines.length === 0) return;
    const bytes = Buffer.from(this.#lines.join(''));
    this.#lines = [];
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#descriptor, bytes, written);
  }

  close(): void {
    this.flush();
    closeSync(this.#descriptor);
  }
}
