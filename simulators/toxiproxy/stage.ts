/**
 * One toxic on one direction of one connection: takes chunks in order, lets its behaviour handle one at a time, and hands
 * on. Whether the toxic strikes this connection is drawn once, when the stage is made; an update compares the same draw
 * with the new toxicity. A stage that is removed passes on what it holds, in order and at once.
 */
import type { Clock } from '../../src/ports/clock.ts';
import type { Random } from '../../src/ports/random.ts';
import type { Toxic } from './toxic.ts';
import type { Behaviour, Chunk, Surroundings } from './toxics/behaviour.ts';

/** The sender's orderly end, or its sudden one. */
export type End = 'end' | 'abort';
export type Item = Chunk | End;

export interface StageHost {
  readonly clock: Clock;
  readonly random: Random;
  /** Of the stage before the other end. */
  pass(from: Stage, item: Item): void;
  close(): void;
  reset(): void;
}

export const isEnd = (item: Item): item is End => typeof item === 'string';

export class Stage implements Surroundings {
  readonly toxic: Toxic;
  readonly random: Random;
  removed = false;
  readonly #host: StageHost;
  readonly #draw: number;
  readonly #behaviour: Behaviour;
  readonly #queue: Item[] = [];
  readonly #wakes = new Set<() => void>();
  #begun = false;
  #running: Promise<void> | null = null;

  constructor(toxic: Toxic, host: StageHost) {
    this.toxic = toxic;
    this.#host = host;
    this.random = host.random;
    this.#draw = host.random.next();
    this.#behaviour = toxic.kind.make(toxic.attributes);
    this.#beginOnce();
  }

  /** Bytes that wait here. */
  get heldBytes(): number {
    return this.#queue.reduce((sum, item) => sum + (isEnd(item) ? 0 : item.bytes.length), 0);
  }

  take(item: Item): void {
    this.#queue.push(item);
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  /** The toxic's attributes or toxicity have changed. */
  changed(): void {
    this.#beginOnce();
    this.#wakeAll();
  }

  /** Resolves once nothing is held any more. */
  async remove(): Promise<void> {
    if (this.#strikes) this.#behaviour.remove?.(this);
    this.removed = true;
    this.#wakeAll();
    await this.#running;
  }

  nowMs(): number {
    return Number(this.#host.clock.monotonicNs()) / 1e6;
  }

  wait(untilMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      let cancel: () => void = () => {};
      const wake = () => {
        cancel();
        resolve(true);
      };
      this.#wakes.add(wake);
      if (untilMs === Number.POSITIVE_INFINITY) return;
      cancel = this.#host.clock.after(Math.max(0, untilMs - this.nowMs()), () => {
        this.#wakes.delete(wake);
        resolve(false);
      });
    });
  }

  pass(chunk: Chunk): void {
    this.#host.pass(this, chunk);
  }

  close(): void {
    this.#host.close();
  }

  reset(): void {
    this.#host.reset();
  }

  /** The connection is gone: nothing is waited for any more. */
  abandon(): void {
    this.#queue.length = 0;
    this.removed = true;
    this.#wakeAll();
  }

  get #strikes(): boolean {
    return !this.removed && this.#draw < this.toxic.toxicity;
  }

  #beginOnce(): void {
    if (this.#begun || !this.#strikes) return;
    this.#begun = true;
    this.#behaviour.begin?.(this);
  }

  #wakeAll(): void {
    const wakes = [...this.#wakes];
    this.#wakes.clear();
    for (const wake of wakes) wake();
  }

  async #run(): Promise<void> {
    for (;;) {
      const item = this.#queue.shift();
      if (item === undefined) return;
      if (isEnd(item)) {
        if (this.#strikes) await this.#behaviour.end?.(this);
        this.#host.pass(this, item);
      } else if (this.#strikes) {
        await this.#behaviour.chunk(item, this);
      } else {
        this.#host.pass(this, item);
      }
    }
  }
}
