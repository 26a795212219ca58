/** `muster replay`: what was recorded, once more; the decisions made from it are made again and compared. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readRecordedTrades } from '../../../simulators/venue/server/read-recorded-trades.ts';
import { type ExitStatus, exitStatus, MusterError, usageError } from '../../common/muster-error.ts';
import { readDirectory } from '../../durability/inspect/read-directory.ts';
import { replayDirectory } from '../../engine/market/replay-directory.ts';
import { systemClock } from '../../node/clock.ts';
import { systemDisk } from '../../node/disk.ts';
import { explainedDirectoryError } from '../directory-errors.ts';
import { startProgress } from '../inspect-progress.ts';
import { type Interrupt, onInterrupt } from '../interrupt.ts';
import { print, printError } from '../output.ts';
import { type Moment, play, type Speed } from '../play.ts';
import { readableMarket } from '../ready.ts';
import { type ReplayVerdict, replayDocument, summaryLines, verdictOf } from '../replay-text.ts';
import { ReplayTimeline } from '../replay-timeline.ts';
import { tradeMoments, tradesDocument, tradesLines } from '../trades-text.ts';

interface ReplayOptions {
  readonly speed?: Speed;
  readonly json?: boolean;
}

/** Replays a directory or plays a file, and gives the exit status; nothing is changed or sent. */
export async function replay(place: string, options: ReplayOptions): Promise<number> {
  if (options.speed !== undefined && options.json === true)
    throw usageError('usage', 'Expected --speed or --json, got both: the document is made at once.');
  return isDirectory(place) ? replayJournal(place, options) : replayTrades(place, options);
}

function isDirectory(place: string): boolean {
  try {
    const found = statSync(place, { throwIfNoEntry: false });
    if (found !== undefined) return found.isDirectory();
  } catch (error) {
    throw explainedDirectoryError(error);
  }
  throw usageError('no-such-directory', `Expected a journal directory or a file of trades, found nothing at ${place}.`);
}

async function replayJournal(directory: string, options: ReplayOptions): Promise<number> {
  const interrupt = onInterrupt('the summary follows', printError);
  const progress = startProgress(process.stderr, () => performance.now());
  const timeline = new ReplayTimeline();
  try {
    const source = await readDirectory(systemDisk, resolve(directory));
    const onEvent = options.json === true ? () => {} : timeline.see;
    const found = await replayDirectory(source, { onEvent }, (share) => {
      progress.report(share);
      if (interrupt.happened())
        throw new MusterError(
          exitStatus.inconclusive,
          'interrupted',
          'Interrupted while reading: nothing was compared.',
        );
    });
    progress.end();
    if (options.json === true) print(JSON.stringify(replayDocument(directory, found)));
    const interrupted = options.json !== true && (await shown(timeline.end(), options, interrupt));
    if (options.json !== true) print(summaryLines(directory, found).join('\n'));
    return interrupted ? exitStatus.inconclusive : statusOf[verdictOf(found)];
  } catch (error) {
    throw explainedDirectoryError(error);
  } finally {
    progress.end();
    interrupt.remove();
  }
}

const statusOf: Readonly<Record<ReplayVerdict, ExitStatus>> = {
  same: exitStatus.held,
  different: exitStatus.violated,
  damaged: exitStatus.violated,
  incomplete: exitStatus.inconclusive,
  'nothing-compared': exitStatus.inconclusive,
};

async function replayTrades(file: string, options: ReplayOptions): Promise<number> {
  const recorded = readableMarket(() => readRecordedTrades(file));
  if (options.json === true) {
    print(JSON.stringify(tradesDocument(file, recorded)));
    return exitStatus.held;
  }
  const interrupt = onInterrupt('the summary follows', printError);
  try {
    const interrupted = await shown(tradeMoments(recorded), options, interrupt);
    print(tradesLines(recorded).join('\n'));
    return interrupted ? exitStatus.inconclusive : exitStatus.held;
  } finally {
    interrupt.remove();
  }
}

/** Shows the moments at the speed, and says whether that was interrupted. */
async function shown(moments: readonly Moment[], { speed }: ReplayOptions, interrupt: Interrupt): Promise<boolean> {
  const abort = new AbortController();
  interrupt.install(() => abort.abort());
  const count = await play(moments, {
    speed: speed ?? 'max',
    clock: systemClock,
    signal: abort.signal,
    show: (lines) => print(lines.join('\n')),
    tell: printError,
  });
  print(count < moments.length ? `\ninterrupted: ${count} of ${moments.length} moments were shown\n` : '');
  return count < moments.length;
}
