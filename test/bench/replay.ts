/**
 * Opening a journal of 300 000 entries without a checkpoint: reading, checksums, decoding, applying, comparing the
 * state's hash at every batch; against reading and checksumming the same files alone.
 *
 *     node --conditions=muster-source test/bench/replay.ts
 */

import { checksum } from '../../src/durability/checksum.ts';
import { openDirectory } from '../../src/durability/open-directory.ts';
import { systemClock } from '../../src/node/clock.ts';
import { systemDisk } from '../../src/node/disk.ts';
import { inTemporaryDirectory, median, report, secondsSince } from './bench-tools.ts';
import { tradingFact } from './trading-facts.ts';

const rounds = 5;
const entries = 300_000;
const entriesPerBatch = 64;

await inTemporaryDirectory(async (root) => {
  const directory = `${root}/data`;
  const open = async () => {
    const opened = await openDirectory({
      disk: systemDisk,
      clock: systemClock,
      directory,
      configuration: { hash: 'ab'.repeat(32), json: '{}' },
    });
    if ('refusals' in opened) throw new Error(`Expected a sound directory: ${opened.refusals[0]?.reason}`);
    return opened;
  };
  const writer = await open();
  for (let number = 0; number < entries; number += entriesPerBatch) {
    const facts = Array.from({ length: entriesPerBatch }, (_, index) => tradingFact(number + index));
    const last = writer.journal.append(facts).at(-1);
    await new Promise<void>((resolve) => writer.journal.afterDurable(last?.sequence ?? 0n, resolve));
  }
  await writer.journal.close();

  const rates: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedReading = process.hrtime.bigint();
    for (const name of await systemDisk.list(directory)) {
      if (name.startsWith('journal-')) checksum(await systemDisk.readFile(`${directory}/${name}`));
    }
    const readingSeconds = secondsSince(startedReading);
    const startedReplay = process.hrtime.bigint();
    const { journal, replayedEntries } = await open();
    const replaySeconds = secondsSince(startedReplay);
    await journal.close();
    rates.push(replayedEntries / replaySeconds);
    ratios.push(readingSeconds / replaySeconds);
  }
  report('replay.events', median(rates), 'events/s', { atLeast: 1_000_000 });
  report('replay.to-reading-and-checksumming', median(ratios), 'ratio', { atLeast: 0.4 });
});
