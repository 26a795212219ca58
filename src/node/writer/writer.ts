/**
 * Writes and syncs in a thread of its own, so that a sync costs the event loop two wake-ups and no more, and nothing else
 * that waits for the thread pool stands before a batch.
 *
 * - Requests are done in the order they were made, one at a time.
 * - An error has the operating system's code. It fails its request alone: what the file's owner concludes is its own.
 * - The thread's death fails the request in flight and every later one.
 * - An idle thread does not keep the process alive; one at work does, until its answer is there.
 */
import { Worker } from 'node:worker_threads';
import { workerFile } from '../../common/worker-file.ts';
import { longSlot, requestBytesMax, slot, type WriterError, writerMemory } from './writer-request.ts';

export class Writer {
  readonly #memory = writerMemory();
  readonly #thread: Worker;
  #dead: Error | null = null;
  #failInFlight: (error: Error) => void = () => {};
  #requests = 0;
  #last: Promise<unknown> = Promise.resolve();
  #busy = 0;

  /** @param thread the module it runs */
  constructor(thread = workerFile(import.meta.url, './writer-thread')) {
    const options = { workerData: this.#memory, execArgv: [], name: 'journal-writer' };
    this.#thread = new Worker(thread, options);
    this.#thread.unref();
    this.#thread.once('error', (error) => this.#died(error.message));
    this.#thread.once('exit', (status) => this.#died(`exit status ${status}`));
  }

  /** Resolves once the bytes are with the operating system. */
  async write(descriptor: number, bytes: Uint8Array, offset: number): Promise<void> {
    await this.#inTurn(() => this.#writeAll(descriptor, bytes, offset, false));
  }

  /** Resolves with the monotonic time, ns, at which the sync had returned. */
  writeAndSync(descriptor: number, bytes: Uint8Array, offset: number): Promise<bigint> {
    return this.#inTurn(() => this.#writeAll(descriptor, bytes, offset, true));
  }

  #inTurn<Value>(act: () => Promise<Value>): Promise<Value> {
    const turn = this.#busy === 0 ? act() : this.#last.then(act);
    this.#busy += 1;
    if (this.#busy === 1) this.#thread.ref();
    const done = () => {
      this.#busy -= 1;
      if (this.#busy === 0) this.#thread.unref();
    };
    this.#last = turn.then(done, done);
    return turn;
  }

  async #writeAll(descriptor: number, bytes: Uint8Array, offset: number, sync: boolean): Promise<bigint> {
    let from = 0;
    for (; bytes.length - from > requestBytesMax; from += requestBytesMax) {
      await this.#request(descriptor, bytes.subarray(from, from + requestBytesMax), offset + from, false);
    }
    await this.#request(descriptor, bytes.subarray(from), offset + from, sync);
    return this.#memory.times[longSlot.syncedNs] ?? 0n;
  }

  async #request(descriptor: number, bytes: Uint8Array, offset: number, sync: boolean): Promise<void> {
    if (this.#dead !== null) throw this.#dead;
    const { control, times, bytes: shared } = this.#memory;
    shared.set(bytes);
    control[slot.descriptor] = descriptor;
    control[slot.bytes] = bytes.length;
    control[slot.sync] = sync ? 1 : 0;
    times[longSlot.offset] = BigInt(offset);
    this.#requests += 1;
    const answer = Atomics.waitAsync(control, slot.answer, this.#requests - 1);
    Atomics.store(control, slot.request, this.#requests);
    Atomics.notify(control, slot.request);
    if (answer.async) {
      await new Promise<unknown>((resolve, reject) => {
        this.#failInFlight = reject;
        void answer.value.then(resolve);
      });
    }
    const errorBytes = control[slot.errorBytes] ?? 0;
    if (errorBytes === 0) return;
    const told: WriterError = JSON.parse(new TextDecoder().decode(shared.slice(0, errorBytes)));
    throw Object.assign(new Error(told.message), { code: told.code });
  }

  #died(why: string): void {
    this.#dead ??= Object.assign(new Error(`the journal's writer thread is gone: ${why}`), { code: 'EIO' });
    this.#failInFlight(this.#dead);
  }
}
