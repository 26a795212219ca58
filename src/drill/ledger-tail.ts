/** Follows a growing ledger file and remembers when each instrument's newest order was accepted. For waiting, never for judging. */
import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const chunk = Buffer.alloc(1 << 20);

export class LedgerTail {
  readonly #file: string;
  readonly #decoder = new StringDecoder('utf8');
  readonly #acceptedMonoNs = new Map<string, bigint>();
  #offset = 0;
  #unfinished = '';

  constructor(file: string) {
    this.#file = file;
  }

  /** Monotonic time of the newest accepted order of `symbol`; null before the first. */
  newestAccepted(symbol: string): bigint | null {
    return this.#acceptedMonoNs.get(symbol) ?? null;
  }

  /** Reads what was appended since the last call. */
  follow(): void {
    const file = openSync(this.#file, 'r');
    try {
      for (;;) {
        const length = readSync(file, chunk, 0, chunk.length, this.#offset);
        if (length === 0) return;
        this.#offset += length;
        this.#take(this.#decoder.write(chunk.subarray(0, length)));
      }
    } finally {
      closeSync(file);
    }
  }

  #take(text: string): void {
    const lines = (this.#unfinished + text).split('\n');
    this.#unfinished = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.includes('"change":"accepted"')) continue;
      const row = JSON.parse(line) as { symbol: string; monoNs: string };
      this.#acceptedMonoNs.set(row.symbol, BigInt(row.monoNs));
    }
  }
}
