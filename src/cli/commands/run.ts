/** `muster run`: resolve, run, record, report, and the exit status. */
import { lstatSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { readRecordedTrades } from '../../../simulators/venue/server/read-recorded-trades.ts';
import { exitStatus, usageError } from '../../common/muster-error.ts';
import { type CatalogueEntry, drillFile, readCatalogue, resolveDrill, resolveProfile } from '../../drill/catalogue.ts';
import { newRunName, type RunContext } from '../../drill/context.ts';
import { assembleRunRecord, type RunDescription } from '../../drill/run-record.ts';
import type { RunRecord } from '../../record/schema.ts';
import { renderJson, renderSummary } from '../../report/index.ts';
import { inspectToxiproxy } from '../../topology/inspect-toxiproxy.ts';
import { readConfig } from '../config.ts';
import { onInterrupt } from '../interrupt.ts';
import { makeFolder } from '../make-folder.ts';
import { colourAllowed, columnsOf, print, printError, whenReaderGone } from '../output.ts';
import { readableMarket } from '../ready.ts';
import { runDrills } from '../run-drills.ts';
import { writeReports } from '../write-reports.ts';

export interface RunOptions {
  readonly profile?: string;
  readonly config?: string;
  readonly repeat?: number;
  readonly seed?: number;
  readonly market?: string;
  readonly runtime: Runtime;
  readonly toxiproxy?: string;
  readonly keep?: boolean;
  readonly out: string;
  readonly json?: boolean;
}

type Runtime = RunRecord['environment']['runtime'];

const defaultProfile = 'smoke';
const defaultSeed = 1;

export async function run(names: readonly string[], options: RunOptions): Promise<number> {
  const { drills, profile } = select(names, options.profile);
  if (options.market !== undefined) readableMarket(() => readRecordedTrades(options.market ?? ''));
  const config = await readConfig(options.config);
  const say = options.json === true ? printError : print;
  // Before a folder is made: what the machine lacks is said at once.
  const image = await imageFor(options.runtime, config.engine?.command, say);
  const toxiproxy = options.toxiproxy === undefined ? null : await inspectToxiproxy(resolve(options.toxiproxy));
  const name = newRunName(new Date(), Math.random);
  const context: RunContext = {
    run: name,
    folder: makeRunFolder(options.out, name),
    seed: options.seed ?? defaultSeed,
    market: options.market === undefined ? null : resolve(options.market),
    repetitions: options.repeat ?? 1,
    keep: options.keep === true,
    engineCommand: config.engine?.command ?? null,
    image,
    toxiproxy,
  };
  say(
    `Muster runs ${drills.map((drill) => drill.code).join(', ')} on simulated venues of this machine; nothing leaves it.`,
  );
  const record = await runAndRecord(
    { context, drills, profile, command: `muster ${commandLine(names, options)}` },
    say,
  );
  await writeReports(record, context.folder);
  pointLatest(options.out, context.folder);
  if (options.json === true) print(renderJson(record));
  else say(renderSummary(record, { columns: columnsOf(process.stdout), colour: colourAllowed(process.stdout) }));
  say(`Report: ${join(relative('.', context.folder) || '.', 'report.html')}`);
  for (const line of nextSteps(record, context, options)) say(line);
  return statusOf(record);
}

async function imageFor(
  runtime: Runtime,
  engineCommand: readonly string[] | undefined,
  say: (line: string) => void,
): Promise<RunContext['image']> {
  if (runtime === 'process') return null;
  if (engineCommand !== undefined)
    throw usageError(
      'engine-not-in-image',
      'Expected the reference engine with --runtime docker, got a command from the configuration, which is not in the image; leave out one of them.',
    );
  const { musterImage } = await import('../../topology/docker/image.ts');
  const image = await musterImage(say);
  say(`Containers of ${image.name} (${image.id.slice(0, 19)}, ${image.platform}).`);
  return image;
}

function select(
  names: readonly string[],
  profile: string | undefined,
): { drills: CatalogueEntry[]; profile: string | null } {
  const catalogue = readCatalogue();
  if (names.length > 0 && profile !== undefined) {
    throw usageError('names-and-profile', 'Expected drill names or --profile, got both; leave one out.');
  }
  if (names.length > 0) {
    const drills = names.map((name) => resolveDrill(catalogue, name));
    return { drills: drills.filter((drill, index) => drills.indexOf(drill) === index), profile: null };
  }
  const chosen = profile ?? defaultProfile;
  return { drills: resolveProfile(catalogue, chosen), profile: chosen };
}

function makeRunFolder(out: string, name: string): string {
  makeFolder('--out', out, resolve(out));
  const link = lstatSync(join(resolve(out), 'latest'), { throwIfNoEntry: false });
  if (link?.isSymbolicLink() === false) {
    throw usageError(
      'latest-taken',
      `Expected ${join(out, 'latest')} to be free for a link to the newest report, found something else there.`,
    );
  }
  const folder = join(resolve(out), name);
  makeFolder('--out', out, folder);
  return folder;
}

async function runAndRecord(
  description: Pick<RunDescription, 'context' | 'drills' | 'profile' | 'command'>,
  onLine: (line: string) => void,
): Promise<RunRecord> {
  const startedWall = new Date().toISOString();
  const interrupt = onInterrupt('undoing faults, stopping the system and writing the partial record', onLine);
  whenReaderGone(interrupt.press);
  const errors = await runDrills({
    files: description.drills.map((drill) => drillFile(drill.id)),
    context: description.context,
    onLine,
    onStart: interrupt.install,
  }).catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
  interrupt.remove();
  return assembleRunRecord({ ...description, startedWall, errors, aborted: interrupt.happened() });
}

/** `reports/latest` always names a finished report: the link is made aside and renamed into place. */
function pointLatest(out: string, folder: string): void {
  const link = join(resolve(out), 'latest');
  const aside = `${link}.${process.pid}`;
  rmSync(aside, { force: true });
  symlinkSync(basename(folder), aside);
  renameSync(aside, link);
}

function nextSteps(record: RunRecord, context: RunContext, options: RunOptions): string[] {
  const red = record.drills.filter((drill) => drill.verdict !== 'held');
  if (red.length === 0) return [];
  const again = [...new Set(red.map((drill) => drill.id))];
  const log = red[0]?.evidence.find((file) => file.role === 'engine-log');
  return [
    `Again:  npx muster ${commandLine(again, { ...options, seed: context.seed })}`,
    ...(log === undefined ? [] : [`Read:   ${join(relative('.', context.folder), log.path)}`]),
  ];
}

function commandLine(names: readonly string[], options: RunOptions): string {
  const words = ['run', ...names];
  if (names.length === 0 && options.profile !== undefined) words.push('--profile', options.profile);
  for (const flag of ['config', 'repeat', 'seed', 'market', 'toxiproxy'] as const) {
    const value = options[flag];
    if (value !== undefined) words.push(`--${flag}`, String(value));
  }
  if (options.runtime !== 'process') words.push('--runtime', options.runtime);
  if (options.out !== 'reports') words.push('--out', options.out);
  return words.map((word) => (/[^\w./:=-]/.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : word)).join(' ');
}

function statusOf(record: RunRecord): number {
  return { held: exitStatus.held, violated: exitStatus.violated, inconclusive: exitStatus.inconclusive }[
    record.verdict
  ];
}
