/**
 * Memory while a process replays ten million entries from genesis, besides the state that it ends with.
 *
 *     node --conditions=muster-source test/bench/memory.ts
 *
 * Old fills and orders are pruned along the way, so the state stays as large as it ends; what is bounded is everything
 * else: segments being read, entries being decoded, garbage not yet collected.
 */
import { join } from 'node:path';
import { execa } from 'execa';
import type { Fact } from '../../src/core/records.ts';
import { inTemporaryDirectory, report } from './bench-tools.ts';
import { appendFacts, openUnsynced } from './journal-maker.ts';
import { tradingFact, tradingTimeMs } from './trading-facts.ts';

const entries = 10_000_000;
const kept = 500_000;
const pruneEvery = 20_000;

await inTemporaryDirectory(async (root) => {
  const directory = `${root}/data`;
  let newest = 0;
  const live = await openUnsynced(directory, () => tradingTimeMs(newest));
  await appendFacts(live, entries, (number) => {
    newest = number;
    return factOrPrune(number);
  });
  await live.journal.close();
  const { stdout } = await execa(process.execPath, [
    '--conditions=muster-source',
    '--expose-gc',
    join(import.meta.dirname, 'open-once.ts'),
    directory,
  ]);
  const told: { seconds: number; entries: number; peakMiB: number; stateMiB: number } = JSON.parse(stdout);
  if (told.entries < entries) throw new Error(`Expected ${entries} entries to be replayed, got ${stdout}`);
  report('memory.replay-of-10m-entries-peak', told.peakMiB, 'MiB');
  report('memory.replay-of-10m-entries-state', told.stateMiB, 'MiB');
  report('memory.replay-of-10m-entries-besides-state', told.peakMiB - told.stateMiB, 'MiB', { atMost: 512 });
  report('memory.replay-of-10m-entries-rate', told.entries / told.seconds, 'events/s');
});

function factOrPrune(number: number): Fact {
  if (number % pruneEvery !== pruneEvery - 1) return tradingFact(number);
  return { type: 'prune', beforeMs: tradingTimeMs(number - kept) };
}
