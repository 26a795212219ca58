/** Core, journal, checkpoints and follower on a disk that loses power, and the model of what must survive it. */
import { expect } from 'vitest';
import { powerLosses } from '../../simulators/world/power-losses.ts';
import { type RecordedDisk, recordedDisk } from '../../simulators/world/recorded-disk.ts';
import { apply } from '../../src/core/apply.ts';
import { emptyState } from '../../src/core/find-or-create.ts';
import type { Entry, Fact } from '../../src/core/records.ts';
import { serialiseState } from '../../src/core/serialise.ts';
import { formatHash, recomputedStateHash, stateHash } from '../../src/core/state-hash.ts';
import { Follower } from '../../src/durability/follower/follower.ts';
import { firstNeeded, readHeads } from '../../src/durability/follower/segment-heads.ts';
import type { Opened } from '../../src/durability/open-directory.ts';
import { replay } from '../../src/durability/replay.ts';
import type { UpkeepSource } from '../../src/durability/retention/upkeep-source.ts';
import type { Disk } from '../../src/ports/disk.ts';
import { type Engine, firstEntry, mortal } from '../durability/crash-workload.ts';
import { countingClock, directory, idle } from '../durability/rig.ts';
import { expectConserved } from './journal-truth.ts';
import { damageOne, filesIn, retainedStart, tendOnce, unexplained } from './journal-upkeep.ts';

/** The model: the entries in their order, how many of them the world was told are durable, and the files that were damaged. */
export interface Model {
  entries: readonly Entry[];
  released: bigint;
  readonly damaged: Set<string>;
}

export const newModel = (): Model => ({ entries: [firstEntry], released: 0n, damaged: new Set() });

/** How often what happened: a run that saw no power loss proves nothing about one. */
export type Seen = Record<
  | 'powerLosses'
  | 'kills'
  | 'lostEntries'
  | 'tornTails'
  | 'batchesCompared'
  | 'scrubs'
  | 'damagedSegments'
  | 'damagedCheckpoints'
  | 'setAside'
  | 'removedFiles',
  number
>;

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
  #tending = Promise.resolve();
  #tended = false;
  readonly #clock = countingClock();
  #follower: Follower | null = null;
  #following = Promise.resolve();
  /** What went wrong beside the commands. */
  #failure: unknown = null;
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
    const result = await this.#engine.open(disk, { clock: this.#clock });
    if ('refusals' in result) throw new Error(`refused: ${result.refusals[0]?.reason}`);
    for (const { file } of result.refused)
      expect([...model.damaged], 'what is passed over was damaged').toContain(file);
    this.#live = result;
    this.#checkpointing = Promise.resolve();
    this.#tending = Promise.resolve();
    this.#following = Promise.resolve();
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
    const source = this.#source(this.#recording.disk);
    const state = await retainedStart(source, model.damaged);
    const heads = await readHeads(source, (await filesIn(source)).segmentIds);
    const segmentId = heads[firstNeeded(heads, state.head.sequence)]?.id ?? 1;
    this.#follower = new Follower({ ...source, state, segmentId });
  }

  append(model: Model, facts: readonly Fact[]): void {
    const entries = this.live.journal.append(facts);
    model.entries = [...model.entries, ...entries];
    this.#watch(model, entries.at(-1)?.sequence ?? 0n);
  }

  /** Ends when all that was appended is reported durable. */
  async sync(model: Model): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    const appended = BigInt(model.entries.length);
    await new Promise<void>((resolve) => this.live.journal.afterDurable(appended, () => resolve()));
    expect(model.released).toBeGreaterThanOrEqual(appended);
  }

  /** One at a time, as an engine writes them. */
  checkpoint(): Promise<void> {
    const { live } = this;
    const disk = this.#disk;
    this.#checkpointing = this.#checkpointing.then(() => this.#engine.checkpoint(live, disk));
    return this.#checkpointing;
  }

  /** The scrub finds what was damaged, and nothing else. */
  async scrub(model: Model): Promise<void> {
    this.#seen.scrubs += 1;
    await this.#tending;
    expect(await unexplained(this.#source(this.#disk), model.damaged, this.#tended)).toEqual([]);
  }

  /** A round of the upkeep. What it sets aside is damaged no more: it is not read any more. */
  async tend(model: Model): Promise<void> {
    const life = this.#life;
    await this.follow(model);
    this.#tending = this.#tending.then(() => this.#tendOnce(model, life));
    await this.#tending;
  }

  /** Stands somewhere in the middle of it when the next thing happens. */
  beginToTend(model: Model): void {
    this.tend(model).catch((error: unknown) => {
      this.#failure ??= error;
    });
  }

  async #tendOnce(model: Model, life: number): Promise<void> {
    if (life !== this.#life) return;
    this.#tended = true;
    const source = this.#source(this.#disk);
    const before = await source.disk.list(directory);
    await tendOnce(source, {
      roll: () => void this.live.journal.roll(),
      append: (facts) => {
        if (life === this.#life) this.append(model, facts);
      },
      checkpoint: () => this.checkpoint(),
    });
    if (life !== this.#life) return;
    const after = new Set(await source.disk.list(directory));
    const gone = before.filter((name) => !after.has(name));
    this.#seen.setAside += gone.filter((name) => model.damaged.has(name)).length;
    this.#seen.removedFiles += gone.filter((name) => !after.has(name.replace(/^journal/, 'retired'))).length;
    for (const name of gone) model.damaged.delete(name);
  }

  /** Where nothing is damaged yet: two damages at once may be too much for anybody. */
  async damage(model: Model, what: 'segment' | 'checkpoint', choice: number): Promise<void> {
    await Promise.all([this.#checkpointing, this.#tending]);
    await this.sync(model);
    // A roll may be under way.
    await idle();
    await this.follow(model);
    if (model.damaged.size > 0) return;
    const file = await damageOne(this.#source(this.#recording.disk), what, choice);
    if (file === null) return;
    this.#seen[what === 'segment' ? 'damagedSegments' : 'damagedCheckpoints'] += 1;
    model.damaged.add(file);
  }

  pass(hours: number): void {
    this.#clock.advance(hours * 3_600_000);
  }

  #source(disk: Disk): UpkeepSource {
    const { journal } = this.live;
    const { clusterId } = journal;
    return { disk, directory, clusterId, parts: this.#engine.parts, position: () => journal.position };
  }

  async close(): Promise<void> {
    await this.#tending;
    await this.#checkpointing;
    await this.live.journal.close();
  }

  /** Brings the follower to the durable position: it is never told more, and has the state of that moment. */
  follow(model: Model): Promise<void> {
    const life = this.#life;
    this.#following = this.#following.then(() => (life === this.#life ? this.#follow(model) : undefined));
    return this.#following;
  }

  async #follow(model: Model): Promise<void> {
    const { position } = this.live.journal;
    const follower = this.#follower ?? expect.fail('Expected a follower');
    expect((await follower.follow(this.#engine.followTo(position))).kind).toBe('reached');
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

  /** Three replays of the whole retained journal: the same hash at each batch, and the bytes of checkpoint and tail (rows 23, 29). */
  async #expectReplaysAgree(model: Model): Promise<void> {
    const { state: opened, journal } = this.live;
    // What stands in the files and is not synced yet would be replayed too.
    await new Promise<void>((resolve) => journal.afterDurable(opened.head.sequence, () => resolve()));
    const runs: string[][] = [];
    for (let round = 0; round < 3; round++) {
      const source = this.#source(this.#recording.disk);
      const state = await retainedStart(source, model.damaged);
      const hashes: string[] = [];
      const { segmentIds } = await filesIn(source);
      const onFrame = () => hashes.push(formatHash(recomputedStateHash(state)));
      const result = await replay({ ...source, segmentIds, state, onFrame });
      if ('refusals' in result) throw new Error(`refused from its beginning: ${result.refusals[0]?.reason}`);
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
