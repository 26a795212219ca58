/**
 * Effects waiting for their sequence to be durable: released in the order of sequences, equal ones as they came. Adding
 * in order and releasing cost the same however many wait.
 */
export class EffectQueue {
  /** Ascending; `#effects[i]` waits for `#sequences[i]`. Those before `#next` have run. */
  readonly #sequences: bigint[] = [];
  readonly #effects: (() => void)[] = [];
  #next = 0;
  /** While releasing: behind the last one that was due when it began. */
  #dueEnd = 0;
  #releasing = false;

  add(sequence: bigint, effect: () => void): void {
    const sequences = this.#sequences;
    const first = this.#releasing ? this.#dueEnd : this.#next;
    let place = sequences.length;
    while (place > first && (sequences[place - 1] ?? 0n) > sequence) place -= 1;
    if (place === sequences.length) {
      sequences.push(sequence);
      this.#effects.push(effect);
    } else {
      sequences.splice(place, 0, sequence);
      this.#effects.splice(place, 0, effect);
    }
  }

  /** Runs every effect up to and including `sequence`; one that an effect adds runs behind those already due. */
  release(sequence: bigint): void {
    if (this.#releasing) return;
    this.#releasing = true;
    try {
      while (this.#findDue(sequence)) {
        while (this.#next < this.#dueEnd) {
          const effect = this.#effects[this.#next];
          this.#next += 1;
          effect?.();
        }
      }
    } finally {
      this.#releasing = false;
      this.#forget();
    }
  }

  #findDue(sequence: bigint): boolean {
    this.#dueEnd = this.#next;
    while (this.#dueEnd < this.#sequences.length && (this.#sequences[this.#dueEnd] ?? 0n) <= sequence)
      this.#dueEnd += 1;
    return this.#dueEnd > this.#next;
  }

  /** What has run leaves when it is at least half, so that each is moved at most once on average. */
  #forget(): void {
    if (2 * this.#next < this.#sequences.length) return;
    this.#sequences.splice(0, this.#next);
    this.#effects.splice(0, this.#next);
    this.#next = 0;
  }
}
