/** A journal directory as its inspectors see it. They only read, so they serve copies, damaged originals and live ones alike. */
import type { Disk } from '../../ports/disk.ts';
import { type DirectoryFiles, identifyDirectory, sortFiles } from '../directory.ts';
import { JournalDamageError, NotAJournalDirectoryError } from '../errors.ts';
import { identifyCluster } from '../identify-cluster.ts';

export interface JournalDirectory {
  readonly disk: Disk;
  readonly directory: string;
  readonly clusterId: bigint;
  readonly files: DirectoryFiles;
}

/** How far a long reading has come, between 0 and 1. */
export type OnProgress = (share: number) => void;

/** @throws NotAJournalDirectoryError, or JournalDamageError where the marker cannot be read. */
export async function readDirectory(disk: Disk, directory: string): Promise<JournalDirectory> {
  if ((await identifyDirectory(disk, directory)) === 'new') throw new NotAJournalDirectoryError(directory, 'nothing');
  const clusterId = await identifyCluster(disk, directory);
  if (typeof clusterId === 'object') throw new JournalDamageError([clusterId]);
  return { disk, directory, clusterId, files: sortFiles(await disk.list(directory)) };
}
