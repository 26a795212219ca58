import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ExitStatus, exitStatus, usageError } from '../../common/muster-error.ts';
import { exportDirectory, exportTrades } from '../../durability/export-directory.ts';
import { differences, thingsOf } from '../../durability/inspect/difference.ts';
import { overviewOf } from '../../durability/inspect/overview.ts';
import { pictureOf } from '../../durability/inspect/picture.ts';
import { type JournalDirectory, type OnProgress, readDirectory } from '../../durability/inspect/read-directory.ts';
import { PointError, stateAt } from '../../durability/inspect/state-at.ts';
import { verifyDirectory } from '../../durability/inspect/verify.ts';
import { systemDisk } from '../../node/disk.ts';
import { compareWithVenues } from '../compare-trades.ts';
import { comparisonDocument, comparisonLines, type TradesVerdict, tradesVerdict } from '../compare-trades-text.ts';
import { explainedDirectoryError } from '../directory-errors.ts';
import { type NamedPoint, outside } from '../inspect-points.ts';
import { type Progress, startProgress } from '../inspect-progress.ts';
import { differenceLines, overviewLines, pictureLines, verificationLines } from '../inspect-text.ts';
import { print, printError } from '../output.ts';

interface InspectOptions {
  readonly at?: NamedPoint;
  readonly diff?: readonly NamedPoint[];
  readonly verify?: boolean;
  readonly compareTrades?: boolean;
  readonly export?: 'csv' | 'ndjson';
  readonly json?: boolean;
}

/** An answer twice: for programs and for people. */
interface Answer {
  readonly document: unknown;
  readonly lines: readonly string[];
  readonly status: ExitStatus;
}

/** Answers one question about a journal directory and gives the exit status; nothing in the directory changes. */
export async function inspect(directory: string, options: InspectOptions): Promise<number> {
  checkUsage(directory, options);
  const progress = startProgress(process.stderr, () => performance.now());
  try {
    if (options.export !== undefined) {
      await printExport(resolve(directory), options.export);
      return exitStatus.held;
    }
    const answer = await answerTo(options, await readDirectory(systemDisk, resolve(directory)), progress);
    progress.end();
    print(options.json === true ? JSON.stringify(answer.document, amountsAsText) : answer.lines.join('\n'));
    return answer.status;
  } catch (error) {
    progress.end();
    throw explainedDirectoryError(error);
  }
}

function checkUsage(directory: string, options: InspectOptions): void {
  const asked = (['at', 'diff', 'verify', 'compareTrades', 'export'] as const).filter(
    (name) => options[name] !== undefined,
  );
  if (asked.length > 1) {
    const got = asked.map((name) => `--${name === 'compareTrades' ? 'compare-trades' : name}`).join(' and ');
    throw usageError('usage', `Expected one of --at, --diff, --verify, --compare-trades and --export, got ${got}.`);
  }
  if (options.diff !== undefined && options.diff.length !== 2)
    throw usageError('usage', `Expected --diff with two points, got ${options.diff.length}.`);
  if (options.export !== undefined && options.json === true)
    throw usageError('usage', 'Expected --export or --json, got both.');
  if (!existsSync(directory))
    throw usageError('no-such-directory', `Expected a journal directory, found nothing at ${directory}.`);
}

async function answerTo(
  { at, diff, verify, compareTrades, json }: InspectOptions,
  source: JournalDirectory,
  progress: Progress,
): Promise<Answer> {
  const { report } = progress;
  if (at !== undefined) {
    const picture = pictureOf(await stateOf(source, at, report));
    return { document: picture, lines: pictureLines(picture), status: exitStatus.held };
  }
  const [from, to] = diff ?? [];
  if (from !== undefined && to !== undefined) {
    const before = await stateOf(source, from, report);
    const after = await stateOf(source, to, report);
    const changes = differences(thingsOf(before), thingsOf(after));
    const document = { from: before.head.sequence, to: after.head.sequence, changes };
    return { document, lines: differenceLines(changes), status: exitStatus.held };
  }
  if (verify === true) {
    const found = await verifyDirectory(source, report);
    return { document: found, lines: verificationLines(found), status: statusOf(found.damage) };
  }
  if (compareTrades === true) {
    const found = await compareWithVenues(source, {
      environment: process.env,
      report,
      tell(text) {
        progress.end();
        if (json !== true) printError(text);
      },
    });
    return {
      document: comparisonDocument(found),
      lines: comparisonLines(found),
      status: tradesStatus[tradesVerdict(found)],
    };
  }
  const overview = await overviewOf(source, report);
  return { document: overview, lines: overviewLines(overview), status: statusOf(overview.refusals) };
}

const statusOf = (damage: readonly unknown[]) => (damage.length > 0 ? exitStatus.violated : exitStatus.held);

const tradesStatus: Readonly<Record<TradesVerdict, ExitStatus>> = {
  same: exitStatus.held,
  different: exitStatus.violated,
  damaged: exitStatus.violated,
  'not-compared': exitStatus.inconclusive,
};

async function stateOf(source: JournalDirectory, named: NamedPoint, report: OnProgress) {
  try {
    return (await stateAt(source, named.at, report)).state;
  } catch (error) {
    if (error instanceof PointError) throw usageError('no-such-point', outside(named, error));
    throw error;
  }
}

const amountsAsText = (_key: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);

async function printExport(directory: string, format: 'csv' | 'ndjson'): Promise<void> {
  const [rows, lineEnd] = format === 'csv' ? ([exportTrades, '\r\n'] as const) : ([exportDirectory, '\n'] as const);
  let lines: string[] = [];
  for await (const line of rows({ disk: systemDisk, directory })) {
    lines.push(line);
    if (lines.length < 1000) continue;
    printLines(lines, lineEnd);
    lines = [];
  }
  if (lines.length > 0) printLines(lines, lineEnd);
}

/** The last line's end is print's own `\n`, before which a CRLF's first half stands. */
function printLines(lines: readonly string[], lineEnd: string): void {
  print(lines.join(lineEnd) + lineEnd.slice(0, -1));
}
