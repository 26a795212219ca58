/** Core, journal, checkpoints and follower on a disk that loses power, and the model of what must survive it. */
import { expect } from 'vitest';
import { powerLosses } from '../../simulators/world/power-losses.ts';
import { type RecordedDisk, recordedDisk } from '../../simulators/world/recorded-disk.ts';
import { apply } from '../../src/core/apply.ts';
import { emptyState } from '../../src/core/find-or-create.ts';
import type { Entry, Fact } from '../../src/core/records.ts';
import { serialiseState } from '../../src/core/serialise.ts';
import { formatHash, recomputedStateHash, stateHash } from '../../src/core/state-hash.ts';
import { sortFiles } from '../../src/durability/directory.ts';
import { Follower } from '../../src/durability/follower/follower.ts';
import type { Opened } from '../../src/durability/open-directory.ts';
import { replay } from '../../src/durability/replay.ts';
import type { Disk } from '../../src/ports/disk.ts';
import { type Engine, firstEntry, mortal } from '../durability/crash-workload.ts';
import { directory, idle } from '../durability/rig.ts';
import { expectConserved } from './journal-truth.ts';

/** The model: the entries in their order, and how many of them the world was told are durable. */
export interface Model {
  entries: readonly Entry[];
  released: bigint;
}

export const newModel = (): Model => ({ entries: [firstEntry], released: 0n });

/** How often what happened: a run that saw no power loss proves nothing about one. */
export type Seen = Record<'powerLosses' | 'kills' | 'lostEntries' | 'tornTails' | 'batchesCompared', number>;

/** Losses from which one is drawn; enumerating goes through the small survivals first. */
const lossesMax = 400;

export class System {
  readonly #engine: Engine;
  readonly #seen: Seen;
  #recording: RecordedDisk = recordedDisk();
  #disk: Disk = this.#recording.disk;
  #live: Opened | null = null;
  #killAfter: (operations: number) => void = () => {};
  #checkpointing = Promise.resolve();
  #follower: Follower | null = null;
  #life = 0;

  constructor(engine: Engine, seen: Seen) {
    this.#engine = engine;
    this.#seen = seen;
  }

  get live(): Opened {
    if (this.#live === null) throw new Error('Expected an engine that is up');
    return this.#live;
  }

  /** Opens what the disk holds, and compares all of it with the model; the entries that were lost leave the model. */
  async begin(model: Model): Promise<void> {
    this.#life += 1;
    const { disk: below, killAfter } = mortal(this.#recording.disk);
    const disk = this.#engine.writer(below);
    const result = await this.#engine.open(disk);
    if ('refusals' in result) throw new Error(`refused: ${result.refusals[0]?.reason}`);
    expect(result.refused).toEqual([]);
    this.#live = result;
    this.#checkpointing = Promise.resolve();
    this.#disk = disk;
    this.#killAfter = killAfter;
    this.#seen.tornTails += result.tornTail === null ? 0 : 1;
    const head = result.state.head.sequence;
    expect(head, 'what was released survives').toBeGreaterThanOrEqual(model.released);
    expect(head, 'nothing is invented').toBeLessThanOrEqual(BigInt(model.entries.length));
    this.#seen.lostEntries += model.entries.length - Number(head);
    model.entries = model.entries.slice(0, Number(head));
    // What an opened directory holds is acted upon.
    if (result.journal.durableSequence > model.released) model.released = result.journal.durableSequence;
    this.#watch(model, head);
    await this.#expectReplaysAgree(model);
    this.expectState(model);
    const files = sortFiles(await disk.list(directory));
    const segmentId = files.segmentIds[0] ?? 1;
    const source = { disk: this.#recording.disk, directory, clusterId: result.journal.clusterId };
    this.#follower = new Follower({ ...source, state: emptyState(), parts: this.#engine.parts, segmentId });
  }

  append(model: Model, facts: readonly Fact[]): void {
    const entries = this.live.journal.append(facts);
    model.entries = [...model.entries, ...entries];
    this.#watch(model, entries.at(-1)?.sequence ?? 0n);
  }

  /** Ends when all that was appended is reported durable. */
  async sync(model: Model): Promise<void> {
    await new Promise<void>((resolve) => this.live.journal.afterDurable(BigInt(model.entries.length), () => resolve()));
    expect(model.released).toBe(BigInt(model.entries.length));
  }

  /** One at a time, as an engine writes them. */
  checkpoint(): Promise<void> {
    const { live } = this;
    const disk = this.#disk;
    this.#checkpointing = this.#checkpointing.then(() => this.#engine.checkpoint(live, disk));
    return this.#checkpointing;
  }

  async close(): Promise<void> {
    await this.#checkpointing;
    await this.live.journal.close();
  }

  /** Brings the follower to the durable position: it is never told more, and has the state of that moment. */
  async follow(model: Model): Promise<void> {
    const { position } = this.live.journal;
    const follower = this.#follower ?? expect.fail('Expected a follower');
    expect((await follower.follow(position)).kind).toBe('reached');
    expect(follower.state.head.sequence).toBe(position.sequence);
    expect(position.sequence).toBeLessThanOrEqual(model.released);
    expect(serialiseState(follower.state)).toBe(serialiseState(stateAfter(model.entries, position.sequence)));
  }

  /** The process dies; what it wrote stands in the page cache. */
  async kill(operations: number): Promise<void> {
    this.#seen.kills += 1;
    this.#killAfter(operations);
    await idle();
    this.#killAfter(0);
    this.#life += 1;
  }

  /** The machine dies: of what was not synced any part is there, in any order. */
  loseThePower(choice: number): void {
    this.#seen.powerLosses += 1;
    this.#killAfter(0);
    this.#life += 1;
    const losses = powerLosses(this.#recording, directory, this.#recording.steps.length).take(lossesMax).toArray();
    const loss = losses[choice % losses.length] ?? expect.fail('Expected a power loss');
    this.#recording = recordedDisk(loss.files());
  }

  /** The state alone: its hashes, its bytes, and the laws that hold for it. */
  expectState({ entries }: Model): void {
    const { state } = this.live;
    expect(stateHash(state)).toBe(recomputedStateHash(state));
    expect(serialiseState(state)).toBe(serialiseState(stateAfter(entries)));
    expectConserved(state, entries);
  }

  /** A killed engine's late effects reach nobody. */
  #watch(model: Model, sequence: bigint): void {
    const life = this.#life;
    this.live.journal.afterDurable(sequence, () => {
      if (life === this.#life && sequence > model.released) model.released = sequence;
    });
  }

  /** Three replays of the whole journal: the same hash at each batch, and the bytes of checkpoint and tail (rows 23, 29). */
  async #expectReplaysAgree(model: Model): Promise<void> {
    const runs: string[][] = [];
    for (let round = 0; round < 3; round++) {
      const state = emptyState();
      const hashes: string[] = [];
      const { disk } = this.#recording;
      const { segmentIds } = sortFiles(await disk.list(directory));
      const { clusterId } = this.live.journal;
      const onFrame = () => hashes.push(formatHash(recomputedStateHash(state)));
      const result = await replay({
        disk,
        directory,
        clusterId,
        segmentIds,
        state,
        parts: this.#engine.parts,
        onFrame,
      });
      if ('refusals' in result) throw new Error(`refused from genesis: ${result.refusals[0]?.reason}`);
      const { durableSequence } = this.live.journal;
      expect(state.head.sequence).toBe(durableSequence);
      expect(serialiseState(state)).toBe(serialiseState(stateAfter(model.entries, durableSequence)));
      runs.push(hashes);
    }
    this.#seen.batchesCompared += runs[0]?.length ?? 0;
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).toEqual(runs[0]);
  }
}

/** The entries applied in order, up to a sequence. */
function stateAfter(entries: readonly Entry[], upTo = BigInt(entries.length)) {
  const state = emptyState();
  for (const entry of entries.slice(0, Number(upTo))) apply(state, entry);
  return state;
}
