/**
 * A real Toxiproxy server as a child process, on 127.0.0.1 or in a container on its networks. It has no channel to its parent: its parent must be a process
 * that ends it (`muster toxiproxy --program`), and where the kernel can it kills it with that parent.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { endingWithParent } from '../common/ending-with-parent.ts';
import { environmentError, type MusterError, usageError } from '../common/muster-error.ts';
import { listeningHost } from '../common/own-network.ts';
import { awaitGone, identifyProcess, type ProcessIdentity } from '../common/process-liveness.ts';
import { tryConnect } from '../common/tcp-probe.ts';
import { findFreePorts } from './ports.ts';
import { isSupported, oldestSupported } from './toxiproxy-version.ts';

export interface ToxiproxyServer extends ProcessIdentity {
  readonly url: string;
  readonly version: string;
  /** Resolves when it has ended, with how. */
  readonly ended: Promise<string>;
  /** Kills it and all it started; resolves when it is proven gone. */
  close(): Promise<void>;
}

const answerWithinMs = 10_000;

/**
 * Starts `program` and resolves when it has told its version. @param port 0 takes a free one
 * @throws MusterError: exit 3 for a file that is no Toxiproxy of a supported version, exit 4 for one that cannot be run and a port in use
 */
export async function startToxiproxyServer(program: string, port: number): Promise<ToxiproxyServer> {
  requireRunnable(program);
  const [free = 0] = port === 0 ? await findFreePorts(1) : [port];
  const address = `127.0.0.1:${free}`;
  // A server that cannot listen lives on: whoever has the port would answer in its place.
  if ((await tryConnect(address)) !== 'refused') {
    throw environmentError('port-in-use', `${program} needs port ${free} on 127.0.0.1 and another process has it.`);
  }
  const [command = '', ...args] = [...endingWithParent(), program, '-host', listeningHost(), '-port', String(free)];
  // Standard output belongs to whoever starts it; a group of its own keeps a Ctrl-C away.
  const child = spawn(command, args, { stdio: ['ignore', 2, 2], detached: true });
  const gone = new AbortController();
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be run: ${error.message}`));
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `exit status ${code}`}`));
  });
  void ended.then(() => gone.abort());
  const identity = identifyProcess(child.pid ?? 0);
  const close = async () => {
    if (child.pid === undefined) return;
    killGroup(child.pid);
    if ((await awaitGone(identity, 5000)) === null) throw new Error(`pid ${child.pid} survived SIGKILL`);
  };
  try {
    const url = `http://${address}`;
    const version = await Promise.race([
      ended.then((how) => noVersion(program, how)),
      versionOf(url, program, gone.signal),
    ]);
    return { ...identity, url, version: supported(program, version), ended, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function requireRunnable(program: string): void {
  if (statSync(program, { throwIfNoEntry: false })?.isFile() !== true) {
    throw usageError('no-toxiproxy', `Expected a Toxiproxy server at ${program}, found no file there.`);
  }
  try {
    accessSync(program, constants.X_OK);
  } catch {
    throw environmentError('toxiproxy-not-runnable', `${program} cannot be run: it is not executable.`);
  }
}

function noVersion(program: string, found: string): never {
  throw notToxiproxy(program, `a program that ${found} before it told a version`);
}

function notToxiproxy(program: string, found: string): MusterError {
  return usageError(
    'not-a-toxiproxy',
    `Expected a Toxiproxy server, version ${oldestSupported} or newer, at ${program}, found ${found}.`,
  );
}

/** What it says of itself on GET /version. */
async function versionOf(url: string, program: string, gone: AbortSignal): Promise<string> {
  const deadline = performance.now() + answerWithinMs;
  for (;;) {
    const answer = await fetch(`${url}/version`, { signal: AbortSignal.timeout(answerWithinMs) }).catch(() => null);
    if (answer !== null) {
      const body: unknown = await answer.json().catch(() => null);
      if (answer.ok && isVersion(body)) return body.version;
      throw notToxiproxy(program, `a program that answers GET /version with ${answer.status} and no version`);
    }
    if (gone.aborted || performance.now() > deadline) noVersion(program, `did not answer within ${answerWithinMs} ms`);
    await delay(10);
  }
}

function isVersion(body: unknown): body is { readonly version: string } {
  return typeof body === 'object' && body !== null && 'version' in body && typeof body.version === 'string';
}

function supported(program: string, told: string): string {
  const version = told === unreleased ? (moduleVersion(program) ?? told) : told;
  if (!isSupported(version)) throw notToxiproxy(program, `version ${JSON.stringify(version)}`);
  return version;
}

/** What a server says whose builder gave it no version, as `go install` does. */
const unreleased = 'git';

/** The version of its module, which Go writes into what it builds. */
function moduleVersion(program: string): string | null {
  const text = readFileSync(program, 'latin1');
  return /\tgithub\.com\/Shopify\/toxiproxy\/v2\tv(\d+\.\d+\.\d+)/.exec(text)?.[1] ?? null;
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
