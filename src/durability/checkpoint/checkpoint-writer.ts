/**
 * Who makes checkpoints: a follower with a state of its own, so that nothing is serialised, hashed or compared in the
 * trading loop's thread (row 25). The product runs {@link FollowingWriter} in a worker thread; what cannot cross a thread
 * (a simulated disk, replaced parts) runs the same one in place.
 *
 * - It applies only what it was told is durable, and every batch it applies must give the state hash it was written with.
 * - A disk that refuses fails one request. Where reading goes on no more it begins again from the newest checkpoint.
 * - A follower that cannot be right any more (damage, another state) is dead and writes nothing ever after.
 */
import { emptyState } from '../../core/find-or-create.ts';
import { statePieces, stateSchemaVersion } from '../../core/serialise.ts';
import { stateHash } from '../../core/state-hash.ts';
import type { Disk } from '../../ports/disk.ts';
import { writeAtomically } from '../atomic-file.ts';
import { checkpointName, sortFiles } from '../directory.ts';
import { Follower, type Rest } from '../follower/follower.ts';
import { firstNeeded, readHeads, segmentIdsOf } from '../follower/segment-heads.ts';
import type { JournalPosition } from '../journal/journal.ts';
import type { DurabilityParts } from '../parts.ts';
import { unlessGone } from '../unless-gone.ts';
import { CheckpointMemory } from './checkpoint-format.ts';
import { newestCheckpoint } from './newest-checkpoint.ts';

export const checkpointGenerations = 4;
/** A list that is wrong this often is not the upkeep's doing. */
const looksMax = 20;

const isMissing = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Where a writer begins. Plain data, because it crosses a thread. */
export interface CheckpointWriterStart {
  readonly directory: string;
  readonly clusterId: bigint;
}

export interface CheckpointWriter {
  /** Resolves with why it can follow no more; never rejects. Every request after that does. */
  readonly dead: Promise<string>;
  /** Resolves once a checkpoint of the state at this durable position stands. Asked for one at a time. @throws Error for a disk that refuses. */
  write(position: JournalPosition): Promise<void>;
  /** Gives up what it holds; nothing is asked of it afterwards. */
  stop(): Promise<void>;
}

export type StartCheckpointWriter = (start: CheckpointWriterStart) => CheckpointWriter;

/** What stands in the directory: where to begin again, and the parent of the next one. */
interface Standing {
  readonly file: string;
  readonly sequence: bigint;
  readonly checksum: number;
}

interface Followed {
  readonly follower: Follower;
  readonly rest: Rest;
}

export class FollowingWriter implements CheckpointWriter {
  readonly dead: Promise<string>;
  readonly #start: CheckpointWriterStart;
  readonly #disk: Disk;
  readonly #parts: DurabilityParts;
  readonly #memory = new CheckpointMemory();
  #follower: Follower | null = null;
  #newest: Standing | null = null;
  #deadBecause: string | null = null;
  #tellDead: (why: string) => void = () => {};

  constructor(start: CheckpointWriterStart, disk: Disk, parts: DurabilityParts) {
    this.#start = start;
    this.#disk = disk;
    this.#parts = parts;
    this.dead = new Promise((resolve) => {
      this.#tellDead = resolve;
    });
  }

  async stop(): Promise<void> {}

  async write(position: JournalPosition): Promise<void> {
    if (this.#deadBecause !== null) throw new Error(this.#deadBecause);
    const { state } = await this.#follow(position);
    const { sequence, epoch, configuration } = state.head;
    if (sequence === this.#newest?.sequence) return;
    const header = {
      schema: stateSchemaVersion,
      clusterId: this.#start.clusterId,
      sequence,
      stateHash: stateHash(state),
      epoch,
      parentChecksum: this.#newest?.checksum ?? 0,
      configurationHash: configuration?.hash ?? '',
    };
    const { bytes, checksum } = this.#memory.seal(header, statePieces(state));
    const file = checkpointName(sequence);
    await writeAtomically(this.#disk, this.#start.directory, file, bytes);
    this.#newest = { file, sequence, checksum };
    await this.#removeOld();
  }

  /** Only after the newest stands durably. */
  async #removeOld(): Promise<void> {
    const { directory } = this.#start;
    const generations = sortFiles(await this.#disk.list(directory)).checkpoints.filter(({ base }) => !base);
    for (const { file } of generations.slice(checkpointGenerations))
      await unlessGone(this.#disk.remove(`${directory}/${file}`));
  }

  async #follow(position: JournalPosition): Promise<Follower> {
    const { follower, rest } = (await this.#goOn(position)) ?? (await this.#beginAgain(position));
    if (rest.kind === 'damaged') throw this.#die(rest.refusal.reason);
    const { sequence } = follower.state.head;
    if (sequence !== position.sequence)
      throw this.#die(`expected sequence ${position.sequence} at the durable position, found ${sequence}`);
    this.#follower = follower;
    return follower;
  }

  /**
   * Null where there is none to go on with, or what it stands in was set aside or damaged under it: the newest checkpoint is
   * a way past that, and damage below it is the scrub's to find.
   */
  async #goOn(position: JournalPosition): Promise<Followed | null> {
    const follower = this.#follower;
    this.#follower = null;
    if (follower === null) return null;
    return follower.follow(position).then(
      (rest) => (rest.kind === 'damaged' ? null : { follower, rest }),
      () => null,
    );
  }

  async #beginAgain(position: JournalPosition): Promise<Followed> {
    const follower = await this.#begin();
    try {
      return { follower, rest: await follower.follow(position) };
    } catch (error) {
      if (!isMissing(error)) throw error;
      throw this.#die(`the journal behind the newest checkpoint is not whole: ${error.message}`);
    }
  }

  /** Looks again where a file was removed or set aside between the list and the look: the upkeep works beside it. */
  async #begin(): Promise<Follower> {
    for (let look = 1; ; look++) {
      try {
        return await this.#beginOnce();
      } catch (error) {
        if (!isMissing(error) || look === looksMax) throw error;
      }
    }
  }

  async #beginOnce(): Promise<Follower> {
    const source = { disk: this.#disk, ...this.#start };
    const files = sortFiles(await this.#disk.list(source.directory));
    const { checkpoint } = await newestCheckpoint(source, files, this.#parts);
    this.#newest = checkpoint;
    const state = checkpoint?.state ?? emptyState();
    const heads = await readHeads(source, await segmentIdsOf(source));
    const segmentId = heads[firstNeeded(heads, state.head.sequence)]?.id ?? 1;
    return new Follower({ ...source, state, parts: this.#parts, segmentId });
  }

  #die(why: string): Error {
    this.#deadBecause = why;
    this.#tellDead(why);
    return new Error(why);
  }
}
