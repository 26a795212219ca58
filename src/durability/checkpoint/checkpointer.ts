/**
 * Asks for a checkpoint each second, and watches whoever makes them (row 25).
 *
 * - Only positions that are durable are told, so a checkpoint never holds what a power loss could take back (mechanism 1).
 * - One that cannot be written is an alarm, not the end of the engine: the journal has it all.
 * - A newest checkpoint that stays behind the durable journal is an alarm, once until it has caught up.
 * - A dead follower is an alarm and a hold: the one witness that the engine's state is the journal's is gone.
 */
import type { Clock } from '../../ports/clock.ts';
import type { Journal } from '../journal/journal.ts';
import { CheckpointLag } from './checkpoint-lag.ts';
import type { CheckpointWriter } from './checkpoint-writer.ts';

export const checkpointIntervalMs = 1000;
const lookMs = 100;
const behindMaxNs = 2_000_000_000n;
/** Less than this far behind it has caught up; a second and a writing later the next one is due anyway. */
const caughtUpNs = 1_000_000_000n;

export interface CheckpointAlarm {
  readonly code: 'checkpoint-failed' | 'checkpoint-behind' | 'checkpoint-follower-dead';
  readonly text: string;
}

export interface CheckpointerOptions {
  readonly clock: Clock;
  readonly journal: Pick<Journal, 'position' | 'durableSequence' | 'afterDurable' | 'failed'>;
  readonly writer: CheckpointWriter;
  readonly onAlarm: (alarm: CheckpointAlarm) => void;
}

export class Checkpointer {
  readonly #options: CheckpointerOptions;
  readonly #lag = new CheckpointLag();
  readonly #told = new Set<CheckpointAlarm['code']>();
  #dueNs = 0n;
  #heldSequence = 0n;
  #deadBecause: string | null = null;
  #cancelTimer: () => void = () => {};
  #writing: Promise<void> | null = null;

  constructor(options: CheckpointerOptions) {
    this.#options = options;
    void options.writer.dead.then((why) => {
      this.#deadBecause = why;
      this.#alarm('checkpoint-follower-dead', `the follower that writes checkpoints is dead: ${why}`);
    });
  }

  /** Why no new order may be sent; null while all is well. */
  get hold(): string | null {
    return this.#deadBecause === null ? null : `the checkpoint follower is dead: ${this.#deadBecause}`;
  }

  /** The first one is asked for at once. */
  start(): void {
    this.#cancelTimer = this.#options.clock.after(lookMs, () => this.start());
    const nowNs = this.#options.clock.monotonicNs();
    if (this.#deadBecause !== null) return;
    this.#watchLag(nowNs);
    if (this.#writing !== null || nowNs < this.#dueNs) return;
    this.#dueNs = nowNs + BigInt(checkpointIntervalMs) * 1_000_000n;
    this.#write().catch((error: Error) => {
      if (this.#deadBecause === null) this.#alarm('checkpoint-failed', error.message);
    });
  }

  /** Stops the clock, waits for the checkpoint being written, if any, and lets the writer go. */
  async stop(): Promise<void> {
    this.#cancelTimer();
    await this.#writing?.catch(() => {});
    await this.#options.writer.stop();
  }

  /**
   * Resolves once a checkpoint stands that holds `sequence`, or once the journal has failed. @throws Error when it cannot
   * be written.
   */
  async writeNow(sequence: bigint): Promise<void> {
    const { journal } = this.#options;
    const durable = await Promise.race([
      new Promise<true>((resolve) => journal.afterDurable(sequence, () => resolve(true))),
      journal.failed.then(() => false),
    ]);
    if (!durable) return;
    // The one under way may hold less.
    while (this.#writing !== null) await this.#writing.catch(() => {});
    await this.#write();
  }

  #write(): Promise<void> {
    const { position } = this.#options.journal;
    this.#writing = this.#options.writer
      .write(position)
      .then(() => {
        this.#heldSequence = position.sequence;
        this.#told.delete('checkpoint-failed');
      })
      .finally(() => {
        this.#writing = null;
      });
    return this.#writing;
  }

  #watchLag(nowNs: bigint): void {
    const behindNs = this.#lag.behindNs(this.#options.journal.durableSequence, this.#heldSequence, nowNs);
    if (behindNs <= caughtUpNs) this.#told.delete('checkpoint-behind');
    if (behindNs <= behindMaxNs) return;
    const seconds = (Number(behindNs) / 1e9).toFixed(1);
    this.#alarm('checkpoint-behind', `the newest checkpoint is ${seconds} s behind the durable journal`);
  }

  /** Once an episode. */
  #alarm(code: CheckpointAlarm['code'], text: string): void {
    if (this.#told.has(code)) return;
    this.#told.add(code);
    this.#options.onAlarm({ code, text });
  }
}
