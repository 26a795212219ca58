/**
 * Opens a journal directory in a process of its own, as an engine does when it starts, and prints one JSON line of what
 * that took. With `--expose-gc` it tells how much of the memory is the state.
 *
 *     node --conditions=muster-source --expose-gc test/bench/open-once.ts DIRECTORY
 */
import { resourceUsage } from 'node:process';
import { openDirectory } from '../../src/durability/open-directory.ts';
import { systemClock } from '../../src/node/clock.ts';
import { systemDisk } from '../../src/node/disk.ts';

const mebibytes = (bytes: number) => bytes / 1024 / 1024;

const began = process.hrtime.bigint();
const rssBefore = process.memoryUsage().rss;
const opened = await openDirectory({
  disk: systemDisk,
  clock: systemClock,
  directory: process.argv[2] ?? '',
  configuration: { hash: 'ab'.repeat(32), json: '{}' },
});
if ('refusals' in opened) throw new Error(`Expected a sound directory: ${opened.refusals[0]?.reason}`);
const seconds = Number(process.hrtime.bigint() - began) / 1e9;
const rssPeak = resourceUsage().maxRSS * 1024;
globalThis.gc?.();
const { heapUsed } = process.memoryUsage();
await opened.journal.close();
process.stdout.write(
  `${JSON.stringify({
    seconds,
    entries: opened.replayedEntries,
    checkpoint: opened.checkpointUsed?.file ?? null,
    peakMiB: mebibytes(rssPeak - rssBefore),
    stateMiB: mebibytes(heapUsed),
  })}\n`,
);
