/**
 * One direction of a connection: from a socket that is read, through the toxics in the order they were added, to one that
 * is written. Without toxics bytes go straight through. What waits is bounded: a sender that is too fast is not read.
 */
import type { Socket } from 'node:net';
import type { Clock } from '../../src/ports/clock.ts';
import type { Random } from '../../src/ports/random.ts';
import { type Item, isEnd, Stage, type StageHost } from './stage.ts';
import type { Toxic } from './toxic.ts';

/** Held in the stages before the sender is paused. */
const heldBytesMax = 16 * 1024 * 1024;

export interface FlowOptions {
  readonly from: Socket;
  readonly to: Socket;
  readonly toxics: readonly Toxic[];
  readonly clock: Clock;
  readonly random: Random;
  readonly onReceived: (bytes: number) => void;
  readonly onSent: (bytes: number) => void;
  readonly onClose: () => void;
  readonly onReset: () => void;
}

export class Flow implements StageHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly #options: FlowOptions;
  readonly #stages: Stage[] = [];
  #ended = false;

  constructor(options: FlowOptions) {
    const { from, to, toxics, clock, random } = options;
    this.#options = options;
    this.clock = clock;
    this.random = random;
    for (const toxic of toxics) this.add(toxic);
    from.on('data', (bytes) => this.#receive(bytes));
    from.once('end', () => this.#finish('end'));
    // Told by 'close'; without a listener it would end the process.
    from.on('error', () => {});
    from.once('close', () => this.#finish('abort'));
    to.on('drain', () => this.#regulate());
  }

  add(toxic: Toxic): void {
    this.#stages.push(new Stage(toxic, this));
  }

  changed(toxic: Toxic): void {
    for (const stage of this.#stages) if (stage.toxic === toxic) stage.changed();
  }

  async remove(toxic: Toxic): Promise<void> {
    const stage = this.#stages.find((each) => each.toxic === toxic);
    if (stage === undefined) return;
    await stage.remove();
    this.#stages.splice(this.#stages.indexOf(stage), 1);
    this.#regulate();
  }

  /** The connection is gone. */
  abandon(): void {
    for (const stage of this.#stages) stage.abandon();
  }

  pass(from: Stage, item: Item): void {
    this.#hand(this.#stages.indexOf(from) + 1, item);
    this.#regulate();
  }

  close(): void {
    this.#options.onClose();
  }

  reset(): void {
    this.#options.onReset();
  }

  #receive(bytes: Buffer): void {
    this.#options.onReceived(bytes.length);
    this.#hand(0, { bytes, atMs: Number(this.clock.monotonicNs()) / 1e6 });
    this.#regulate();
  }

  #finish(how: 'end' | 'abort'): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#hand(0, how);
  }

  #hand(index: number, item: Item): void {
    const stage = this.#stages[index];
    if (stage === undefined) this.#send(item);
    else stage.take(item);
  }

  #send(item: Item): void {
    const { to, onSent } = this.#options;
    if (isEnd(item)) {
      if (item === 'end') to.end();
      else to.destroy();
    } else if (to.writable) {
      to.write(item.bytes);
      onSent(item.bytes.length);
    }
  }

  #regulate(): void {
    const { from, to } = this.#options;
    const held = this.#stages.reduce((sum, stage) => sum + stage.heldBytes, 0);
    if (to.writableNeedDrain || held > heldBytesMax) from.pause();
    else if (from.isPaused()) from.resume();
  }
}
