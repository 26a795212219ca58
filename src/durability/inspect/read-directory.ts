/** A journal directory as its inspectors see it. They only read, so they serve copies, damaged originals and live ones alike. */
import type { Disk } from '../../ports/disk.ts';
import { type DirectoryFiles, identifyDirectory, sortFiles } from '../directory.ts';
import { JournalDamageError, NotAJournalDirectoryError, OtherFormatError } from '../errors.ts';
import { identifyCluster } from '../identify-cluster.ts';

export interface JournalDirectory {
  readonly disk: Disk;
  readonly directory: string;
  readonly clusterId: bigint;
  readonly files: DirectoryFiles;
}

/** How far a long reading has come, between 0 and 1. */
export type OnProgress = (share: number) => void;

/** @throws NotAJournalDirectoryError, OtherFormatError, or JournalDamageError where the marker cannot be read. */
export async function readDirectory(disk: Disk, directory: string): Promise<JournalDirectory> {
  const kind = await identifyDirectory(disk, directory).catch((error: unknown) => {
    if (!(error instanceof NotAJournalDirectoryError)) throw error;
    throw new NotAJournalDirectoryError(directory, error.found, 'to be read');
  });
  if (kind === 'new') throw new NotAJournalDirectoryError(directory, 'nothing in it', 'to be read');
  const marker = await identifyCluster(disk, directory);
  if ('refusal' in marker) {
    if (marker.format !== null) throw new OtherFormatError(`${directory}: ${marker.refusal.reason}`);
    throw new JournalDamageError([marker.refusal]);
  }
  return { disk, directory, clusterId: marker.clusterId, files: sortFiles(await disk.list(directory)) };
}
