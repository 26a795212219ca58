/** The drill's log: one line a happening, with the time since the first fault. */
import type { TimelineEntry } from '../record/schema.ts';

export class Timeline {
  readonly #entries: Omit<TimelineEntry, 'sinceFaultMs'>[] = [];
  readonly #print: (line: string) => void;
  #faultMonoNs: bigint | null = null;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** Times before this count as negative. Only the first call counts. */
  faultAt(monoNs: bigint): void {
    this.#faultMonoNs ??= monoNs;
  }

  /** Adds a line that happened now. */
  add(source: TimelineEntry['source'], text: string): void {
    this.addAt(process.hrtime.bigint(), source, text);
  }

  /** Adds a line that happened at `monoNs`. */
  addAt(monoNs: bigint, source: TimelineEntry['source'], text: string): void {
    const wall = new Date(Date.now() - Number(process.hrtime.bigint() - monoNs) / 1e6).toISOString();
    this.#entries.push({ monoNs: monoNs.toString(), wall, source, text });
    const since = this.#since(monoNs);
    const mark =
      since === null ? '        ' : `${since < 0 ? '-' : '+'}${(Math.abs(since) / 1000).toFixed(3)}s`.padStart(8);
    this.#print(`${mark}  ${source.padEnd(10)} ${text}`);
  }

  entries(): TimelineEntry[] {
    return this.#entries
      .map((entry) => ({ ...entry, sinceFaultMs: this.#since(BigInt(entry.monoNs)) }))
      .sort((a, b) => (BigInt(a.monoNs) < BigInt(b.monoNs) ? -1 : 1));
  }

  #since(monoNs: bigint): number | null {
    return this.#faultMonoNs === null ? null : Number(monoNs - this.#faultMonoNs) / 1e6;
  }
}
