/**
 * The file system as the journal and the checkpoints need it. Paths are plain strings; every promise rejects with the
 * operating system's error (`code`: ENOSPC, EIO, EACCES, …). What was written but not synced may be lost, kept in part
 * or reordered by a power loss; a rename is durable only after {@link Disk.syncDirectory}.
 */
export interface Disk {
  list(directory: string): Promise<readonly string[]>;
  exists(path: string): Promise<boolean>;
  makeDirectory(path: string): Promise<void>;
  readFile(path: string): Promise<Uint8Array>;
  open(path: string, mode: 'create' | 'read-write' | 'read'): Promise<DiskFile>;
  rename(from: string, to: string): Promise<void>;
  copy(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  syncDirectory(directory: string): Promise<void>;
}

export interface DiskFile {
  /** Writes all bytes at `offset` or rejects. */
  write(bytes: Uint8Array, offset: number): Promise<void>;
  /** fdatasync: resolves when the file's bytes are on stable storage. */
  sync(): Promise<void>;
  /**
   * {@link write}, then {@link sync}, as one request with one answer: what a journal does for each batch. Resolves with
   * the monotonic time in nanoseconds at which the sync had returned. After it rejected, the same file takes no more.
   */
  writeAndSync(bytes: Uint8Array, offset: number): Promise<bigint>;
  truncate(length: number): Promise<void>;
  read(offset: number, length: number): Promise<Uint8Array>;
  size(): Promise<number>;
  close(): Promise<void>;
}
