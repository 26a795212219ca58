/** A journal directory on a disk in memory, under a clock that counts. */
import { type MemoryDisk, memoryDisk } from '../../simulators/world/disk.ts';
import type { Fact } from '../../src/core/records.ts';
import { type CheckpointWriter, FollowingWriter } from '../../src/durability/checkpoint/checkpoint-writer.ts';
import { exportDirectory } from '../../src/durability/export-directory.ts';
import { chainInto } from '../../src/durability/follower/segment-heads.ts';
import type { ReadHeader } from '../../src/durability/journal/batch-frame.ts';
import { readSegmentHeader, segmentHeaderBytes } from '../../src/durability/journal/segment-header.ts';
import { walkSegment } from '../../src/durability/journal/walk-segment.ts';
import { type Opened, type OpenOptions, openDirectory, type Refused } from '../../src/durability/open-directory.ts';
import { durabilityParts } from '../../src/durability/parts.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Disk } from '../../src/ports/disk.ts';

export const directory = '/data';
export const configuration = { hash: 'ab'.repeat(32), json: '{"venues":["alpha"]}' };

export interface CountingClock extends Clock {
  /** Runs the timers that are due after `elapsedMs` more. */
  advance(elapsedMs: number): void;
}

export function countingClock(): CountingClock {
  let nowMs = 1_700_000_000_000;
  let ns = 1_000n;
  let timers: { atMs: number; callback: () => void }[] = [];
  return {
    wallMs: () => nowMs,
    monotonicNs: () => {
      ns += 1_000n;
      return ns;
    },
    after(delayMs, callback) {
      const timer = { atMs: nowMs + delayMs, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    advance(elapsedMs) {
      nowMs += elapsedMs;
      ns += BigInt(Math.round(elapsedMs * 1e6));
      const due = timers.filter(({ atMs }) => atMs <= nowMs);
      timers = timers.filter(({ atMs }) => atMs > nowMs);
      for (const { callback } of due) callback();
    },
  };
}

export function open(disk: Disk, options: Partial<OpenOptions> = {}): Promise<Opened | Refused> {
  return openDirectory({ disk, clock: countingClock(), directory, configuration, segmentBytes: 2048, ...options });
}

export async function opened(disk: Disk, options: Partial<OpenOptions> = {}): Promise<Opened> {
  const result = await open(disk, options);
  if ('refusals' in result)
    throw new Error(`Expected a usable directory, got: ${result.refusals.map(({ reason }) => reason).join('; ')}`);
  return result;
}

/** Lets everything that waits only for the disk in memory happen. */
export async function idle(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await Promise.resolve();
}

/** Appends each group as one reaction and waits until it is durable. */
export async function write({ journal }: Opened, groups: readonly (readonly Fact[])[]): Promise<void> {
  for (const facts of groups) {
    const last = journal.append(facts).at(-1);
    if (last !== undefined) await new Promise<void>((resolve) => journal.afterDurable(last.sequence, resolve));
  }
}

const writers = new WeakMap<Opened, CheckpointWriter>();

/** The one follower that writes the checkpoints of a life. */
export function writerOf(live: Opened, disk: Disk): CheckpointWriter {
  const start = { directory, clusterId: live.journal.clusterId };
  const writer = writers.get(live) ?? new FollowingWriter(start, disk, durabilityParts);
  writers.set(live, writer);
  return writer;
}

/** Of all that was appended, once that is durable; none of a journal that has failed. */
export async function checkpoint(live: Opened, disk: Disk): Promise<void> {
  const { state, journal } = live;
  const durable = new Promise<boolean>((resolve) => journal.afterDurable(state.head.sequence, () => resolve(true)));
  if (!(await Promise.race([durable, journal.failed.then(() => false)]))) return;
  await writerOf(live, disk).write(journal.position);
}

/** A closed directory holding the groups; with `checkpointAfter`, a checkpoint after that many of them. */
export async function closedDirectory(
  groups: readonly (readonly Fact[])[],
  checkpointAfter: readonly number[] = [],
): Promise<MemoryDisk> {
  const disk = memoryDisk();
  const live = await opened(disk);
  for (const [index, facts] of groups.entries()) {
    if (checkpointAfter.includes(index)) await checkpoint(live, disk);
    await write(live, [facts]);
  }
  await live.journal.close();
  return disk;
}

export async function exported(disk: Disk): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportDirectory({ disk, directory })) lines.push(line);
  return lines;
}

export async function journalFiles(disk: Disk): Promise<readonly string[]> {
  return (await disk.list(directory)).filter((name) => name.startsWith('journal-')).sort();
}

export interface JournalFrame {
  readonly file: string;
  readonly offset: number;
  readonly header: ReadHeader;
  readonly body: Uint8Array;
}

/** The sound frames of every segment, in order; each segment's head is taken at its word. */
export async function journalFrames(disk: Disk): Promise<readonly JournalFrame[]> {
  const frames: JournalFrame[] = [];
  for (const file of await journalFiles(disk)) {
    const bytes = await disk.readFile(`${directory}/${file}`);
    const head = readSegmentHeader(bytes);
    if ('problem' in head) continue;
    walkSegment({ file, at: 0, bytes }, segmentHeaderBytes, chainInto(head), (header, body, offset) => {
      frames.push({ file, offset, header, body });
      return null;
    });
  }
  return frames;
}
