/**
 * A disk in memory that forgets what was not synced. A file's bytes survive a power loss as of its last sync, a name
 * as of the last sync of its directory; nothing is kept in part or out of order (the kinder kind of loss).
 */
import type { Disk, DiskFile } from '../../src/ports/disk.ts';
import { countedNs, writeThenSync } from './write-then-sync.ts';

interface Inode {
  bytes: Uint8Array;
  synced: Uint8Array;
}

export interface MemoryDisk extends Disk {
  /** Everything unsynced is gone and every open file is dead. */
  powerLoss(): void;
  /** Asked before each operation; an error it returns is what the operation rejects with. */
  onOperation: (operation: DiskOperation, path: string) => Error | null;
  /** The bytes of a file as they stand, to be damaged in place. */
  bytesOf(path: string): Uint8Array;
  setBytes(path: string, bytes: Uint8Array): void;
  /** A second disk with the same content, all of it synced. */
  clone(): MemoryDisk;
}

export type DiskOperation = 'open' | 'write' | 'sync' | 'truncate' | 'rename' | 'copy' | 'remove' | 'syncDirectory';

export function memoryDisk(): MemoryDisk {
  return new SimulatedDisk();
}

class SimulatedDisk implements MemoryDisk {
  onOperation: MemoryDisk['onOperation'] = () => null;
  #directories = new Set<string>();
  #names = new Map<string, Inode>();
  #syncedNames = new Map<string, Inode>();
  #life = 0;
  readonly #monotonicNs = countedNs();

  async list(directory: string): Promise<readonly string[]> {
    if (!this.#directories.has(directory)) throw failure('ENOENT', directory);
    return [...this.#names.keys()]
      .filter((path) => parent(path) === directory)
      .map((path) => path.slice(directory.length + 1));
  }

  async exists(path: string): Promise<boolean> {
    return this.#directories.has(path) || this.#names.has(path);
  }

  async makeDirectory(path: string): Promise<void> {
    this.#directories.add(path);
  }

  async readFile(path: string): Promise<Uint8Array> {
    return this.#inode(path).bytes.slice();
  }

  async open(path: string, mode: 'create' | 'read-write' | 'read'): Promise<DiskFile> {
    this.#check('open', path);
    if (mode === 'create') {
      const known = this.#names.get(path);
      if (known === undefined) this.#names.set(path, { bytes: new Uint8Array(0), synced: new Uint8Array(0) });
      else known.bytes = new Uint8Array(0);
    }
    return this.#file(path, this.#inode(path));
  }

  async rename(from: string, to: string): Promise<void> {
    this.#check('rename', to);
    this.#names.set(to, this.#inode(from));
    this.#names.delete(from);
  }

  async copy(from: string, to: string): Promise<void> {
    this.#check('copy', to);
    this.#names.set(to, { bytes: this.#inode(from).bytes.slice(), synced: new Uint8Array(0) });
  }

  async remove(path: string): Promise<void> {
    this.#check('remove', path);
    this.#inode(path);
    this.#names.delete(path);
  }

  async syncDirectory(directory: string): Promise<void> {
    this.#check('syncDirectory', directory);
    for (const path of this.#syncedNames.keys()) if (parent(path) === directory) this.#syncedNames.delete(path);
    for (const [path, inode] of this.#names) if (parent(path) === directory) this.#syncedNames.set(path, inode);
  }

  powerLoss(): void {
    this.#life += 1;
    this.#names = new Map(this.#syncedNames);
    for (const inode of this.#names.values()) inode.bytes = inode.synced.slice();
  }

  bytesOf(path: string): Uint8Array {
    return this.#inode(path).bytes;
  }

  setBytes(path: string, bytes: Uint8Array): void {
    const inode = { bytes: bytes.slice(), synced: bytes.slice() };
    this.#names.set(path, inode);
    this.#syncedNames.set(path, inode);
  }

  clone(): MemoryDisk {
    const copy = new SimulatedDisk();
    for (const directory of this.#directories) copy.#directories.add(directory);
    for (const [path, inode] of this.#names) copy.setBytes(path, inode.bytes);
    return copy;
  }

  #inode(path: string): Inode {
    const inode = this.#names.get(path);
    if (inode === undefined) throw failure('ENOENT', path);
    return inode;
  }

  #check(operation: DiskOperation, path: string): void {
    const error = this.onOperation(operation, path);
    if (error !== null) throw error;
  }

  #file(path: string, inode: Inode): DiskFile {
    const life = this.#life;
    const alive = (operation: DiskOperation | null) => {
      if (life !== this.#life) throw failure('EIO', path);
      if (operation !== null) this.#check(operation, path);
    };
    const file: Omit<DiskFile, 'writeAndSync'> = {
      write: async (bytes, offset) => {
        alive('write');
        const end = offset + bytes.length;
        if (end > inode.bytes.length) {
          const grown = new Uint8Array(end);
          grown.set(inode.bytes);
          inode.bytes = grown;
        }
        inode.bytes.set(bytes, offset);
      },
      sync: async () => {
        alive('sync');
        inode.synced = inode.bytes.slice();
      },
      truncate: async (length) => {
        alive('truncate');
        const resized = new Uint8Array(length);
        resized.set(inode.bytes.subarray(0, length));
        inode.bytes = resized;
      },
      read: async (offset, length) => {
        alive(null);
        return inode.bytes.slice(offset, offset + length);
      },
      size: async () => inode.bytes.length,
      close: async () => {},
    };
    return { ...file, writeAndSync: writeThenSync(file, this.#monotonicNs) };
  }
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function failure(code: 'ENOENT' | 'EIO', path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
