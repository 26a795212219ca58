/** The epoch and the numbers of this incarnation's orders (rule 3). */
import type { Clock } from '../../ports/clock.ts';
import type { FactLog } from '../fact-log.ts';
import { clientOrderId, highestEpoch, nextEpoch } from '../orders/client-order-id.ts';

export class Identity {
  readonly #log: FactLog;
  readonly #clock: Clock;
  readonly #incarnation: string;
  readonly #setEpoch: (epoch: number) => void;
  #epoch = 0;
  #used = 0;

  /** Takes a new epoch at once: whatever is journaled from here on is stamped with it. */
  constructor(log: FactLog, clock: Clock, incarnation: string, setEpoch: (epoch: number) => void) {
    this.#log = log;
    this.#clock = clock;
    this.#incarnation = incarnation;
    this.#setEpoch = setEpoch;
    this.#take(0);
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** Ids of ours at a venue: an epoch as high as ours that we did not write ourselves must not be shared. */
  idsSeen(ids: readonly string[]): void {
    const highest = highestEpoch(ids);
    if (highest > this.#epoch || (highest === this.#epoch && this.#used === 0)) this.#take(highest);
  }

  nextNumber(): number {
    this.#used += 1;
    return this.#used;
  }

  clientOrderId(number: number): string {
    return clientOrderId(this.#epoch, number);
  }

  #take(highestAtVenues: number): void {
    this.#epoch = nextEpoch(this.#log.state.head.epoch, this.#clock.wallMs(), highestAtVenues);
    this.#used = 0;
    this.#setEpoch(this.#epoch);
    this.#log.record([{ type: 'epoch', epoch: this.#epoch, incarnation: this.#incarnation }]);
  }
}
