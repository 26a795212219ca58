/** What a directory holds, at a glance: its files, and the head of its journal as a restart would find it. */
import { economicHash } from '../../core/economic-hash.ts';
import { emptyState } from '../../core/find-or-create.ts';
import type { State } from '../../core/state.ts';
import { formatHash, stateHash } from '../../core/state-hash.ts';
import { loadCheckpoint } from '../checkpoint/load-checkpoint.ts';
import { segmentName } from '../directory.ts';
import type { Refusal } from '../errors.ts';
import { readHeads } from '../follower/segment-heads.ts';
import { journalFormat } from '../journal/segment-header.ts';
import { durabilityParts } from '../parts.ts';
import { replay } from '../replay.ts';
import type { JournalDirectory, OnProgress } from './read-directory.ts';

export interface Overview {
  readonly clusterId: string;
  readonly format: number;
  readonly segments: readonly {
    readonly file: string;
    /** Null where the head of this segment, or of the one behind it, cannot be read. */
    readonly firstSequence: string | null;
    readonly lastSequence: string | null;
    readonly epoch: number | null;
  }[];
  /** Newest first. */
  readonly checkpoints: readonly {
    readonly file: string;
    readonly sequence: string;
    readonly base: boolean;
    /** Why it cannot be used; null when it is valid. */
    readonly refused: string | null;
  }[];
  /** Null when the journal cannot be read to its end. */
  readonly head: {
    readonly sequence: string;
    readonly epoch: number;
    readonly timeUs: number;
    /** The last entry is the clean marker of an orderly stop. */
    readonly stopped: boolean;
    readonly stateHash: string;
    readonly economicHash: string;
  } | null;
  /** Bytes of an unfinished batch at the end, which the next start cuts. */
  readonly tornTail: { readonly file: string; readonly offset: number; readonly bytes: number } | null;
  /** Set aside and read no more: torn tails, retired segments, refused checkpoints. No damage of the retained journal. */
  readonly evidence: readonly string[];
  /** What keeps a restart from using the directory. */
  readonly refusals: readonly Refusal[];
}

export async function overviewOf(source: JournalDirectory, onProgress: OnProgress = () => {}): Promise<Overview> {
  const { checkpoints, state } = await checkpointsOf(source, onProgress);
  const heads = await readHeads(source, source.files.segmentIds);
  const { segmentIds } = source.files;
  const result = await replay({ ...source, segmentIds, state, parts: durabilityParts });
  const head = 'head' in result ? result.head : null;
  return {
    clusterId: formatHash(source.clusterId),
    format: journalFormat,
    segments: heads.map(({ id, header }, index) => {
      const next = heads[index + 1]?.header;
      const following = next === undefined ? (head === null ? null : state.head.sequence + 1n) : firstOf(next);
      return {
        file: segmentName(id),
        firstSequence: firstOf(header)?.toString() ?? null,
        lastSequence: following === null ? null : (following - 1n).toString(),
        epoch: 'problem' in header ? null : header.epoch,
      };
    }),
    checkpoints,
    head: head === null ? null : headOf(state),
    tornTail:
      head === null || head.torn === null
        ? null
        : { file: segmentName(head.segmentId), offset: head.offset, bytes: head.torn.bytes },
    evidence: source.files.evidence,
    refusals: 'refusals' in result ? result.refusals : [],
  };
}

const firstOf = (header: { readonly firstSequence: bigint } | { readonly problem: string }) =>
  'problem' in header ? null : header.firstSequence;

function headOf(state: State): Overview['head'] {
  const { sequence, epoch, timeUs, stopped } = state.head;
  return {
    sequence: sequence.toString(),
    epoch,
    timeUs,
    stopped,
    stateHash: formatHash(stateHash(state)),
    economicHash: economicHash(state),
  };
}

/** Every checkpoint tried, and the state of the newest valid one. What follows then is the tail behind it, a small part. */
async function checkpointsOf({ disk, directory, clusterId, files }: JournalDirectory, onProgress: OnProgress) {
  const checkpoints: Overview['checkpoints'][number][] = [];
  let state: State | null = null;
  for (const { file, sequence, base } of files.checkpoints) {
    const loaded = await loadCheckpoint(disk, directory, file, clusterId, durabilityParts);
    const refused = 'state' in loaded ? null : `at ${loaded.offset}: ${loaded.reason}`;
    checkpoints.push({ file, sequence: sequence.toString(), base, refused });
    if ('state' in loaded) state ??= loaded.state;
    onProgress(checkpoints.length / files.checkpoints.length);
  }
  return { checkpoints, state: state ?? emptyState() };
}
