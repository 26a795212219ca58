/**
 * One part of the system as a child process. It holds an IPC channel of ours and ends when that closes, so that it also
 * ends when this process is killed. It leads a process group of its own: a Ctrl-C at the terminal is for us alone.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { awaitGone, identifyProcess, type ProcessIdentity } from '../common/process-liveness.ts';

export interface PartOptions {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Absolute; standard output and error are appended. */
  readonly logFile: string;
  readonly readyTimeoutMs?: number;
}

export interface Part extends ProcessIdentity {
  readonly name: string;
  /** What it announced over IPC when it was ready. */
  readonly ready: unknown;
  /** Asks it to end by closing the channel, then SIGKILL. Resolves when it is proven gone. May be called again. */
  stop(): Promise<void>;
}

/** A part that ended, or said nothing, instead of getting ready. */
export class PartError extends Error {
  override readonly name = 'PartError';
  readonly part: string;
  /** Null when it did not exit by itself. 4: the environment is not ready (see `muster --help`). */
  readonly exitCode: number | null;
  readonly logFile: string;

  constructor(options: PartOptions, exitCode: number | null, found: string) {
    super(`Expected ${options.name} to get ready, but it ${found}.${lastLines(options.logFile)}`);
    this.part = options.name;
    this.exitCode = exitCode;
    this.logFile = options.logFile;
  }
}

/** Starts a part and waits for `{type: 'ready', …}`. @throws PartError with the last lines of its log. */
export async function startPart(options: PartOptions): Promise<Part> {
  const [program, ...args] = options.command;
  if (program === undefined) throw new RangeError(`Expected the command of ${options.name}, got an empty one`);
  const log = openSync(options.logFile, 'a');
  const child = spawn(program, args, { env: options.env, stdio: ['ignore', log, log, 'ipc'], detached: true });
  closeSync(log);
  try {
    const ready = await untilReady(child, options);
    const identity = identifyProcess(child.pid ?? 0);
    // A system nobody stopped must not keep this process up: its end closes the channels, which ends the parts.
    child.unref();
    child.channel?.unref();
    return { name: options.name, ready, ...identity, stop: () => stopChild(child, identity) };
  } catch (error) {
    if (child.pid !== undefined) {
      const identity = identifyProcess(child.pid);
      child.kill('SIGKILL');
      await awaitGone(identity, 5000);
    }
    throw error;
  }
}

function untilReady(child: ChildProcess, options: PartOptions): Promise<unknown> {
  const { readyTimeoutMs = 20_000 } = options;
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const failed = (exitCode: number | null, found: string) => reject(new PartError(options, exitCode, found));
  const onError = (error: Error) => failed(null, `could not be run: ${error.message}`);
  const onExit = (code: number | null, signal: string | null) =>
    failed(code, `ended with ${signal === null ? `exit status ${code}` : `signal ${signal}`}`);
  const onMessage = (message: unknown) => {
    if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready')
      resolve(message);
  };
  const timer = setTimeout(() => failed(null, `said nothing for ${readyTimeoutMs} ms`), readyTimeoutMs);
  child.once('error', onError).once('exit', onExit).on('message', onMessage);
  return promise.finally(() => {
    clearTimeout(timer);
    child.off('error', onError).off('exit', onExit).off('message', onMessage);
    // Without a listener a signal to a process that has just ended would end this one.
    child.on('error', () => {});
  });
}

async function stopChild(child: ChildProcess, identity: ProcessIdentity): Promise<void> {
  if (child.connected) child.disconnect();
  if ((await awaitGone(identity, 2000)) !== null) return;
  child.kill('SIGKILL');
  if ((await awaitGone(identity, 5000)) === null)
    throw new Error(`pid ${identity.pid} still lives 5000 ms after SIGKILL`);
}

function lastLines(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n  ');
  return lines === '' ? '' : ` The end of its log:\n  ${lines}`;
}
