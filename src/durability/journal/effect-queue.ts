/** Effects waiting for their sequence to be durable: released in the order of sequences, equal ones as they came. */
export class EffectQueue {
  #waiting: { readonly sequence: bigint; readonly effect: () => void }[] = [];
  #releasing = false;

  add(sequence: bigint, effect: () => void): void {
    let place = this.#waiting.length;
    while (place > 0 && (this.#waiting[place - 1]?.sequence ?? 0n) > sequence) place -= 1;
    this.#waiting.splice(place, 0, { sequence, effect });
  }

  /** Runs every effect up to and including `sequence`; one that an effect adds runs behind those already due. */
  release(sequence: bigint): void {
    if (this.#releasing) return;
    this.#releasing = true;
    try {
      for (let due = this.#takeDue(sequence); due.length > 0; due = this.#takeDue(sequence)) {
        for (const { effect } of due) effect();
      }
    } finally {
      this.#releasing = false;
    }
  }

  #takeDue(sequence: bigint) {
    const first = this.#waiting.findIndex((waiting) => waiting.sequence > sequence);
    return this.#waiting.splice(0, first === -1 ? this.#waiting.length : first);
  }
}
