/**
 * Group commit and single commits of the journal against a bare write + fdatasync of the same bytes, in one run.
 *
 *     node --conditions=muster-source test/bench/journal.ts
 *
 * The bare loop writes over a preallocated file through the same disk port. Medians of 5 rounds, taken in turn.
 */

import type { Journal } from '../../src/durability/journal/journal.ts';
import { openDirectory } from '../../src/durability/open-directory.ts';
import { systemClock } from '../../src/node/clock.ts';
import { systemDisk } from '../../src/node/disk.ts';
import type { Disk } from '../../src/ports/disk.ts';
import { inTemporaryDirectory, median, quantile, report, secondsSince } from './bench-tools.ts';
import { tradingFact } from './trading-facts.ts';

const rounds = 5;
const waiting = 256;
const batchesPerRound = 300;
const singlesPerRound = 500;
let factNumber = 0;

/** Appends `waiting` facts each by itself, as that many callers would, and waits for the last. */
function groupCommit(journal: Journal): Promise<void> {
  return new Promise((resolve) => {
    let open = waiting;
    for (let caller = 0; caller < waiting; caller++) {
      const [entry] = journal.append([tradingFact(factNumber++)]);
      journal.afterDurable(entry?.sequence ?? 0n, () => {
        open -= 1;
        if (open === 0) resolve();
      });
    }
  });
}

async function timed(
  count: number,
  act: () => Promise<void>,
): Promise<{ readonly perSecond: number; readonly p50Ms: number }> {
  const latenciesMs: number[] = [];
  const started = process.hrtime.bigint();
  for (let index = 0; index < count; index++) {
    const began = process.hrtime.bigint();
    await act();
    latenciesMs.push(secondsSince(began) * 1000);
  }
  return { perSecond: count / secondsSince(started), p50Ms: quantile(latenciesMs, 0.5) };
}

/** Bytes the journal writes per batch, empty frames left out: measured, so that the bare loop writes the same. */
function countingDisk(): { readonly disk: Disk; readonly bytesPerSync: () => number } {
  let bytesWritten = 0;
  let syncs = 0;
  const disk: Disk = {
    ...systemDisk,
    open: async (path, mode) => {
      const file = await systemDisk.open(path, mode);
      if (!path.includes('journal-') || path.endsWith('.tmp')) return file;
      return {
        ...file,
        write: (bytes, offset) => {
          if (bytes.length > 64) bytesWritten += bytes.length;
          return file.write(bytes, offset);
        },
        sync: () => {
          syncs += 1;
          return file.sync();
        },
      };
    },
  };
  return {
    disk,
    bytesPerSync() {
      const bytes = Math.round(bytesWritten / Math.max(1, syncs));
      bytesWritten = 0;
      syncs = 0;
      return bytes;
    },
  };
}

await inTemporaryDirectory(async (root) => {
  const { disk, bytesPerSync } = countingDisk();
  const opened = await openDirectory({
    disk,
    clock: systemClock,
    directory: `${root}/data`,
    configuration: { hash: 'ab'.repeat(32), json: '{}' },
    segmentBytes: 64 * 1024 * 1024,
  });
  if ('refusals' in opened) throw new Error('Expected a new directory to open');
  const { journal } = opened;
  const bareSize = 64 * 1024 * 1024;
  const bareFile = await systemDisk.open(`${root}/bare`, 'create');
  await bareFile.write(new Uint8Array(bareSize), 0);
  await bareFile.sync();
  let bareOffset = 0;
  const bare = (bytes: Uint8Array) => async () => {
    if (bareOffset + bytes.length > bareSize) bareOffset = 0;
    await bareFile.write(bytes, bareOffset);
    await bareFile.sync();
    bareOffset += bytes.length;
  };
  const single = () =>
    new Promise<void>((resolve) => {
      const [entry] = journal.append([tradingFact(factNumber++)]);
      journal.afterDurable(entry?.sequence ?? 0n, resolve);
    });

  await timed(50, () => groupCommit(journal));
  bytesPerSync();
  const grouped: number[] = [];
  const groupRatios: number[] = [];
  const singleP50: number[] = [];
  const singleRatios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const group = await timed(batchesPerRound, () => groupCommit(journal));
    const bareGroup = await timed(batchesPerRound, bare(new Uint8Array(bytesPerSync()).fill(1)));
    grouped.push(group.perSecond * waiting);
    groupRatios.push(group.perSecond / bareGroup.perSecond);
    const one = await timed(singlesPerRound, single);
    const bareOne = await timed(singlesPerRound, bare(new Uint8Array(bytesPerSync()).fill(1)));
    singleP50.push(one.p50Ms);
    singleRatios.push(one.p50Ms / bareOne.p50Ms);
  }
  await journal.close();
  await bareFile.close();
  report('journal.group-commit', median(grouped), 'records/s');
  report('journal.group-commit-to-bare', median(groupRatios), 'ratio', { atLeast: 0.7 });
  report('journal.single-p50', median(singleP50), 'ms');
  report('journal.single-p50-to-bare', median(singleRatios), 'ratio', { atMost: 2 });
});
