/** A workload recorded once, and the judge of what a restart makes of each power loss in it. */
import { isDeepStrictEqual } from 'node:util';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import type { MemoryDisk } from '../../simulators/world/disk.ts';
import { powerLosses } from '../../simulators/world/power-losses.ts';
import { type DiskStep, recordedDisk } from '../../simulators/world/recorded-disk.ts';
import { apply } from '../../src/core/apply.ts';
import { emptyState } from '../../src/core/find-or-create.ts';
import type { Entry, Fact } from '../../src/core/records.ts';
import { formatHash, recomputedStateHash } from '../../src/core/state-hash.ts';
import { readClusterId, sortFiles } from '../../src/durability/directory.ts';
import type { Opened, Refused } from '../../src/durability/open-directory.ts';
import { type DurabilityParts, durabilityParts } from '../../src/durability/parts.ts';
import { replay } from '../../src/durability/replay.ts';
import type { Disk } from '../../src/ports/disk.ts';
import { anyFact } from '../core/arbitrary-facts.ts';
import { checkpoint, configuration, directory, journalFiles, open, opened } from './rig.ts';

/** The engine under test: what it writes through, how it opens; each is replaced by a planted bug. */
export interface Engine {
  readonly writer: (disk: Disk) => Disk;
  readonly open: (disk: Disk) => Promise<Opened | Refused>;
  readonly parts: DurabilityParts;
  /** Whether a release counts: a bug that lies about syncs keeps its releases honest here, where that is its point. */
  readonly releaseHolds: () => boolean;
  readonly checkpoint: (live: Opened, disk: Disk) => Promise<void>;
}

export const soundEngine: Engine = {
  writer: (disk) => disk,
  open,
  parts: durabilityParts,
  releaseHolds: () => true,
  checkpoint,
};

export interface Workload {
  readonly steps: readonly DiskStep[];
  /** From sequence 1. */
  readonly entries: readonly Entry[];
  /** Of the state after so many entries. */
  readonly hashes: readonly bigint[];
  /** The last sequence reported durable before each step. */
  readonly releasedBefore: readonly bigint[];
}

/** Not the configuration: opening with another one than the last appends a record of its own. */
const workloadFact = anyFact.filter(({ type }) => type !== 'configuration');

export function groupsOf(seed: number, count: number): readonly (readonly Fact[])[] {
  const groups = fc.array(fc.array(workloadFact, { minLength: 1, maxLength: 4 }), {
    minLength: count,
    maxLength: count,
  });
  // Cloned, because fast-check's objects have no prototype and entries are compared in full.
  return structuredClone(fc.sample(groups, { numRuns: 1, seed }).flat());
}

/** Batches of one and of several reactions, segment rolls, and checkpoints with and without writes behind them. */
export async function recordWorkload(
  groups: readonly (readonly Fact[])[],
  engine: Engine = soundEngine,
): Promise<Workload> {
  const { disk: recorded, steps } = recordedDisk();
  const releases: { readonly position: number; readonly sequence: bigint }[] = [];
  const disk = engine.writer(recorded);
  const live = await opened(disk);
  const first: Entry = {
    sequence: 1n,
    epoch: 0,
    timeUs: 1_700_000_000_000_000,
    fact: { type: 'configuration', ...configuration },
  };
  const entries = [first];
  const durable = (sequence: bigint) =>
    new Promise<void>((resolve) => {
      live.journal.afterDurable(sequence, () => {
        if (engine.releaseHolds()) releases.push({ position: steps.length, sequence });
        resolve();
      });
    });
  await durable(1n);
  let checkpointing = Promise.resolve();
  for (const [index, facts] of groups.entries()) {
    const appended = live.journal.append(facts);
    entries.push(...appended);
    if (index % 7 === 6) {
      await checkpointing;
      checkpointing = engine.checkpoint(live, disk);
    }
    const released = durable(appended.at(-1)?.sequence ?? 0n);
    if (index % 3 !== 1) await released;
  }
  await checkpointing;
  await live.journal.close();
  let last = 0n;
  const releasedBefore = Array.from({ length: steps.length + 1 }, (_, position) => {
    for (const release of releases)
      if (release.position <= position && release.sequence > last) last = release.sequence;
    return last;
  });
  return { steps, entries, hashes: hashesOf(entries), releasedBefore };
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

export type Fault = 'refused' | 'corrupt' | 'lost' | 'invented' | 'other state' | 'unverifiable';

export interface Finding {
  readonly fault: Fault;
  readonly text: string;
}

export type Judge = (
  disk: MemoryDisk,
  released: bigint,
  workload: Pick<Workload, 'entries' | 'hashes'>,
  engine: Engine,
  thorough: boolean,
) => Promise<Finding | null>;

/**
 * What is wrong with a restart on this disk, if anything. `thorough` also replays the journal alone, from its first
 * entry, and restarts once more behind one more entry.
 */
export const judgeRestart: Judge = async (disk, released, workload, engine, thorough) => {
  try {
    const live = await engine.open(disk);
    if ('refusals' in live) return { fault: 'refused', text: live.refusals.map(({ reason }) => reason).join('; ') };
    const [passed] = live.refused;
    if (passed !== undefined) return { fault: 'corrupt', text: `${passed.file}: ${passed.reason}` };
    const found = judgeState(live, released, workload);
    if (found !== null || !thorough) return found;
    const journalFound = await judgeEntries(disk, live, workload, engine);
    if (journalFound !== null) return journalFound;
    const last = live.journal.append([{ type: 'alarm', code: 'test', text: 'a second life' }]).at(-1);
    await live.journal.close();
    const again = await engine.open(disk);
    if ('refusals' in again) return { fault: 'refused', text: `second restart: ${again.refusals[0]?.reason}` };
    await again.journal.close();
    const { sequence } = again.state.head;
    return sequence === last?.sequence
      ? null
      : { fault: 'lost', text: `second restart: expected the head at ${last?.sequence}, found ${sequence}` };
  } catch (error) {
    return { fault: 'unverifiable', text: error instanceof Error ? error.message : String(error) };
  }
};

function judgeState({ state }: Opened, released: bigint, { hashes }: Pick<Workload, 'hashes'>): Finding | null {
  const { sequence } = state.head;
  if (sequence < released) return { fault: 'lost', text: `${released} was reported durable, ${sequence} is the head` };
  const expected = hashes[Number(sequence)];
  if (expected === undefined) return { fault: 'invented', text: `${sequence} was never appended` };
  const found = recomputedStateHash(state);
  if (found === expected) return null;
  return { fault: 'other state', text: `at ${sequence} expected ${formatHash(expected)}, found ${formatHash(found)}` };
}

/** The journal alone, from its first entry, holds what was appended up to the head and leads to the same state. */
async function judgeEntries(
  disk: Disk,
  { state: recovered }: Opened,
  { entries, hashes }: Pick<Workload, 'entries' | 'hashes'>,
  { parts }: Engine,
): Promise<Finding | null> {
  const head = recovered.head.sequence;
  const state = emptyState();
  const found: Entry[] = [];
  const { segmentIds } = sortFiles(await disk.list(directory));
  const clusterId = (await readClusterId(disk, directory)) ?? 0n;
  const result = await replay({
    disk,
    directory,
    clusterId,
    segmentIds,
    state,
    parts,
    onFrame: (_, frame) => found.push(...frame),
  });
  if ('refusals' in result) return { fault: 'refused', text: `from genesis: ${result.refusals[0]?.reason}` };
  if (BigInt(found.length) < head)
    return { fault: 'lost', text: `the journal holds ${found.length} of ${head} entries` };
  const other = found.findIndex((entry, index) => !isDeepStrictEqual(entry, entries[index]));
  if (other >= 0) return { fault: 'invented', text: `entry ${other + 1} is not the one that was appended` };
  if (recomputedStateHash(state) !== hashes[found.length])
    return { fault: 'other state', text: `from genesis at ${found.length}` };
  return null;
}

export interface Tally {
  readonly schedules: number;
  /** Of them, with a journal no other schedule left: these are judged thoroughly. */
  readonly journals: number;
  readonly findings: readonly Finding[];
}

/** Every power loss of the workload, each restarted and judged. Ends early after `findingsMax` findings. */
export async function sweep(
  workload: Workload,
  engine: Engine = soundEngine,
  judge: Judge = judgeRestart,
  findingsMax = Number.POSITIVE_INFINITY,
): Promise<Tally> {
  const findings: Finding[] = [];
  let schedules = 0;
  const journals = new Set<number>();
  for (const loss of powerLosses(workload.steps, directory)) {
    schedules += 1;
    const disk = loss.disk();
    const journal = await journalDigest(disk);
    const thorough = !journals.has(journal);
    journals.add(journal);
    const released = workload.releasedBefore[loss.position] ?? 0n;
    const finding = await judge(disk, released, workload, engine, thorough);
    if (finding !== null) findings.push({ ...finding, text: `${loss.description}: ${finding.text}` });
    if (findings.length >= findingsMax) break;
  }
  return { schedules, journals: journals.size, findings };
}

async function journalDigest(disk: MemoryDisk): Promise<number> {
  let digest = 0;
  for (const file of await journalFiles(disk)) digest = crc32(disk.bytesOf(`${directory}/${file}`), digest);
  return digest;
}
