/**
 * A journal directory:
 *
 *     MUSTER                              marker, JSON {format, clusterId}; written last when a directory is made
 *     journal-00000001.log …              segments, ids without gaps
 *     checkpoint-<sequence>.mcp           the newest generations
 *     base-<sequence>-a.mcp, …-b.mcp      base checkpoints, in two copies; the oldest stands at the start of the journal
 *     torn-<segment>-<offset>.log         evidence: a segment as found before its torn tail was cut
 *     retired-00000001.log …              evidence: a damaged segment and those before it, no longer read
 *     refused-<checkpoint's name>         evidence: a damaged checkpoint
 *     market-00000001.log …               what the engine saw of the markets; unsynced, not needed for recovery
 *     muster.lock                         held while an engine lives
 *     *.tmp                               unfinished; removed at the next start
 */
import type { Disk } from '../ports/disk.ts';
import { writeAtomically } from './atomic-file.ts';
import { NotAJournalDirectoryError, type Refusal, refusal } from './errors.ts';

export const lockFileName = 'muster.lock';
export const markerName = 'MUSTER';
/** Present only while a directory is being made, so that an interrupted making starts over. */
const makingName = 'MUSTER.making';
const markerFormat = 1;

const padded = (sequence: bigint) => sequence.toString().padStart(20, '0');
export const segmentName = (segmentId: number) => `journal-${segmentId.toString().padStart(8, '0')}.log`;
export const checkpointName = (sequence: bigint) => `checkpoint-${padded(sequence)}.mcp`;
export const baseNames = (sequence: bigint) => ['a', 'b'].map((copy) => `base-${padded(sequence)}-${copy}.mcp`);
export const retiredName = (segmentId: number) => `retired-${segmentId.toString().padStart(8, '0')}.log`;
export const refusedName = (checkpointFile: string) => `refused-${checkpointFile}`;
export const tornCopyName = (segmentId: number, offset: number) => `torn-${segmentId}-${offset}.log`;

export interface DirectoryFiles {
  /** Ascending. */
  readonly segmentIds: readonly number[];
  /** Newest first; of one sequence the base checkpoint last. */
  readonly checkpoints: readonly { readonly file: string; readonly sequence: bigint; readonly base: boolean }[];
  readonly temporary: readonly string[];
  /** Ids of the segments that were retired, ascending. */
  readonly retiredIds: readonly number[];
  /** What was set aside and is read no more: torn tails, retired segments, refused checkpoints. */
  readonly evidence: readonly string[];
}

export function sortFiles(names: readonly string[]): DirectoryFiles {
  const ids = (pattern: RegExp) =>
    names
      .flatMap((name) => pattern.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((left, right) => left - right);
  const checkpoints = names.flatMap((file) => {
    const match = /^(checkpoint|base)-(\d{20})(?:-[ab])?\.mcp$/.exec(file);
    return match?.[2] === undefined ? [] : [{ file, sequence: BigInt(match[2]), base: match[1] === 'base' }];
  });
  return {
    segmentIds: ids(/^journal-(\d{8})\.log$/),
    checkpoints: checkpoints.sort((left, right) => {
      if (left.sequence !== right.sequence) return left.sequence < right.sequence ? 1 : -1;
      if (left.base !== right.base) return left.base ? 1 : -1;
      return left.file < right.file ? -1 : 1;
    }),
    temporary: names.filter((name) => name.endsWith('.tmp')),
    retiredIds: ids(/^retired-(\d{8})\.log$/),
    evidence: names.filter((name) => /^(torn|retired|refused)-/.test(name) && !name.endsWith('.tmp')).sort(),
  };
}

/** What stands at a path. @throws NotAJournalDirectoryError when it is neither empty nor ours. */
export async function identifyDirectory(disk: Disk, directory: string): Promise<'new' | 'journal'> {
  if (!(await disk.exists(directory))) return 'new';
  const names = (await disk.list(directory)).filter((name) => !name.startsWith(lockFileName));
  if (names.includes(markerName)) return 'journal';
  if (names.length === 0 || names.includes(makingName)) return 'new';
  throw new NotAJournalDirectoryError(directory, `${names.slice(0, 3).join(', ')} and no MUSTER marker`, 'or empty');
}

const markerText = (clusterId: bigint) =>
  `${JSON.stringify({ format: markerFormat, clusterId: clusterId.toString(16).padStart(16, '0') })}\n`;
/** Where the cluster id begins in the marker. */
export const clusterIdOffset = markerText(0n).indexOf('0');

/** The directory's cluster id, or why its marker cannot be used; `format` where it names one that this build does not read. */
export type Marker = { readonly clusterId: bigint } | { readonly refusal: Refusal; readonly format: number | null };

/** A marker can be used only when it is, byte for byte, one that {@link makeDirectory} writes. */
export async function readMarker(disk: Disk, directory: string): Promise<Marker> {
  const text = new TextDecoder().decode(await disk.readFile(`${directory}/${markerName}`));
  const digits = text.slice(clusterIdOffset, clusterIdOffset + 16);
  const clusterId = /^[0-9a-f]{16}$/.test(digits) ? BigInt(`0x${digits}`) : null;
  if (clusterId !== null && text === markerText(clusterId)) return { clusterId };
  const format = formatOf(text);
  if (format !== null && format !== markerFormat) return otherFormat(format);
  return unusable(`a marker of format ${markerFormat} with a cluster id`, 'other text', null);
}

function formatOf(text: string): number | null {
  try {
    const marker: { format?: unknown } | null = JSON.parse(text);
    return Number.isSafeInteger(marker?.format) ? Number(marker?.format) : null;
  } catch {
    return null;
  }
}

function otherFormat(format: number): Marker {
  const writer = format > markerFormat ? ', written by a newer Muster' : '';
  return unusable(`a directory of format ${markerFormat}, which this build reads`, `format ${format}${writer}`, format);
}

function unusable(expected: string, found: string, format: number | null): Marker {
  return { refusal: refusal({ file: markerName, offset: 0, sequence: null, expected, found }), format };
}

/** Null where the marker cannot be used. */
export async function readClusterId(disk: Disk, directory: string): Promise<bigint | null> {
  const marker = await readMarker(disk, directory);
  return 'clusterId' in marker ? marker.clusterId : null;
}

/** Makes an empty directory ours: whatever `fill` puts into it counts only once the marker stands. */
export async function makeDirectory(
  disk: Disk,
  directory: string,
  clusterId: bigint,
  fill: () => Promise<void>,
): Promise<void> {
  await disk.makeDirectory(directory);
  const making = await disk.open(`${directory}/${makingName}`, 'create');
  await making.close();
  await disk.syncDirectory(directory);
  for (const name of await disk.list(directory)) {
    if (name !== makingName && !name.startsWith(lockFileName)) await disk.remove(`${directory}/${name}`);
  }
  await fill();
  await writeAtomically(disk, directory, markerName, new TextEncoder().encode(markerText(clusterId)));
  await disk.remove(`${directory}/${makingName}`);
}
