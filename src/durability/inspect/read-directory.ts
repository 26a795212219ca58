/** A journal directory as its inspectors see it. They only read, so they serve copies, damaged originals and live ones alike. */
import type { Disk } from '../../ports/disk.ts';
import { type DirectoryFiles, identifyDirectory, readClusterId, sortFiles } from '../directory.ts';
import { JournalDamageError, NotAJournalDirectoryError, refusal } from '../errors.ts';

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
  const clusterId = await readClusterId(disk, directory);
  if (clusterId === null) throw markerDamage();
  return { disk, directory, clusterId, files: sortFiles(await disk.list(directory)) };
}

function markerDamage(): JournalDamageError {
  const found = {
    file: 'MUSTER',
    offset: 0,
    sequence: null,
    expected: 'a marker of format 1 with a cluster id',
    found: 'other text',
  };
  return new JournalDamageError([refusal(found)]);
}
