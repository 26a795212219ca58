/** A workload of one or more engine lives, recorded once on a disk that writes down its steps. */

import fc from 'fast-check';
import { type Recording, recordedDisk } from '../../simulators/world/recorded-disk.ts';
import { writeThenSync } from '../../simulators/world/write-then-sync.ts';
import { apply } from '../../src/core/apply.ts';
import { emptyState } from '../../src/core/find-or-create.ts';
import type { Entry, Fact } from '../../src/core/records.ts';
import { recomputedStateHash } from '../../src/core/state-hash.ts';
import type { Limit } from '../../src/durability/follower/follower.ts';
import type { JournalPosition } from '../../src/durability/journal/journal.ts';
import type { Opened, OpenOptions, Refused } from '../../src/durability/open-directory.ts';
import { type DurabilityParts, durabilityParts } from '../../src/durability/parts.ts';
import type { Disk, DiskFile } from '../../src/ports/disk.ts';
import { anyFact } from '../core/arbitrary-facts.ts';
import { checkpoint, configuration, idle, open, opened } from './rig.ts';

/** The engine under test: what it writes through, how it opens; each is replaced by a planted bug. */
export interface Engine {
  readonly writer: (disk: Disk) => Disk;
  readonly open: (disk: Disk, options?: Partial<OpenOptions>) => Promise<Opened | Refused>;
  /** How far a follower is told to read. */
  readonly followTo: (position: JournalPosition) => Limit;
  readonly parts: DurabilityParts;
  /** Whether a release counts: a bug that lies about syncs keeps its releases honest here, where that is its point. */
  readonly releaseHolds: () => boolean;
  readonly checkpoint: (live: Opened, disk: Disk) => Promise<void>;
}

export const soundEngine: Engine = {
  writer: (disk) => disk,
  open,
  parts: durabilityParts,
  followTo: (position) => position,
  releaseHolds: () => true,
  checkpoint,
};

export interface Workload extends Recording {
  /** From sequence 1. */
  readonly entries: readonly Entry[];
  /** Of the state after so many entries. */
  readonly hashes: readonly bigint[];
  /** Where a restart may stand: at nothing, or behind what was appended as one. */
  readonly reactionEnds: ReadonlySet<bigint>;
  /** The last sequence reported durable before each step. */
  readonly releasedBefore: readonly bigint[];
}

/** What an earlier life left: the files, the entries in them, and what of these it had reported durable. */
export interface Left {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly entries: readonly Entry[];
  readonly released: bigint;
}

export interface Course {
  readonly left?: Left;
  /**
   * Before these groups the engine is killed, so many operations of its disk after the group before as the index has
   * modulo {@link operationsBeforeKill}; the next life begins on what the page cache holds.
   */
  readonly killedBefore?: readonly number[];
  readonly checkpointEvery?: number;
}

/** A write, its sync, the empty frame behind it; between them the operations of a checkpoint. */
export const operationsBeforeKill = 6;

/** Not the configuration: opening with another one than the last appends a record of its own. */
export const workloadFact = anyFact.filter(({ type }) => type !== 'configuration');

export function groupsOf(seed: number, count: number): readonly (readonly Fact[])[] {
  const groups = fc.array(fc.array(workloadFact, { minLength: 1, maxLength: 4 }), {
    minLength: count,
    maxLength: count,
  });
  // Cloned, because fast-check's objects have no prototype and entries are compared in full.
  return structuredClone(fc.sample(groups, { numRuns: 1, seed }).flat());
}

export const firstEntry: Entry = {
  sequence: 1n,
  epoch: 0,
  timeUs: 1_700_000_000_000_000,
  fact: { type: 'configuration', ...configuration },
};

/** Batches of one and of several reactions, segment rolls, checkpoints that overlap with writes and push out old ones. */
export async function recordWorkload(
  groups: readonly (readonly Fact[])[],
  engine: Engine = soundEngine,
  { left, killedBefore = [], checkpointEvery = 7 }: Course = {},
): Promise<Workload> {
  const { disk: recorded, initial, steps } = recordedDisk(left?.files);
  const releases = [{ position: 0, sequence: left?.released ?? 0n }];
  const release = (sequence: bigint) => {
    if (engine.releaseHolds()) releases.push({ position: steps.length, sequence });
  };
  let entries: Entry[] = [...(left?.entries ?? [firstEntry])];
  const reactionEnds = new Set<bigint>([0n, ...entries.map(({ sequence }) => sequence)]);

  const begin = async () => {
    const { disk: below, killAfter } = mortal(recorded);
    const disk = engine.writer(below);
    const live = await opened(disk);
    const head = Number(live.state.head.sequence);
    if (head > entries.length) throw new Error(`Expected at most ${entries.length} entries, the next life has ${head}`);
    entries = entries.slice(0, head);
    for (const end of reactionEnds) if (end > BigInt(head)) reactionEnds.delete(end);
    // What an opened directory holds is acted upon.
    release(live.journal.durableSequence);
    return { disk, killAfter, live };
  };
  const durable = ({ journal }: Opened, sequence: bigint) =>
    new Promise<void>((resolve) => {
      journal.afterDurable(sequence, () => {
        release(sequence);
        resolve();
      });
    });

  let life = await begin();
  await durable(life.live, BigInt(entries.length));
  let checkpointing = Promise.resolve();
  for (const [index, facts] of groups.entries()) {
    if (killedBefore.includes(index)) {
      life.killAfter(index % operationsBeforeKill);
      await idle();
      life.killAfter(0);
      checkpointing = Promise.resolve();
      life = await begin();
    }
    const { live, disk } = life;
    const appended = live.journal.append(facts);
    entries.push(...appended);
    reactionEnds.add(BigInt(entries.length));
    if (index % checkpointEvery === checkpointEvery - 1) {
      await checkpointing;
      checkpointing = engine.checkpoint(live, disk);
    }
    const released = durable(live, appended.at(-1)?.sequence ?? 0n);
    if (index % 3 !== 1 && !killedBefore.includes(index + 1)) await released;
  }
  await checkpointing;
  await life.live.journal.close();
  const hashes = hashesOf(entries);
  return { initial, steps, entries, hashes, reactionEnds, releasedBefore: releasedBefore(releases, steps.length) };
}

function releasedBefore(
  releases: readonly { readonly position: number; readonly sequence: bigint }[],
  stepCount: number,
): readonly bigint[] {
  let last = 0n;
  return Array.from({ length: stepCount + 1 }, (_, position) => {
    for (const release of releases)
      if (release.position <= position && release.sequence > last) last = release.sequence;
    return last;
  });
}

/** A disk whose user can be killed: from then on nothing it asks for happens or returns. Reading changes nothing, so it is no operation. */
export function mortal(disk: Disk): { readonly disk: Disk; readonly killAfter: (operations: number) => void } {
  let left = Number.POSITIVE_INFINITY;
  const unlessDead = <Result>(act: () => Promise<Result>): Promise<Result> => {
    left -= 1;
    return left < 0 ? new Promise(() => {}) : act();
  };
  const file = (opened: DiskFile): DiskFile => {
    const write: DiskFile['write'] = (bytes, offset) => unlessDead(() => opened.write(bytes, offset));
    const sync = () => unlessDead(() => opened.sync());
    const truncate: DiskFile['truncate'] = (length) => unlessDead(() => opened.truncate(length));
    return { ...opened, write, sync, truncate, writeAndSync: writeThenSync({ write, sync }) };
  };
  return {
    killAfter: (operations) => {
      left = operations;
    },
    disk: {
      ...disk,
      open: async (path, mode) =>
        file(await (mode === 'create' ? unlessDead(() => disk.open(path, mode)) : disk.open(path, mode))),
      rename: (from, to) => unlessDead(() => disk.rename(from, to)),
      copy: (from, to) => unlessDead(() => disk.copy(from, to)),
      remove: (path) => unlessDead(() => disk.remove(path)),
      syncDirectory: (path) => unlessDead(() => disk.syncDirectory(path)),
    },
  };
}

function hashesOf(entries: readonly Entry[]): readonly bigint[] {
  const state = emptyState();
  const hashes = [recomputedStateHash(state)];
  for (const entry of entries) {
    apply(state, entry);
    hashes.push(recomputedStateHash(state));
  }
  return hashes;
}
