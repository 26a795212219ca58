/** The judge of what a restart makes of each power loss in a recorded workload. */
import { isDeepStrictEqual } from 'node:util';
import type { MemoryDisk } from '../../simulators/world/disk.ts';
import { type PowerLoss, powerLosses } from '../../simulators/world/power-losses.ts';
import { emptyState } from '../../src/core/find-or-create.ts';
import type { Entry } from '../../src/core/records.ts';
import { formatHash, recomputedStateHash } from '../../src/core/state-hash.ts';
import { readClusterId, sortFiles } from '../../src/durability/directory.ts';
import type { Opened } from '../../src/durability/open-directory.ts';
import { replay } from '../../src/durability/replay.ts';
import type { Disk } from '../../src/ports/disk.ts';
import { type Engine, soundEngine, type Workload } from './crash-workload.ts';
import { directory } from './rig.ts';

export type Fault = 'refused' | 'corrupt' | 'lost' | 'invented' | 'half a reaction' | 'other state' | 'unverifiable';

export interface Finding {
  readonly fault: Fault;
  readonly text: string;
}

/** What a restart found: where its state stands, whether it had to repair something, and what is wrong with it. */
export interface Restart {
  readonly sequence: bigint;
  readonly repaired: boolean;
  readonly finding: Finding | null;
}

type Expected = Pick<Workload, 'entries' | 'hashes' | 'reactionEnds'>;

/** Restarts on the disk. `thorough` also replays the journal alone, from its first entry, and restarts once more behind one more entry. */
async function restart(disk: MemoryDisk, workload: Expected, engine: Engine, thorough: boolean): Promise<Restart> {
  const failed = (fault: Fault, text: string): Restart => ({
    sequence: -1n,
    repaired: false,
    finding: { fault, text },
  });
  try {
    const temporary = sortFiles(await disk.list(directory)).temporary.length > 0;
    const live = await engine.open(disk);
    if ('refusals' in live) return failed('refused', live.refusals.map(({ reason }) => reason).join('; '));
    const [passed] = live.refused;
    if (passed !== undefined) return failed('corrupt', `${passed.file}: ${passed.reason}`);
    const repaired = temporary || live.tornTail !== null;
    const { sequence } = live.state.head;
    const finding =
      stateFinding(live, workload) ?? (thorough ? await thoroughFinding(disk, live, workload, engine) : null);
    return { sequence, repaired, finding };
  } catch (error) {
    return failed('unverifiable', error instanceof Error ? error.message : String(error));
  }
}

function stateFinding({ state }: Opened, { hashes, reactionEnds }: Expected): Finding | null {
  const { sequence } = state.head;
  const expected = hashes[Number(sequence)];
  if (expected === undefined) return { fault: 'invented', text: `${sequence} was never appended` };
  if (!reactionEnds.has(sequence)) return { fault: 'half a reaction', text: `${sequence} is not the end of one` };
  const found = recomputedStateHash(state);
  if (found === expected) return null;
  return { fault: 'other state', text: `at ${sequence} expected ${formatHash(expected)}, found ${formatHash(found)}` };
}

async function thoroughFinding(
  disk: MemoryDisk,
  live: Opened,
  workload: Expected,
  engine: Engine,
): Promise<Finding | null> {
  const found = await journalFinding(disk, live, workload, engine);
  if (found !== null) return found;
  const last = live.journal.append([{ type: 'alarm', code: 'test', text: 'a second life' }]).at(-1);
  await live.journal.close();
  const again = await engine.open(disk);
  if ('refusals' in again) return { fault: 'refused', text: `second restart: ${again.refusals[0]?.reason}` };
  await again.journal.close();
  const { sequence } = again.state.head;
  return sequence === last?.sequence
    ? null
    : { fault: 'lost', text: `second restart: expected the head at ${last?.sequence}, found ${sequence}` };
}

/** The journal alone, from its first entry, holds what was appended up to the head and leads to the same state. */
async function journalFinding(
  disk: Disk,
  { state: recovered }: Opened,
  { entries, hashes }: Expected,
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

/** What is wrong after a power loss before which `released` was reported durable. */
export type Judge = (restarted: Restart, released: bigint) => Finding | null;

const judge: Judge = ({ sequence, finding }, released) =>
  finding ??
  (sequence < released ? { fault: 'lost', text: `${released} was reported durable, ${sequence} is the head` } : null);

export interface SweepOptions {
  readonly engine?: Engine;
  readonly judge?: Judge;
  /** Ends the sweep behind the first finding it holds for. */
  readonly until?: (finding: Finding) => boolean;
  /** Told of each disk that differs from all before it. */
  readonly onImage?: (loss: PowerLoss, restarted: Restart, released: bigint) => void;
}

export interface Tally {
  /** Power losses, each judged by what had been reported durable before it. */
  readonly schedules: number;
  /** Different disks they left: one restart each serves every power loss that left the same bytes. */
  readonly images: number;
  /** Different journals on these disks: each is also replayed from its first entry and restarted twice. */
  readonly journals: number;
  readonly findings: readonly Finding[];
}

/** Every power loss of the workload, restarted and judged. */
export async function sweep(workload: Workload, options: SweepOptions = {}): Promise<Tally> {
  const engine = options.engine ?? soundEngine;
  const findings: Finding[] = [];
  const images = new Map<string, Restart>();
  const journals = new Set<string>();
  let schedules = 0;
  for (const loss of powerLosses(workload, directory)) {
    schedules += 1;
    const released = workload.releasedBefore[loss.position] ?? 0n;
    const digest = loss.digest();
    let restarted = images.get(digest);
    if (restarted === undefined) {
      const journal = journalDigest(digest);
      restarted = await restart(loss.disk(), workload, engine, !journals.has(journal));
      journals.add(journal);
      images.set(digest, restarted);
      options.onImage?.(loss, restarted, released);
    }
    const finding = (options.judge ?? judge)(restarted, released);
    if (finding === null) continue;
    findings.push({ ...finding, text: `${loss.description}: ${finding.text}` });
    if (options.until?.(finding) === true) break;
  }
  return { schedules, images: images.size, journals: journals.size, findings };
}

const journalDigest = (digest: string) =>
  digest
    .split('\n')
    .filter((line) => /journal-\d+\.log /.test(line))
    .join('\n');
