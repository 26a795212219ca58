/** One incarnation of the engine as a child process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { endingWithParent } from '../../common/ending-with-parent.ts';
import { identifyProcess, type ProcessIdentity } from '../../common/process-liveness.ts';
import { type EngineLastWords, engineLastWords } from '../../contract/engine.ts';

const channelWaitMs = 100;

export interface EngineProcessOptions {
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Standard output and error are appended. */
  readonly logFile: string;
  readonly onExit: (exitCode: number | null, signal: string | null, lastWords: EngineLastWords | null) => void;
}

export interface EngineProcess extends ProcessIdentity {
  signal(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/**
 * Starts the engine so that it ends with its supervisor: it has an IPC channel that closes then, and where the kernel
 * can it kills it as well.
 * @throws the system's error when the command cannot be run.
 */
export async function startEngineProcess({
  command,
  env,
  logFile,
  onExit,
}: EngineProcessOptions): Promise<EngineProcess> {
  const [program, ...args] = [...endingWithParent(), ...command];
  if (program === undefined) throw new RangeError('Expected the command of an engine, got an empty one');
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  let child: ChildProcess;
  try {
    child = spawn(program, args, { env, stdio: ['ignore', log, log, 'ipc'], detached: true });
  } finally {
    closeSync(log);
  }
  const { pid } = await new Promise<{ pid: number }>((resolve, reject) => {
    child.once('spawn', () => resolve({ pid: child.pid ?? 0 }));
    child.once('error', reject);
  });
  let lastWords: EngineLastWords | null = null;
  child.on('message', (message) => {
    const parsed = engineLastWords.safeParse(message);
    if (parsed.success) lastWords = parsed.data;
  });
  // Without a listener a failed signal or a closed channel would end the supervisor.
  child.on('error', () => {});
  child.once('exit', (exitCode, signal) => {
    // A command may be a wrapper (a shell, npx): what it started must not outlive it beside its successor.
    signalGroup(pid, 'SIGKILL');
    onceChannelIsRead(child, () => onExit(exitCode, signal, lastWords));
  });
  return { ...identifyProcess(pid), signal: (signal) => signalGroup(pid, signal) };
}

/** What the engine sent before its end may arrive behind it; a channel that somebody else keeps open is not waited for. */
function onceChannelIsRead(child: ChildProcess, then: () => void): void {
  if (!child.connected) {
    then();
    return;
  }
  const done = () => {
    clearTimeout(timer);
    child.off('disconnect', done);
    then();
  };
  const timer = setTimeout(done, channelWaitMs);
  child.once('disconnect', done);
}

/** The engine leads a group of its own, so that a signal reaches all of it. */
function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
