/**
 * Checkpoints made in a thread of their own (row 25). The thread's death is the writer's. It keeps the process alive only
 * while a checkpoint is being written.
 */
import { Worker } from 'node:worker_threads';
import { workerFile } from '../../common/worker-file.ts';
import type { CheckpointWriter, CheckpointWriterStart } from '../../durability/checkpoint/checkpoint-writer.ts';
import type { JournalPosition } from '../../durability/journal/journal.ts';
import type { CheckpointAnswer } from './checkpoint-answer.ts';

export class ThreadedWriter implements CheckpointWriter {
  readonly dead: Promise<string>;
  readonly #thread: Worker;
  #deadBecause: string | null = null;
  #tellDead: (why: string) => void = () => {};
  #answered: (answer: CheckpointAnswer) => void = () => {};

  /** @param thread the module it runs */
  constructor(start: CheckpointWriterStart, thread = workerFile(import.meta.url, './checkpoint-thread')) {
    this.dead = new Promise((resolve) => {
      this.#tellDead = resolve;
    });
    this.#thread = new Worker(thread, { workerData: start, execArgv: [], name: 'checkpoint-writer' });
    this.#thread.unref();
    this.#thread.on('message', (answer: CheckpointAnswer) => this.#answered(answer));
    this.#thread.once('error', (error) => this.#died(`its thread failed: ${error.message}`));
    this.#thread.once('exit', (status) => this.#died(`its thread ended with status ${status}`));
  }

  async write(position: JournalPosition): Promise<void> {
    if (this.#deadBecause !== null) throw new Error(this.#deadBecause);
    this.#thread.ref();
    this.#thread.postMessage(position);
    const answer = await new Promise<CheckpointAnswer>((resolve) => {
      this.#answered = resolve;
    });
    this.#thread.unref();
    if (answer.kind === 'written') return;
    if (answer.kind === 'dead') this.#died(answer.message);
    throw new Error(answer.message);
  }

  async stop(): Promise<void> {
    this.#thread.removeAllListeners();
    await this.#thread.terminate();
  }

  #died(why: string): void {
    if (this.#deadBecause !== null) return;
    this.#deadBecause = why;
    this.#answered({ kind: 'dead', message: why });
    this.#tellDead(why);
  }
}
