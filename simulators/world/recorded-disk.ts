/**
 * A disk in memory that writes down every step it was asked for, by inode and in order, so that the power losses of a
 * whole workload can be derived from one run of it (power-losses.ts). Steps are written down when they take effect: a
 * sync that stands in the list has done its work, one that does not may not have.
 */
import type { Disk, DiskFile } from '../../src/ports/disk.ts';
import { memoryDisk } from './disk.ts';

export type DiskStep =
  | { readonly kind: 'write'; readonly inode: number; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: 'sync'; readonly inode: number }
  | NameStep
  | { readonly kind: 'syncDirectory'; readonly directory: string };

/** One atomic change of a directory: a name given to an inode, a name taken away, or both (a rename). */
export interface NameStep {
  readonly kind: 'name';
  readonly directory: string;
  readonly removes: string | null;
  readonly gives: { readonly path: string; readonly inode: number } | null;
}

export interface RecordedDisk {
  readonly disk: Disk;
  readonly steps: readonly DiskStep[];
}

/** Directories are durable once made; truncating is not recorded, because nothing that is journaled truncates. */
export function recordedDisk(): RecordedDisk {
  const memory = memoryDisk();
  const steps: DiskStep[] = [];
  const inodes = new Map<string, number>();
  let inodeCount = 0;

  const inodeOf = (path: string) => inodes.get(path) ?? -1;
  const named = (path: string) => {
    inodeCount += 1;
    inodes.set(path, inodeCount);
    steps.push({
      kind: 'name',
      directory: parent(path),
      removes: null,
      gives: { path, inode: inodeCount },
    });
    return inodeCount;
  };

  const disk: Disk = {
    list: (directory) => memory.list(directory),
    exists: (path) => memory.exists(path),
    makeDirectory: (path) => memory.makeDirectory(path),
    readFile: (path) => memory.readFile(path),
    open: async (path, mode) => {
      const file = await memory.open(path, mode);
      return recordedFile(file, mode === 'create' ? named(path) : inodeOf(path), steps);
    },
    rename: async (from, to) => {
      await memory.rename(from, to);
      const inode = inodeOf(from);
      inodes.delete(from);
      inodes.set(to, inode);
      steps.push({ kind: 'name', directory: parent(to), removes: from, gives: { path: to, inode } });
    },
    copy: async (from, to) => {
      await memory.copy(from, to);
      const bytes = memory.bytesOf(to).slice();
      steps.push({ kind: 'write', inode: named(to), offset: 0, bytes });
    },
    remove: async (path) => {
      await memory.remove(path);
      inodes.delete(path);
      steps.push({ kind: 'name', directory: parent(path), removes: path, gives: null });
    },
    syncDirectory: async (directory) => {
      await memory.syncDirectory(directory);
      steps.push({ kind: 'syncDirectory', directory });
    },
  };
  return { disk, steps };
}

function recordedFile(file: DiskFile, inode: number, steps: DiskStep[]): DiskFile {
  return {
    write: async (bytes, offset) => {
      const copy = bytes.slice();
      await file.write(bytes, offset);
      steps.push({ kind: 'write', inode, offset, bytes: copy });
    },
    sync: async () => {
      await file.sync();
      steps.push({ kind: 'sync', inode });
    },
    truncate: () => Promise.reject(new Error('a recorded disk does not truncate')),
    read: (offset, length) => file.read(offset, length),
    size: () => file.size(),
    close: () => file.close(),
  };
}

const parent = (path: string) => path.slice(0, path.lastIndexOf('/'));
