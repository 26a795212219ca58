/**
 * Writes a checkpoint each second in which the state moved.
 *
 * - The state is taken in one tick; the file is begun only once the journal is durable up to it (row 25, mechanism 1).
 * - A checkpoint that cannot be written is an alarm for its owner, not the end of the engine: the journal has it all.
 * - Older generations are removed only after the newest stands durably.
 */
import { serialiseState, stateSchemaVersion } from '../../core/serialise.ts';
import type { State } from '../../core/state.ts';
import { stateHash } from '../../core/state-hash.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Disk } from '../../ports/disk.ts';
import { writeAtomically } from '../atomic-file.ts';
import { checkpointName, sortFiles } from '../directory.ts';
import type { Journal } from '../journal/journal.ts';
import { unlessGone } from '../unless-gone.ts';
import { writeCheckpoint } from './checkpoint-format.ts';

export const checkpointIntervalMs = 1000;
export const checkpointGenerations = 4;

export interface CheckpointerOptions {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly directory: string;
  readonly state: State;
  readonly journal: Journal;
  /** Checksum of the checkpoint the state was loaded from, 0 for none. */
  readonly parentChecksum: number;
  /** Told of every checkpoint that stands durably. */
  readonly onWritten?: (checkpoint: {
    readonly file: string;
    readonly sequence: bigint;
    readonly bytes: number;
  }) => void;
  readonly onFailed: (error: Error) => void;
}

export class Checkpointer {
  readonly #options: CheckpointerOptions;
  #parentChecksum: number;
  /** None yet in this incarnation: the first one is always written. */
  #writtenSequence = -1n;
  #cancelTimer: () => void = () => {};
  #writing: Promise<void> | null = null;

  constructor(options: CheckpointerOptions) {
    this.#options = options;
    this.#parentChecksum = options.parentChecksum;
  }

  start(): void {
    this.#cancelTimer = this.#options.clock.after(checkpointIntervalMs, () => {
      this.start();
      if (this.#writing === null) this.writeNow().catch(this.#options.onFailed);
    });
  }

  /** Stops the clock and waits for the checkpoint being written, if any. */
  async stop(): Promise<void> {
    this.#cancelTimer();
    await this.#writing?.catch(() => {});
  }

  /** Writes a checkpoint of the state as it is now, unless the newest one holds it already. Writes nothing once the journal has failed. */
  async writeNow(): Promise<void> {
    await this.#writing?.catch(() => {});
    if (this.#options.state.head.sequence === this.#writtenSequence) return;
    this.#writing = this.#write().finally(() => {
      this.#writing = null;
    });
    await this.#writing;
  }

  async #write(): Promise<void> {
    const { disk, directory, state, journal, onWritten } = this.#options;
    const { sequence, epoch, configuration } = state.head;
    const header = {
      schema: stateSchemaVersion,
      clusterId: journal.clusterId,
      sequence,
      stateHash: stateHash(state),
      epoch,
      parentChecksum: this.#parentChecksum,
      configurationHash: configuration?.hash ?? '',
    };
    const image = writeCheckpoint(header, serialiseState(state));
    const durable = await Promise.race([
      new Promise<true>((resolve) => journal.afterDurable(sequence, () => resolve(true))),
      journal.failed.then(() => false),
    ]);
    if (!durable) return;
    const file = checkpointName(sequence);
    await writeAtomically(disk, directory, file, image.bytes);
    this.#writtenSequence = sequence;
    this.#parentChecksum = image.checksum;
    onWritten?.({ file, sequence, bytes: image.bytes.length });
    const generations = sortFiles(await disk.list(directory)).checkpoints.filter(({ base }) => !base);
    for (const { file: old } of generations.slice(checkpointGenerations))
      await unlessGone(disk.remove(`${directory}/${old}`));
  }
}
