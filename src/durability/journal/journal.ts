/**
 * The journal of a live engine: gives facts their place, applies them, makes them durable, and releases what waited.
 *
 * - `append` applies at once, in the caller's tick; every effect waits for `afterDurable` (mechanism 1).
 * - One batch in flight (mechanism 5). A batch takes all that waits, so what one tick appends shares one sync.
 * - When nothing waits after a sync, one empty frame states the sync's time.
 * - `position` tells how far the files can be read: a follower never reads beyond it.
 * - The first failed write or sync ends it: nothing is written or released afterwards, no write is repeated (rule 1).
 */
import { apply } from '../../core/apply.ts';
import type { Entry, Fact } from '../../core/records.ts';
import { stateHash } from '../../core/state-hash.ts';
import { BatchCollector, type SealedBatch } from './batch.ts';
import { batchHeaderBytes } from './batch-frame.ts';
import { EffectQueue } from './effect-queue.ts';
import { type JournalFailure, journalFailure } from './failure.ts';
import type { JournalStart } from './journal-start.ts';
import { createSegment, type OpenSegment } from './segment-file.ts';
import { segmentHeaderBytes } from './segment-header.ts';
import { TickTime } from './tick-time.ts';

/** Behind the last batch whose sync returned: everything before it in the journal is on stable storage. */
export interface JournalPosition {
  readonly segmentId: number;
  /** In that segment's file. */
  readonly offset: number;
  /** The last entry before it. */
  readonly sequence: bigint;
}

/** A batch on its way to the disk. */
interface Flight {
  readonly batch: SealedBatch;
  /** With the monotonic time, ns, at which its sync had returned. */
  readonly synced: Promise<bigint>;
}

export class Journal {
  /** Resolves with the first write or sync that failed; never rejects, and never resolves while all is well. */
  readonly failed: Promise<JournalFailure>;
  readonly clusterId: bigint;
  readonly #start: JournalStart;
  readonly #collector: BatchCollector;
  readonly #effects = new EffectQueue();
  #segment: OpenSegment;
  #previousChecksum: number;
  #previousSyncNs = 0n;
  readonly #time: TickTime;
  /** As the last frame states it. */
  #lastStateHash: bigint;
  #epoch: number;
  #position: JournalPosition;
  readonly #listeners = new Set<(position: JournalPosition) => void>();
  /** Waiting for the next segment. */
  #rolls: ((done: boolean) => void)[] = [];
  #pump: Promise<void> | null = null;
  #preparing = false;
  #state: 'open' | 'closed' | 'failed' = 'open';
  #reportFailure: (failure: JournalFailure) => void = () => {};

  constructor(start: JournalStart) {
    this.#start = start;
    this.#time = new TickTime(start.clock);
    this.clusterId = start.clusterId;
    this.#segment = start.segment;
    this.#previousChecksum = start.previousChecksum;
    this.#lastStateHash = stateHash(start.state);
    this.#epoch = start.state.head.epoch;
    const { segmentId, offset } = start.segment;
    this.#position = { segmentId, offset, sequence: start.state.head.sequence };
    this.#collector = new BatchCollector(start.state.head.sequence + 1n);
    this.failed = new Promise((resolve) => {
      this.#reportFailure = resolve;
    });
  }

  /** Sequence of the last entry on stable storage. */
  get durableSequence(): bigint {
    return this.#position.sequence;
  }

  get position(): JournalPosition {
    return this.#position;
  }

  /** Tells `listener` of every new position, behind the effects it releases. Returns what ends that. */
  onDurable(listener: (position: JournalPosition) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Ends the current segment behind the batch in flight and begins the next one; what waits goes there. Crash safe as
   * any new segment is: it appears whole or not at all. Resolves with false when the journal failed or was closed first.
   */
  roll(): Promise<boolean> {
    if (this.#state !== 'open') return Promise.resolve(false);
    const rolled = new Promise<boolean>((resolve) => this.#rolls.push(resolve));
    this.#wake();
    return rolled;
  }

  /** The term of the entries to come: durable only by an `epoch` fact appended after this. @throws RangeError when it does not rise. */
  setEpoch(epoch: number): void {
    if (epoch <= this.#epoch) throw new RangeError(`Expected an epoch after ${this.#epoch}, got ${epoch}`);
    this.#epoch = epoch;
  }

  /**
   * Gives the facts their sequences, applies them to the state and queues them for the next batch. After a failure the
   * state still moves, but nothing appended is ever written or released. @throws Error once closed, RangeError for a
   * fact no record can hold (that fact and those behind it are then neither applied nor written).
   */
  append(facts: readonly Fact[]): readonly Entry[] {
    if (this.#state === 'closed') throw new Error('Expected an open journal, got an append after close');
    const { state, parts } = this.#start;
    const timeUs = this.#time.now();
    const entries: Entry[] = [];
    for (const fact of facts) {
      const entry: Entry = { sequence: state.head.sequence + 1n, epoch: this.#epoch, timeUs, fact };
      if (this.#state === 'open') this.#collector.add(entry);
      apply(state, entry, parts.core);
      entries.push(entry);
    }
    if (this.#collector.waiting > 0) this.#wake();
    return entries;
  }

  /** Runs `effect` once `sequence` is durable, in the order of sequences: at once, in this tick, when it already is. */
  afterDurable(sequence: bigint, effect: () => void): void {
    if (this.#state === 'failed') return;
    this.#effects.add(sequence, effect);
    this.#effects.release(this.#position.sequence);
  }

  /** Makes everything appended durable and closes the file. Returns early, without error, after a failure. */
  async close(): Promise<void> {
    if (this.#state === 'open') this.#state = 'closed';
    while (this.#pump !== null) await this.#pump;
    await this.#segment.file.close();
  }

  #wake(): void {
    if (this.#state === 'failed') return;
    if (this.#pump !== null) {
      this.#prepare();
      return;
    }
    // Begins a microtask later, so that all appends of one tick share a batch.
    this.#pump = Promise.resolve()
      .then(() => this.#writeAll())
      .finally(() => {
        this.#pump = null;
        // Asked for between the last look and here.
        if (this.#hasWork) this.#wake();
      });
  }

  get #hasWork(): boolean {
    return this.#collector.waiting > 0 || this.#rolls.length > 0;
  }

  async #writeAll(): Promise<void> {
    while (this.#hasWork) {
      if (!(await this.#makeRoom())) return;
      if (this.#collector.waiting > 0 && !(await this.#writeBatches())) return;
    }
  }

  /** Batch after batch while something waits that the segment has room for. */
  async #writeBatches(): Promise<boolean> {
    let flight: Flight | null = this.#submit();
    while (flight !== null) {
      const { batch, synced }: Flight = flight;
      const syncedNs = await this.#attempt('write', synced);
      if (syncedNs === null) return false;
      this.#previousSyncNs = syncedNs;
      const position = {
        segmentId: this.#segment.segmentId,
        offset: this.#segment.offset,
        sequence: batch.lastSequence,
      };
      // What waits already goes first, so that the disk works while the released ones do.
      flight = this.#collector.waiting > 0 && this.#hasRoom ? this.#submit() : null;
      this.#becomeDurable(position);
    }
    return this.#collector.waiting > 0 || this.#writeEmptyFrame();
  }

  /** Hands over all that waits. Only batches come here, and none leaves without its sync (row 16). */
  #submit(): Flight {
    const { file, offset } = this.#segment;
    const batch = this.#seal();
    this.#segment.offset += batch.bytes.length;
    return { batch, synced: file.writeAndSync(batch.bytes, offset) };
  }

  /** Once a tick while the disk works: what the next seal would otherwise do between two syncs. */
  #prepare(): void {
    if (this.#preparing) return;
    this.#preparing = true;
    void Promise.resolve().then(() => {
      this.#preparing = false;
      stateHash(this.#start.state);
      this.#collector.sum();
    });
  }

  #becomeDurable(position: JournalPosition): void {
    this.#position = position;
    this.#effects.release(position.sequence);
    for (const listener of this.#listeners) listener(position);
  }

  async #writeEmptyFrame(): Promise<boolean> {
    const { file, offset } = this.#segment;
    const frame = this.#seal();
    this.#segment.offset += frame.bytes.length;
    return (await this.#attempt('write', file.write(frame.bytes, offset))) !== null;
  }

  #seal(): SealedBatch {
    const { state } = this.#start;
    this.#lastStateHash = stateHash(state);
    const batch = this.#collector.seal({
      epoch: this.#epoch,
      timeUs: this.#time.now(),
      previousSyncNs: this.#previousSyncNs,
      stateHash: this.#lastStateHash,
      previousChecksum: this.#previousChecksum,
    });
    this.#previousChecksum = batch.headerChecksum;
    return batch;
  }

  /** A batch and the empty frame behind it never cross a segment's end. */
  get #neededBytes(): number {
    return this.#collector.byteLength + batchHeaderBytes;
  }

  get #hasRoom(): boolean {
    return this.#rolls.length === 0 && this.#segment.offset + this.#neededBytes <= this.#segment.size;
  }

  async #makeRoom(): Promise<boolean> {
    // Entries appended while the new segment is made may need a still larger one: hence the loop.
    while (!this.#hasRoom) {
      const asked = this.#rolls.splice(0);
      const done = (await this.#attempt('segment', this.#makeSegment(this.#neededBytes))) !== null;
      for (const tell of asked) tell(done);
      if (!done) return false;
    }
    return true;
  }

  async #makeSegment(neededBytes: number): Promise<void> {
    const { disk, directory, clusterId, segmentBytes } = this.#start;
    const header = {
      segmentId: this.#segment.segmentId + 1,
      clusterId,
      firstSequence: this.#position.sequence + 1n,
      stateHash: this.#lastStateHash,
      epoch: this.#epoch,
      previousChecksum: this.#previousChecksum,
    };
    // The new segment names the last frame of this one, which may be an empty frame that nothing has synced yet.
    await this.#segment.file.sync();
    const next = await createSegment(
      disk,
      directory,
      header,
      Math.max(segmentBytes, segmentHeaderBytes + 2 * neededBytes),
    );
    await this.#segment.file.close();
    this.#segment = next;
    this.#becomeDurable({ ...this.#position, segmentId: next.segmentId, offset: next.offset });
  }

  /** What `act` resolves with; null once it, or anything before it, has failed. */
  async #attempt<Value>(operation: JournalFailure['operation'], act: Promise<Value>): Promise<Value | null> {
    try {
      return await act;
    } catch (error) {
      this.#state = 'failed';
      for (const tell of this.#rolls.splice(0)) tell(false);
      this.#reportFailure(journalFailure(this.#segment.name, operation, error));
      return null;
    }
  }
}
