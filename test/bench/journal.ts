/**
 * Group commit and single commits of the journal, in one run with what they are compared with.
 *
 *     node --conditions=muster-source test/bench/journal.ts
 *
 * - Closed loop of 512 callers: while a batch of 256 is being synced the next 256 records wait. A group appends again as
 *   soon as its last record is released. The facts are made before the clock starts; what is timed is the journal's whole
 *   way: placing, applying, encoding, summing, hashing the state, writing, syncing, releasing.
 * - Two kinds of records, both of 64 to 128 bytes: places up to which a venue was read, whose application is nearly
 *   free, so that the figure is the journal's own; and a day of making markets, whose application is the core's.
 * - Bare, node:sqlite, lmdb-js: see rivals.ts. Each does as many syncs of as many bytes as the journal was seen to do.
 * - One at a time: a caller appends when its last record was released. Inside the writer thread: from its waking up with a
 *   batch to its answer.
 *
 * Medians of 5 rounds, taken in turn.
 */
import { closeSync, openSync } from 'node:fs';
import { BroadcastChannel } from 'node:worker_threads';
import type { Fact } from '../../src/core/records.ts';
import type { Journal } from '../../src/durability/journal/journal.ts';
import { openDirectory } from '../../src/durability/open-directory.ts';
import { systemClock } from '../../src/node/clock.ts';
import { systemDisk } from '../../src/node/disk.ts';
import { Writer } from '../../src/node/writer/writer.ts';
import type { Disk } from '../../src/ports/disk.ts';
import { type Bar, inTemporaryDirectory, median, quantile, report, secondsSince } from './bench-tools.ts';
import { BareLoop, lmdbRecordsPerSecond, sqliteRowsPerSecond } from './rivals.ts';
import { cursorFact, tradingFact } from './trading-facts.ts';

const rounds = 5;
const callers = 512;
const groupSize = callers / 2;
const recordsPerRound = groupSize * 240;
const singlesPerRound = 500;
const sqliteTransactions = 50;

/** Two groups of callers take turns with `facts`; resolves once `recordsPerRound` records are durable. */
function closedLoop(journal: Journal, facts: readonly (readonly Fact[])[]): Promise<void> {
  return new Promise((resolve) => {
    let appended = 0;
    let released = 0;
    /** Appends one record for each caller of the group, and `then` once all are released. */
    const group = (then: () => void) => {
      let open = groupSize;
      for (let caller = 0; caller < groupSize; caller++) {
        const [entry] = journal.append(facts[appended++] ?? []);
        journal.afterDurable(entry?.sequence ?? 0n, () => {
          released += 1;
          open -= 1;
          if (released === recordsPerRound) resolve();
          else if (open === 0 && released < recordsPerRound - groupSize) then();
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

/** Figures by name, a value for each round. */
class Rounds {
  readonly #values = new Map<string, number[]>();

  add(name: string, value: number): void {
    this.#values.set(name, [...(this.#values.get(name) ?? []), value]);
  }

  report(name: string, unit: string, bar?: Bar): void {
    report(`journal.${name}`, median(this.#values.get(name) ?? []), unit, bar);
  }
}

interface Bench {
  readonly root: string;
  readonly journal: Journal;
  readonly bare: BareLoop;
  readonly take: ReturnType<typeof countingDisk>['take'];
}

let factNumber = 0;

async function groupCommit({ root, journal, bare, take }: Bench, kind: string, make: (number: number) => Fact) {
  const figures = new Rounds();
  for (let round = -1; round < rounds; round++) {
    const facts = Array.from({ length: recordsPerRound + callers }, () => [make(factNumber++)]);
    take();
    const started = process.hrtime.bigint();
    await closedLoop(journal, facts);
    const seconds = secondsSince(started);
    const { batches, bytesPerSync } = take();
    if (round < 0) continue;
    const perSecond = recordsPerRound / seconds;
    const records = recordsPerRound / batches;
    const bytes = Math.round(bytesPerSync / records);
    const rows = (transactions: number, perTransaction: number) =>
      sqliteRowsPerSecond(`${root}/${kind}-${round}-${perTransaction}`, transactions, perTransaction, bytes);
    figures.add(kind, perSecond);
    figures.add(`${kind}-records-per-batch`, records);
    figures.add(`${kind}-bytes-per-record`, bytes);
    figures.add(`${kind}-to-bare`, batches / seconds / bare.run(batches, bytesPerSync).perSecond);
    figures.add(`${kind}-to-sqlite`, perSecond / rows(5 * sqliteTransactions, 1));
    figures.add(`${kind}-to-sqlite-batched-by-hand`, perSecond / rows(sqliteTransactions, Math.round(records)));
    const lmdb = await lmdbRecordsPerSecond(`${root}/lmdb-${kind}-${round}`, recordsPerRound, callers, bytes);
    figures.add(`${kind}-to-lmdb`, perSecond / lmdb);
  }
  figures.report(kind, 'records/s');
  figures.report(`${kind}-records-per-batch`, 'records');
  figures.report(`${kind}-bytes-per-record`, 'bytes');
  figures.report(`${kind}-to-bare`, 'ratio', { atLeast: 0.7 });
  figures.report(`${kind}-to-lmdb`, 'ratio', { atLeast: 3 });
  figures.report(`${kind}-to-sqlite`, 'ratio', { atLeast: 5 });
  figures.report(`${kind}-to-sqlite-batched-by-hand`, 'ratio');
}

async function oneAtATime({ root, journal, bare, take }: Bench): Promise<void> {
  const figures = new Rounds();
  const inside = await timedWriter(`${root}/timed`);
  for (let round = 0; round < rounds; round++) {
    take();
    const latenciesMs: number[] = [];
    for (let index = 0; index < singlesPerRound; index++) {
      const began = process.hrtime.bigint();
      await new Promise<void>((resolve) => {
        const [entry] = journal.append([tradingFact(factNumber++)]);
        journal.afterDurable(entry?.sequence ?? 0n, resolve);
      });
      latenciesMs.push(secondsSince(began) * 1000);
    }
    const { bytesPerSync } = take();
    const p50Ms = quantile(latenciesMs, 0.5);
    const insideP50Ms = await inside.run(singlesPerRound, bytesPerSync);
    const barely = bare.run(singlesPerRound, bytesPerSync).p50Ms;
    figures.add('single-p50', p50Ms);
    figures.add('single-p50-to-bare', p50Ms / barely);
    figures.add('single-inside-writer-thread-p50-to-bare', insideP50Ms / barely);
  }
  inside.close();
  figures.report('single-p50', 'ms');
  figures.report('single-p50-to-bare', 'ratio', { atMost: 2 });
  figures.report('single-inside-writer-thread-p50-to-bare', 'ratio', { atMost: 1.25 });
}

/** The writer with a stopwatch inside its thread. */
async function timedWriter(file: string) {
  const channel = new BroadcastChannel('timed-writer-thread');
  const times: number[] = [];
  let told: () => void = () => {};
  channel.onmessage = ({ data }: { data: unknown }) => {
    if (Array.isArray(data)) times.push(...data);
    told();
  };
  const writer = new Writer(new URL('./timed-writer-thread.ts', import.meta.url));
  const preallocated = await systemDisk.open(file, 'create');
  await preallocated.write(new Uint8Array(1024 * 1024), 0);
  await preallocated.sync();
  await preallocated.close();
  const descriptor = openSync(file, 'r+');
  return {
    /** The median from waking up to the answer, ms. */
    async run(count: number, bytesPerSync: number): Promise<number> {
      times.length = 0;
      const bytes = new Uint8Array(bytesPerSync).fill(1);
      for (let index = 0; index < count; index++) await writer.writeAndSync(descriptor, bytes, (index % 1000) * 512);
      while (times.length < count) await new Promise<void>((resolve) => (told = resolve));
      return quantile(times, 0.5) / 1e6;
    },
    close() {
      channel.close();
      closeSync(descriptor);
    },
  };
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
  const bench = { root, journal, bare: new BareLoop(`${root}/bare`), take };
  await groupCommit(bench, 'group-commit', cursorFact);
  await groupCommit(bench, 'group-commit-of-trading', tradingFact);
  await oneAtATime(bench);
  await journal.close();
  bench.bare.close();
});
