/**
 * A disk in memory that writes down every step it was asked for, by inode and in order, so that the power losses of a
 * whole workload can be derived from one run of it (power-losses.ts). Steps are written down when they take effect: a
 * sync that stands in the list has done its work, one that does not may not have.
 */
import type { Disk, DiskFile } from '../../src/ports/disk.ts';
import { memoryDisk } from './disk.ts';
import { writeThenSync } from './write-then-sync.ts';

export type DiskStep =
  | WriteStep
  | TruncateStep
  | NameStep
  | { readonly kind: 'sync'; readonly inode: number }
  | { readonly kind: 'syncDirectory'; readonly directory: string };

export interface WriteStep {
  readonly kind: 'write';
  readonly inode: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Shorter: what stood behind is gone. Longer: zeros follow. */
export interface TruncateStep {
  readonly kind: 'truncate';
  readonly inode: number;
  readonly length: number;
}

/** One atomic change of a directory: a name given to an inode, a name taken away, or both (a rename). */
export interface NameStep {
  readonly kind: 'name';
  readonly directory: string;
  readonly removes: string | null;
  readonly gives: { readonly path: string; readonly inode: number } | null;
}

/** What stood durably on the disk before the first step, and the steps. */
export interface Recording {
  readonly initial: readonly { readonly path: string; readonly inode: number; readonly bytes: Uint8Array }[];
  readonly steps: readonly DiskStep[];
}

export interface RecordedDisk extends Recording {
  readonly disk: Disk;
}

/** Directories are durable once made. With `files`, by path, the disk holds these durably from the start. */
export function recordedDisk(files: ReadonlyMap<string, Uint8Array> = new Map()): RecordedDisk {
  const memory = memoryDisk();
  const steps: DiskStep[] = [];
  const inodes = new Map<string, number>();
  let inodeCount = 0;

  const inodeOf = (path: string) => inodes.get(path) ?? -1;
  const newInode = (path: string) => {
    inodeCount += 1;
    inodes.set(path, inodeCount);
    return inodeCount;
  };
  const named = (path: string) => {
    const inode = newInode(path);
    steps.push({ kind: 'name', directory: parent(path), removes: null, gives: { path, inode } });
    return inode;
  };
  const initial = [...files].map(([path, bytes]) => {
    void memory.makeDirectory(parent(path));
    memory.setBytes(path, bytes);
    return { path, inode: newInode(path), bytes };
  });

  const disk: Disk = {
    list: (directory) => memory.list(directory),
    exists: (path) => memory.exists(path),
    makeDirectory: (path) => memory.makeDirectory(path),
    readFile: (path) => memory.readFile(path),
    open: async (path, mode) => {
      const file = await memory.open(path, mode);
      const known = inodes.get(path);
      if (known === undefined) return recordedFile(file, named(path), steps);
      // A known file is emptied, not replaced: its old bytes may outlive the emptying.
      if (mode === 'create') steps.push({ kind: 'truncate', inode: known, length: 0 });
      return recordedFile(file, known, steps);
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
  return { disk, initial, steps };
}

function recordedFile(file: DiskFile, inode: number, steps: DiskStep[]): DiskFile {
  const recorded: Omit<DiskFile, 'writeAndSync'> = {
    write: async (bytes, offset) => {
      const copy = bytes.slice();
      await file.write(bytes, offset);
      steps.push({ kind: 'write', inode, offset, bytes: copy });
    },
    sync: async () => {
      await file.sync();
      steps.push({ kind: 'sync', inode });
    },
    truncate: async (length) => {
      await file.truncate(length);
      steps.push({ kind: 'truncate', inode, length });
    },
    read: (offset, length) => file.read(offset, length),
    size: () => file.size(),
    close: () => file.close(),
  };
  return { ...recorded, writeAndSync: writeThenSync(recorded) };
}

const parent = (path: string) => path.slice(0, path.lastIndexOf('/'));
