/** What the journal is compared with, each doing as many syncs of as many bytes: bare calls, node:sqlite and lmdb-js. */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { open } from 'lmdb';
import { quantile, secondsSince } from './bench-tools.ts';

const preallocatedBytes = 64 * 1024 * 1024;

/** Write + fdatasync over a preallocated file, called synchronously in one thread: the fastest way Node has. */
export class BareLoop {
  readonly #descriptor: number;

  constructor(file: string) {
    this.#descriptor = openSync(file, 'w+');
    writeSync(this.#descriptor, new Uint8Array(preallocatedBytes), 0, preallocatedBytes, 0);
    fdatasyncSync(this.#descriptor);
  }

  /** Syncs per second and the median of one, ms. */
  run(syncs: number, bytesPerSync: number): { readonly perSecond: number; readonly p50Ms: number } {
    const bytes = new Uint8Array(bytesPerSync).fill(1);
    const places = Math.floor(preallocatedBytes / bytes.length);
    const latenciesMs: number[] = [];
    const started = process.hrtime.bigint();
    for (let index = 0; index < syncs; index++) {
      const began = process.hrtime.bigint();
      writeSync(this.#descriptor, bytes, 0, bytes.length, (index % places) * bytes.length);
      fdatasyncSync(this.#descriptor);
      latenciesMs.push(secondsSince(began) * 1000);
    }
    return { perSecond: syncs / secondsSince(started), p50Ms: quantile(latenciesMs, 0.5) };
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** Rows durable per second with WAL and synchronous=FULL. `rowsPerTransaction` 1 is what concurrent callers get: node:sqlite has no group commit. */
export function sqliteRowsPerSecond(
  file: string,
  transactions: number,
  rowsPerTransaction: number,
  bytes: number,
): number {
  const database = new DatabaseSync(file);
  try {
    database.exec(
      'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE rows (id INTEGER PRIMARY KEY, bytes BLOB)',
    );
    const insert = database.prepare('INSERT INTO rows (bytes) VALUES (?)');
    const row = new Uint8Array(bytes).fill(1);
    const started = process.hrtime.bigint();
    for (let transaction = 0; transaction < transactions; transaction++) {
      database.exec('BEGIN');
      for (let index = 0; index < rowsPerTransaction; index++) insert.run(row);
      database.exec('COMMIT');
    }
    return (transactions * rowsPerTransaction) / secondsSince(started);
  } finally {
    database.close();
  }
}

/** lmdb-js as it is meant to be used: callers put and await their commit, and its own thread commits what waits, synced. */
export async function lmdbRecordsPerSecond(
  folder: string,
  records: number,
  callers: number,
  bytesPerRecord: number,
): Promise<number> {
  const database = open({ path: folder, encoding: 'binary', keyEncoding: 'uint32' });
  const bytes = Buffer.alloc(bytesPerRecord, 1);
  let key = 0;
  const group = async () => {
    while (key < records) {
      const puts: Promise<boolean>[] = [];
      for (let caller = 0; caller < callers / 2; caller++) puts.push(database.put(key++, bytes));
      await Promise.all(puts);
    }
  };
  const started = process.hrtime.bigint();
  await Promise.all([group(), group()]);
  const seconds = secondsSince(started);
  await database.close();
  return key / seconds;
}
