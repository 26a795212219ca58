import type { NewLedgerRow } from '../../../src/contract/ledger.ts';
import type { Clock } from '../../../src/ports/clock.ts';

/** Where the ledger's lines go, in order; each ends with a line feed. */
export interface LedgerSink {
  write(line: string): void;
}

/** The truth ledger: gives every row its place and its time, and hands it on at once. See src/contract/ledger.ts. */
export class Ledger {
  readonly #clock: Clock;
  readonly #sink: LedgerSink;
  #rows = 0;

  constructor(clock: Clock, sink: LedgerSink) {
    this.#clock = clock;
    this.#sink = sink;
  }

  get rows(): number {
    return this.#rows;
  }

  append(row: NewLedgerRow): void {
    this.#rows += 1;
    const place = { n: this.#rows, monoNs: this.#clock.monotonicNs().toString(), wallMs: this.#clock.wallMs() };
    this.#sink.write(`${JSON.stringify({ ...place, ...row })}\n`);
  }
}
