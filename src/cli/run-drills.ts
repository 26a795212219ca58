/** Drives vitest over drill files, one drill at a time, and turns what it tells into plain appended lines. */
import { pathToFileURL } from 'node:url';
import type { TestSequencerConstructor, TestSpecification } from 'vitest/node';
import { packageRoot, runsFromSource } from '../common/package-root.ts';
import { type RunContext, runContextVariable } from '../drill/context.ts';

export interface DrillRunOptions {
  readonly files: readonly string[];
  readonly context: RunContext;
  /** Called once per line as drills go on. */
  readonly onLine: (line: string) => void;
  /** Handed the way to interrupt the run, as soon as there is one. */
  readonly onStart: (cancel: () => void) => void;
}

/** Errors vitest met outside the drills (a file that does not load, an unhandled rejection), as sentences. */
export async function runDrills(options: DrillRunOptions): Promise<string[]> {
  const { startVitest } = await import('vitest/node');
  const errors: string[] = [];
  const conditions = runsFromSource() ? ['muster-source'] : [];
  let cancel = () => {};
  process.on('newListener', refuseSignals);
  const vitest = await startVitest(
    'test',
    [...options.files],
    {
      config: false,
      root: packageRoot(),
      include: options.files.map((file) => relativeToRoot(file)),
      exclude: [],
      watch: false,
      pool: 'threads',
      fileParallelism: false,
      maxWorkers: 1,
      retry: 0,
      // Our own sources run as Node runs them; only the drill files need vitest's eyes.
      server: { deps: { external: [/\/(src|dist)\//] } },
      execArgv: conditions.map((condition) => `--conditions=${condition}`),
      sequence: { sequencer: orderedSequencer(options.files) },
      env: { [runContextVariable]: JSON.stringify(options.context) },
      reporters: [
        {
          onInit(instance) {
            process.off('newListener', refuseSignals);
            cancel = () => void instance.cancelCurrentRun('keyboard-input');
            options.onStart(cancel);
          },
          // vitest forgets what was canceled before its run began: an early Ctrl-C is told to it again.
          onTestModuleQueued: () => options.onStart(cancel),
          onTestCaseReady: (testCase) => options.onLine(`▸ ${testCase.name}`),
          onTestCaseAnnotate: (_testCase, annotation) => options.onLine(annotation.message),
          onTestModuleEnd: (module) => {
            for (const error of module.errors()) errors.push(`${module.relativeModuleId}: ${error.message}`);
          },
          onTestRunEnd: (_modules, unhandled) => {
            for (const error of unhandled) errors.push(String(error.message));
          },
        },
      ],
    },
    { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: conditions } }, logLevel: 'silent' },
  );
  await vitest.close();
  // vitest reports through the exit code of the process too; ours is decided by the records.
  process.exitCode = undefined;
  return errors;
}

/** muster handles Ctrl-C itself: vitest's own listeners would end the process before the record is written. */
function refuseSignals(event: string | symbol, listener: (...args: unknown[]) => void): void {
  if (event === 'SIGINT' || event === 'SIGTERM') queueMicrotask(() => process.off(event, listener));
}

/** Drills run in the order they were asked for; vitest would put the one that failed last time first. */
function orderedSequencer(files: readonly string[]): TestSequencerConstructor {
  return class {
    shard = (specifications: TestSpecification[]) => specifications;
    sort = (specifications: TestSpecification[]) =>
      specifications.toSorted((a, b) => files.indexOf(a.moduleId) - files.indexOf(b.moduleId));
  };
}

function relativeToRoot(file: string): string {
  const root = pathToFileURL(`${packageRoot()}/`).href;
  return decodeURIComponent(pathToFileURL(file).href.slice(root.length));
}
