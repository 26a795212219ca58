import type { DirectoryFiles } from '../directory.ts';
import type { ReadHeader } from '../journal/batch-frame.ts';

/** What a round of the scrub saw of the journal's times: they come from its frames. */
export class RoundTimes {
  /** Ascending, with the time of the first frame; a segment without one has not begun and is left out. */
  readonly segments: { readonly id: number; readonly firstSequence: bigint; readonly timeUs: number }[] = [];
  /** Ascending, with the time of the frame that holds the sequence, or of the first one that is retained. */
  readonly bases: { readonly sequence: bigint; readonly timeUs: number }[] = [];
  /** Of the last frame read. */
  headTimeUs = 0;
  /** Ascending. */
  #basesAhead: bigint[] = [];

  begin(checkpoints: DirectoryFiles['checkpoints']): void {
    const bases = checkpoints.filter(({ base }) => base).map(({ sequence }) => sequence);
    this.#basesAhead = [...new Set(bases)].reverse();
  }

  add(id: number, { firstSequence, count, timeUs }: ReadHeader): void {
    if (this.segments.at(-1)?.id !== id) this.segments.push({ id, firstSequence, timeUs });
    this.headTimeUs = timeUs;
    const held = this.#basesAhead.filter((sequence) => sequence < firstSequence + BigInt(count));
    this.#basesAhead = this.#basesAhead.slice(held.length);
    this.bases.push(...held.map((sequence) => ({ sequence, timeUs })));
  }
}
