/** One `muster` command line as a process, watched from outside. */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { expect, vi } from 'vitest';
import { musterCommand } from '../../src/common/muster-command.ts';
import { identifyProcess, type ProcessIdentity } from '../../src/common/process-liveness.ts';
import { type RunRecord, runRecord } from '../../src/record/schema.ts';

/** Everything a command starts inherits this variable, also what loses its parent. */
const markVariable = 'MUSTER_TEST_MARK';

export interface MusterRun {
  readonly pid: number;
  /** What was printed so far, standard output and error together. */
  readonly said: () => string;
  /** Waits for a line that contains `text`. @throws when the command ends without it. */
  readonly line: (text: string, timeoutMs?: number) => Promise<void>;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<{ readonly exitCode: number | undefined; readonly stdout: string; readonly stderr: string }>;
  /** The processes that this command started, and itself, that live now. */
  readonly living: () => ProcessIdentity[];
}

export interface MusterOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts `muster ARGS` in `cwd`, as a child without a terminal. */
export function startMuster(args: readonly string[], { cwd, env = {} }: MusterOptions): MusterRun {
  const mark = randomUUID();
  const [program = '', ...own] = musterCommand();
  const process = execa(program, [...own, ...args], {
    cwd,
    env: { ...withoutVitest(), ...env, [markVariable]: mark },
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    reject: false,
  });
  let said = '';
  process.all.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  let over = false;
  const ended = process.then(({ exitCode, stdout, stderr }) => {
    over = true;
    return { exitCode, stdout, stderr };
  });
  return {
    pid: process.pid ?? 0,
    said: () => said,
    async line(text, timeoutMs = 30_000) {
      const deadline = performance.now() + timeoutMs;
      while (!said.includes(text)) {
        if (over || performance.now() > deadline) {
          throw new Error(`Expected a line with ${JSON.stringify(text)}, found:\n${said}`);
        }
        await delay(10);
      }
    },
    signal: (signal) => process.kill(signal),
    ended,
    living: () => markedProcesses(mark),
  };
}

/** Runs `muster ARGS` to its end. */
export function muster(args: readonly string[], options: MusterOptions): MusterRun['ended'] {
  return startMuster(args, options).ended;
}

/** Waits until nothing lives of what the command started. */
export async function expectNothingLeft(run: MusterRun, withinMs: number): Promise<void> {
  await vi.waitFor(() => expect(run.living()).toEqual([]), { timeout: withinMs, interval: 20 });
}

/** The folder of the newest run below `out`, by its link. */
export function latestFolder(out: string): string {
  return join(out, 'latest');
}

/** @throws when there is no record or it does not fit the schema. */
export function readRecord(out: string): RunRecord {
  return runRecord.parse(JSON.parse(readFileSync(join(latestFolder(out), 'record.json'), 'utf8')));
}

export function readReport(out: string, name: 'report.html' | 'junit.xml'): string {
  return readFileSync(join(latestFolder(out), name), 'utf8');
}

/** Linux only: elsewhere the environment of a process cannot be read, and nothing is found. */
function markedProcesses(mark: string): ProcessIdentity[] {
  if (!existsSync('/proc')) return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids
    .filter((pid) => environmentOf(pid).includes(`${markVariable}=${mark}`))
    .map(Number)
    .map(identifyProcess);
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

/** The environment without what vitest sets for its workers: a vitest inside would take it for its own. */
export function withoutVitest(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|NODE_ENV$|NODE_OPTIONS$|TEST$|DEV$|PROD$|MODE$|SSR$|BASE_URL$)/.test(name),
  );
  return Object.fromEntries(inherited);
}
