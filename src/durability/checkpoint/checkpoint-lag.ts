/** How long the newest checkpoint has been behind the durable journal, from looks at the two. */

/** So many looks are remembered at most; the oldest is what counts. */
const looksMax = 100;

export class CheckpointLag {
  /** Ascending. Each was durable by then, and is in no checkpoint yet. */
  #looks: { readonly sequence: bigint; readonly atNs: bigint }[] = [];

  /** `durable`: the journal's head at this moment; `held`: what the newest checkpoint holds. */
  behindNs(durable: bigint, held: bigint, nowNs: bigint): bigint {
    this.#looks = this.#looks.filter(({ sequence }) => sequence > held);
    const known = this.#looks.at(-1)?.sequence ?? held;
    if (durable > known && this.#looks.length < looksMax) this.#looks.push({ sequence: durable, atNs: nowNs });
    return nowNs - (this.#looks[0]?.atNs ?? nowNs);
  }
}
