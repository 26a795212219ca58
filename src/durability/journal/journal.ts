/**
 * The journal of a live engine: gives facts their place, applies them, makes them durable, and releases what waited.
 *
 * - `append` applies at once, in the caller's tick; every effect waits for `afterDurable` (mechanism 1).
 * - One batch in flight (mechanism 5). A batch takes all that waits, so what one tick appends shares one sync.
 * - When nothing waits after a sync, one empty frame states the sync's time.
 * - The first failed write or sync ends it: nothing is written or released afterwards, no write is repeated (rule 1).
 */
import { apply } from '../../core/apply.ts';
import type { Entry, Fact } from '../../core/records.ts';
import type { State } from '../../core/state.ts';
import { stateHash } from '../../core/state-hash.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Disk } from '../../ports/disk.ts';
import type { DurabilityParts } from '../parts.ts';
import { BatchCollector, type SealedBatch } from './batch.ts';
import { batchHeaderBytes } from './batch-frame.ts';
import { EffectQueue } from './effect-queue.ts';
import { createSegment, type OpenSegment } from './segment-file.ts';
import { segmentHeaderBytes } from './segment-header.ts';

export interface JournalFailure {
  readonly file: string;
  readonly operation: 'write' | 'sync' | 'segment';
  /** The operating system's code, e.g. `ENOSPC`; empty when it gave none. */
  readonly code: string;
  readonly message: string;
}

export interface JournalStart {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly directory: string;
  readonly clusterId: bigint;
  readonly state: State;
  readonly parts: DurabilityParts;
  readonly segment: OpenSegment;
  readonly segmentBytes: number;
  readonly previousChecksum: number;
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
  /** As the last frame states it. */
  #lastStateHash: bigint;
  #epoch: number;
  #durableSequence: bigint;
  #pump: Promise<void> | null = null;
  #state: 'open' | 'closed' | 'failed' = 'open';
  #reportFailure: (failure: JournalFailure) => void = () => {};

  constructor(start: JournalStart) {
    this.#start = start;
    this.clusterId = start.clusterId;
    this.#segment = start.segment;
    this.#previousChecksum = start.previousChecksum;
    this.#lastStateHash = stateHash(start.state);
    this.#epoch = start.state.head.epoch;
    this.#durableSequence = start.state.head.sequence;
    this.#collector = new BatchCollector(start.state.head.sequence + 1n);
    this.failed = new Promise((resolve) => {
      this.#reportFailure = resolve;
    });
  }

  /** Sequence of the last entry on stable storage. */
  get durableSequence(): bigint {
    return this.#durableSequence;
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
    const { state, clock, parts } = this.#start;
    const timeUs = Math.round(clock.wallMs() * 1000);
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
    this.#effects.release(this.#durableSequence);
  }

  /** Makes everything appended durable and closes the file. Returns early, without error, after a failure. */
  async close(): Promise<void> {
    if (this.#state === 'open') this.#state = 'closed';
    while (this.#pump !== null) await this.#pump;
    await this.#segment.file.close();
  }

  #wake(): void {
    if (this.#pump !== null || this.#state === 'failed') return;
    // Begins a microtask later, so that all appends of one tick share a batch.
    this.#pump = Promise.resolve()
      .then(() => this.#writeAll())
      .finally(() => {
        this.#pump = null;
        // Appended between the last look and here.
        if (this.#collector.waiting > 0) this.#wake();
      });
  }

  async #writeAll(): Promise<void> {
    while (this.#collector.waiting > 0) {
      if (!(await this.#makeRoom())) return;
      const batch = this.#seal();
      if (!(await this.#attempt('write', () => this.#segment.file.write(batch.bytes, this.#segment.offset)))) return;
      this.#segment.offset += batch.bytes.length;
      if (!(await this.#attempt('sync', () => this.#segment.file.sync()))) return;
      this.#previousSyncNs = this.#start.clock.monotonicNs();
      this.#durableSequence = batch.lastSequence;
      this.#effects.release(batch.lastSequence);
      if (this.#collector.waiting === 0 && !(await this.#writeEmptyFrame())) return;
    }
  }

  async #writeEmptyFrame(): Promise<boolean> {
    const frame = this.#seal();
    const written = await this.#attempt('write', () => this.#segment.file.write(frame.bytes, this.#segment.offset));
    this.#segment.offset += frame.bytes.length;
    return written;
  }

  #seal(): SealedBatch {
    const { state, clock } = this.#start;
    this.#lastStateHash = stateHash(state);
    const batch = this.#collector.seal({
      epoch: this.#epoch,
      timeUs: Math.round(clock.wallMs() * 1000),
      previousSyncNs: this.#previousSyncNs,
      stateHash: this.#lastStateHash,
      previousChecksum: this.#previousChecksum,
    });
    this.#previousChecksum = batch.headerChecksum;
    return batch;
  }

  /** A frame and the empty one behind it never cross a segment's end. */
  async #makeRoom(): Promise<boolean> {
    const needed = () => this.#collector.byteLength + batchHeaderBytes;
    while (this.#segment.offset + needed() > this.#segment.size) {
      // Entries appended while the new segment is made may need a still larger one: hence the loop.
      if (!(await this.#attempt('segment', () => this.#roll(needed())))) return false;
    }
    return true;
  }

  async #roll(neededBytes: number): Promise<void> {
    const { disk, directory, clusterId, segmentBytes } = this.#start;
    const header = {
      segmentId: this.#segment.segmentId + 1,
      clusterId,
      firstSequence: this.#durableSequence + 1n,
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
  }

  async #attempt(operation: JournalFailure['operation'], act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      this.#state = 'failed';
      const message = error instanceof Error ? error.message : String(error);
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      this.#reportFailure({ file: this.#segment.name, operation, code, message });
      return false;
    }
  }
}
