/** Starting the programs that a task consists of, and ending with them when the task is interrupted. */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { execa } from 'execa';
import { canMount, hasCommand, isExecutable, toxiproxyProgram } from '../src/topology/machine.ts';
import type { Machine } from './tiers.ts';

export const root = dirname(import.meta.dirname);

export const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** What Muster's image is built on: as src/topology/docker/image.ts has it. */
export const baseImage = (): string => process.env['MUSTER_BASE_IMAGE'] ?? 'node:24-bookworm-slim';

export const isRoot = (): boolean => process.getuid?.() === 0;

export type Ended = { readonly exitCode: number; readonly timedOut: boolean };

/**
 * Runs one program of the clone with this terminal. SIGINT and SIGTERM go on to it, once, and the task ends with it.
 * @param timeoutMs after which it is stopped: SIGTERM, and SIGKILL 10 s later
 */
export async function program(
  file: string,
  args: readonly string[],
  options: {
    readonly timeoutMs?: number;
    readonly env?: Readonly<Record<string, string>>;
    readonly quietUnlessFailed?: boolean;
  } = {},
): Promise<Ended> {
  const child = execa(file, args, {
    cwd: root,
    ...(options.quietUnlessFailed === true
      ? { stdin: 'ignore', all: true }
      : { stdio: ['ignore', 'inherit', 'inherit'] }),
    preferLocal: true,
    localDir: root,
    reject: false,
    forceKillAfterDelay: 10_000,
    env: { ...options.env },
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
  });
  let interruptedBy: NodeJS.Signals | undefined;
  const passOn = (signal: NodeJS.Signals): void => {
    interruptedBy = signal;
    child.kill(signal);
  };
  process.on('SIGINT', passOn).on('SIGTERM', passOn);
  const result = await child;
  process.off('SIGINT', passOn).off('SIGTERM', passOn);
  if (interruptedBy !== undefined) process.kill(process.pid, interruptedBy);
  if (result.failed && typeof result.all === 'string') say(result.all);
  return { exitCode: result.exitCode ?? 1, timedOut: result.timedOut };
}

export const thisMachine: Machine = {
  platform: process.platform,
  canMount,
  hasToxiproxy: () => isExecutable(toxiproxyProgram),
  hasEngine: engineAnswers,
  hasBaseImage: () => hasImage(baseImage()),
  hasCompose: () => hasCommand('docker-compose') || succeeds('docker', ['compose', 'version']),
  hasCommand,
};

/** Whether a Docker engine answers. */
export function engineAnswers(): boolean {
  return succeeds('docker', ['version']);
}

/** Whether the Docker engine holds this image. */
export function hasImage(name: string): boolean {
  return succeeds('docker', ['image', 'inspect', name]);
}

function succeeds(file: string, args: readonly string[]): boolean {
  return spawnSync(file, args, { stdio: 'ignore', timeout: 10_000 }).status === 0;
}
