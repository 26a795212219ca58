/** lmdb-js as it is meant to be used: callers put and await their commit, and its own thread commits what waits, synced. */
import { open } from 'lmdb';
import { secondsSince } from './bench-tools.ts';

/** Two groups of `callers / 2` take turns, as in the journal's closed loop; records durable per second. */
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
