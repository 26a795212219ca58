/**
 * Group commit and single commits of the journal, in one run with what they are compared with.
 *
 *     node --conditions=muster-source test/bench/journal.ts
 *
 * - Closed loop of 512 callers: while a batch of 256 is being synced the next 256 records wait. A group appends again as
 *   soon as its last record is released.
 * - Bare: a loop of write + fdatasync over a preallocated file, the calls made synchronously in this thread (the fastest
 *   way Node has), with as many bytes per sync as the journal was seen to write.
 * - node:sqlite: WAL, synchronous=FULL, one transaction for as many rows as the journal's batches had records.
 * - lmdb-js: as many callers, records and bytes, committed by its own thread.
 * - The share of a single commit that passes inside the writer thread is not measured here.
 *
 * Medians of 5 rounds, taken in turn.
 */

import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Journal } from '../../src/durability/journal/journal.ts';
import { openDirectory } from '../../src/durability/open-directory.ts';
import { systemClock } from '../../src/node/clock.ts';
import { systemDisk } from '../../src/node/disk.ts';
import type { Disk } from '../../src/ports/disk.ts';
import { inTemporaryDirectory, median, quantile, report, secondsSince } from './bench-tools.ts';
import { lmdbRecordsPerSecond } from './lmdb-rate.ts';
import { tradingFact } from './trading-facts.ts';

const rounds = 5;
const callers = 512;
const recordsPerRound = 256 * 240;
const singlesPerRound = 500;
let factNumber = 0;

/** Two groups of callers take turns; resolves once `recordsPerRound` records are durable. */
function closedLoop(journal: Journal): Promise<void> {
  return new Promise((resolve) => {
    let released = 0;
    /** Appends one record for each caller of the group, and `then` once all are released. */
    const group = (then: () => void) => {
      let open = callers / 2;
      for (let caller = 0; caller < callers / 2; caller++) {
        const [entry] = journal.append([tradingFact(factNumber++)]);
        journal.afterDurable(entry?.sequence ?? 0n, () => {
          released += 1;
          open -= 1;
          if (released === recordsPerRound) resolve();
          else if (open === 0 && released < recordsPerRound - callers / 2) then();
        });
      }
    };
    const first = () => group(first);
    // A tick later, so that the other group's batch is in flight and the two never share one.
    const second = () => setImmediate(() => group(second));
    first();
    second();
  });
}

/** Batches and bytes that the journal had synced: counted, so that the others do the same work. */
function countingDisk() {
  let batches = 0;
  let bytes = 0;
  const disk: Disk = {
    ...systemDisk,
    open: async (path, mode) => {
      const file = await systemDisk.open(path, mode);
      return {
        ...file,
        writeAndSync: (batch, offset) => {
          batches += 1;
          bytes += batch.length;
          return file.writeAndSync(batch, offset);
        },
      };
    },
  };
  return {
    disk,
    take() {
      const taken = { batches, bytesPerSync: Math.round(bytes / Math.max(1, batches)) };
      batches = 0;
      bytes = 0;
      return taken;
    },
  };
}

const bareBytes = 64 * 1024 * 1024;

/** Write + fdatasync, `count` times; the rate and the median of one. */
function bareLoop(fd: number, count: number, bytesPerSync: number) {
  const bytes = new Uint8Array(bytesPerSync).fill(1);
  const latenciesMs: number[] = [];
  const started = process.hrtime.bigint();
  const places = Math.floor(bareBytes / bytes.length);
  for (let index = 0; index < count; index++) {
    const began = process.hrtime.bigint();
    writeSync(fd, bytes, 0, bytes.length, (index % places) * bytes.length);
    fdatasyncSync(fd);
    latenciesMs.push(secondsSince(began) * 1000);
  }
  return { perSecond: count / secondsSince(started), p50Ms: quantile(latenciesMs, 0.5) };
}

function sqliteRowsPerSecond(file: string, rowsPerTransaction: number, bytesPerRow: number): number {
  const database = new DatabaseSync(file);
  try {
    database.exec(
      'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE rows (id INTEGER PRIMARY KEY, bytes BLOB)',
    );
    const insert = database.prepare('INSERT INTO rows (bytes) VALUES (?)');
    const row = new Uint8Array(bytesPerRow).fill(1);
    const transactions = 50;
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

await inTemporaryDirectory(async (root) => {
  const { disk, take } = countingDisk();
  const opened = await openDirectory({
    disk,
    clock: systemClock,
    directory: `${root}/data`,
    configuration: { hash: 'ab'.repeat(32), json: '{}' },
    segmentBytes: 64 * 1024 * 1024,
  });
  if ('refusals' in opened) throw new Error('Expected a new directory to open');
  const { journal } = opened;
  const preallocated = await systemDisk.open(`${root}/bare`, 'create');
  await preallocated.write(new Uint8Array(bareBytes), 0);
  await preallocated.sync();
  await preallocated.close();
  const fd = openSync(`${root}/bare`, 'r+');
  const single = () =>
    new Promise<void>((resolve) => {
      const [entry] = journal.append([tradingFact(factNumber++)]);
      journal.afterDurable(entry?.sequence ?? 0n, resolve);
    });

  await closedLoop(journal);
  take();
  const perSecond: number[] = [];
  const recordsPerBatch: number[] = [];
  const bytesPerRecord: number[] = [];
  const toBare: number[] = [];
  const toSqlite: number[] = [];
  const toLmdb: number[] = [];
  const singleP50: number[] = [];
  const singleToBare: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = process.hrtime.bigint();
    await closedLoop(journal);
    const seconds = secondsSince(started);
    const { batches, bytesPerSync } = take();
    const records = recordsPerRound / batches;
    perSecond.push(recordsPerRound / seconds);
    recordsPerBatch.push(records);
    bytesPerRecord.push(bytesPerSync / records);
    toBare.push(batches / seconds / bareLoop(fd, batches, bytesPerSync).perSecond);
    const rows = sqliteRowsPerSecond(`${root}/rows-${round}`, Math.round(records), Math.round(bytesPerSync / records));
    toSqlite.push(recordsPerRound / seconds / rows);
    const bytes = Math.round(bytesPerSync / records);
    const lmdb = await lmdbRecordsPerSecond(`${root}/lmdb-${round}`, recordsPerRound, callers, bytes);
    toLmdb.push(recordsPerRound / seconds / lmdb);

    const latenciesMs: number[] = [];
    for (let index = 0; index < singlesPerRound; index++) {
      const began = process.hrtime.bigint();
      await single();
      latenciesMs.push(secondsSince(began) * 1000);
    }
    const p50Ms = quantile(latenciesMs, 0.5);
    singleP50.push(p50Ms);
    singleToBare.push(p50Ms / bareLoop(fd, singlesPerRound, take().bytesPerSync).p50Ms);
  }
  await journal.close();
  closeSync(fd);
  report('journal.group-commit', median(perSecond), 'records/s');
  report('journal.group-commit-records-per-batch', median(recordsPerBatch), 'records');
  report('journal.group-commit-bytes-per-record', median(bytesPerRecord), 'bytes');
  report('journal.group-commit-to-bare', median(toBare), 'ratio', { atLeast: 0.7 });
  report('journal.group-commit-to-sqlite', median(toSqlite), 'ratio', { atLeast: 5 });
  report('journal.group-commit-to-lmdb', median(toLmdb), 'ratio', { atLeast: 3 });
  report('journal.single-p50', median(singleP50), 'ms');
  report('journal.single-p50-to-bare', median(singleToBare), 'ratio', { atMost: 2 });
});
