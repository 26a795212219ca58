import { constants } from 'node:fs';
import { access, copyFile, type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import type { Disk, DiskFile } from '../ports/disk.ts';
import { Writer } from './writer/writer.ts';

const openFlags = { create: 'w+', 'read-write': 'r+', read: 'r' } as const;

/** The machine's file system. */
export const systemDisk: Disk = {
  list: (directory) => readdir(directory),
  exists: (path) =>
    access(path, constants.F_OK).then(
      () => true,
      () => false,
    ),
  makeDirectory: async (path) => {
    await mkdir(path, { recursive: true });
  },
  readFile: (path) => readFile(path),
  open: async (path, mode) => diskFile(path, await open(path, openFlags[mode])),
  rename,
  copy: (from, to) => copyFile(from, to),
  remove: (path) => rm(path),
  syncDirectory: async (directory) => {
    const handle = await open(directory, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

let writer: Writer | null = null;

/** One for the process, made when it is first needed: batches of a journal never wait for anything but the disk. */
function journalWriter(): Writer {
  writer ??= new Writer();
  return writer;
}

function diskFile(path: string, handle: FileHandle): DiskFile {
  /** A file that is written in the thread once is always written there. */
  let threaded = false;
  return {
    async write(bytes, offset) {
      if (threaded) return journalWriter().write(handle.fd, bytes, offset);
      for (let written = 0; written < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, offset + written);
        if (bytesWritten === 0)
          throw Object.assign(new Error(`${path}: the disk took no bytes at ${offset + written}`), { code: 'EIO' });
        written += bytesWritten;
      }
    },
    sync: () => handle.datasync(),
    writeAndSync(bytes, offset) {
      threaded = true;
      return journalWriter().writeAndSync(handle.fd, bytes, offset);
    },
    truncate: (length) => handle.truncate(length),
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    },
    size: async () => (await handle.stat()).size,
    close: () => handle.close(),
  };
}
