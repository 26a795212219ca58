/**
 * From a directory to a live journal: the newest checkpoint that can be trusted, the tail behind it, and the repair of a
 * torn end. Refuses, naming file and offset, whatever it cannot explain; then nothing in the directory was changed.
 */
import { createHash } from 'node:crypto';
import { emptyState } from '../core/find-or-create.ts';
import { serialiseState, stateSchemaVersion } from '../core/serialise.ts';
import type { State } from '../core/state.ts';
import { stateHash } from '../core/state-hash.ts';
import type { Clock } from '../ports/clock.ts';
import type { Disk } from '../ports/disk.ts';
import { writeAtomically } from './atomic-file.ts';
import { writeCheckpoint } from './checkpoint/checkpoint-format.ts';
import { newestCheckpoint } from './checkpoint/newest-checkpoint.ts';
import {
  baseNames,
  type DirectoryFiles,
  identifyDirectory,
  makeDirectory,
  segmentName,
  sortFiles,
  tornCopyName,
} from './directory.ts';
import { asRefusal, type Refusal, type RefusedFile } from './errors.ts';
import { identifyCluster } from './identify-cluster.ts';
import { Journal } from './journal/journal.ts';
import { createSegment } from './journal/segment-file.ts';
import { type DurabilityParts, durabilityParts } from './parts.ts';
import { type ReplayHead, replay } from './replay.ts';

export const segmentBytesDefault = 4 * 1024 * 1024;

export interface OpenOptions {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly directory: string;
  /** Journaled at once when it is not the one the directory holds. `hash` is the sha256 hex of the canonical `json`. */
  readonly configuration: { readonly hash: string; readonly json: string };
  readonly parts?: Partial<DurabilityParts>;
  /** Preallocated size of a journal segment, bytes. */
  readonly segmentBytes?: number;
}

export interface Opened {
  /** Moved by {@link Journal.append} alone from now on. */
  readonly state: State;
  readonly journal: Journal;
  /** `first`: the directory was new; `clean`: its last entry is the clean marker. */
  readonly previousEnd: 'first' | 'clean' | 'crash';
  readonly checkpointUsed: { readonly file: string; readonly sequence: bigint; readonly fallbackDepth: number } | null;
  /** Checkpoints that were passed over, and damage below the one that was used: each is worth an alarm. */
  readonly refused: readonly RefusedFile[];
  /** Bytes of an unfinished batch that were copied aside and cut. */
  readonly tornTail: { readonly file: string; readonly offset: number; readonly bytes: number } | null;
  /** Entries above the checkpoint. */
  readonly replayedEntries: number;
}

export interface Refused {
  readonly refusals: readonly Refusal[];
}

/** @throws NotAJournalDirectoryError for a directory that holds something else; the operating system's error for a disk that fails. */
export async function openDirectory(options: OpenOptions): Promise<Opened | Refused> {
  const parts = { ...durabilityParts, ...options.parts };
  const kind = await identifyDirectory(options.disk, options.directory);
  if (kind === 'new') await fillNewDirectory(options);
  return openExisting(options, parts, kind === 'new');
}

async function fillNewDirectory({ disk, clock, directory, configuration, segmentBytes }: OpenOptions): Promise<void> {
  const seed = `${clock.wallMs()} ${clock.monotonicNs()} ${configuration.hash}`;
  const clusterId = createHash('sha256').update(seed).digest().readBigUInt64LE();
  const empty = emptyState();
  const stateHashBefore = stateHash(empty);
  await makeDirectory(disk, directory, clusterId, async () => {
    const header = {
      segmentId: 1,
      clusterId,
      firstSequence: 1n,
      stateHash: stateHashBefore,
      epoch: 0,
      previousChecksum: 0,
    };
    const segment = await createSegment(disk, directory, header, segmentBytes ?? segmentBytesDefault);
    await segment.file.close();
    const base = writeCheckpoint(
      {
        schema: stateSchemaVersion,
        clusterId,
        sequence: 0n,
        stateHash: stateHashBefore,
        epoch: 0,
        parentChecksum: 0,
        configurationHash: '',
      },
      serialiseState(empty),
    );
    for (const name of baseNames(0n)) await writeAtomically(disk, directory, name, base.bytes);
  });
}

async function openExisting(options: OpenOptions, parts: DurabilityParts, isNew: boolean): Promise<Opened | Refused> {
  const { disk, directory } = options;
  const marker = await identifyCluster(disk, directory);
  if ('refusal' in marker) return { refusals: [marker.refusal] };
  const { clusterId } = marker;
  const files = sortFiles(await disk.list(directory));
  const { checkpoint, refused } = await newestCheckpoint({ disk, directory, clusterId }, files, parts);
  const state = checkpoint?.state ?? emptyState();
  const result = await replay({ disk, directory, clusterId, segmentIds: files.segmentIds, state, parts });
  if ('refusals' in result) return { refusals: [...result.refusals, ...badCheckpoints(files, refused)] };
  const { head } = result;
  const previousEnd = isNew ? 'first' : state.head.stopped ? 'clean' : 'crash';
  const journal = await resumeJournal(options, parts, clusterId, state, head);
  for (const name of files.temporary) await disk.remove(`${directory}/${name}`);
  const { hash, json } = options.configuration;
  if (state.head.configuration?.hash !== hash) journal.append([{ type: 'configuration', hash, json }]);
  return {
    state,
    journal,
    previousEnd,
    checkpointUsed:
      checkpoint === null
        ? null
        : { file: checkpoint.file, sequence: checkpoint.sequence, fallbackDepth: refused.length },
    refused: [...refused, ...head.passed],
    tornTail:
      head.torn === null ? null : { file: segmentName(head.segmentId), offset: head.offset, bytes: head.torn.bytes },
    replayedEntries: head.replayedEntries,
  };
}

/** Named beside what refuses the journal: with one of them sound it might have been harmless. */
function badCheckpoints({ checkpoints }: DirectoryFiles, refused: readonly RefusedFile[]): Refusal[] {
  return refused.map((each) => asRefusal(each, checkpoints.find(({ file }) => file === each.file)?.sequence ?? 0n));
}

/**
 * Cuts a torn tail and takes up the journal behind the last sound frame. What was read may so far stand only in the
 * page cache, so it is synced before anybody acts on it.
 */
async function resumeJournal(
  options: OpenOptions,
  parts: DurabilityParts,
  clusterId: bigint,
  state: State,
  head: ReplayHead,
): Promise<Journal> {
  const { disk, clock, directory } = options;
  const name = segmentName(head.segmentId);
  if (head.torn !== null) {
    await disk.copy(`${directory}/${name}`, `${directory}/${tornCopyName(head.segmentId, head.offset)}`);
  }
  const file = await disk.open(`${directory}/${name}`, 'read-write');
  if (head.torn !== null) await file.write(new Uint8Array(head.torn.bytes), head.offset);
  await file.sync();
  await disk.syncDirectory(directory);
  return new Journal({
    disk,
    clock,
    directory,
    clusterId,
    state,
    parts,
    segment: { segmentId: head.segmentId, name, file, size: await file.size(), offset: head.offset },
    segmentBytes: options.segmentBytes ?? segmentBytesDefault,
    previousChecksum: head.chain.previousChecksum,
  });
}
