/**
 * A Docker engine for the tests: the one that answers, else one of our own, installed on Debian where it is missing.
 * An engine we did not start is never stopped; ours dies with this process, however that ends.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { engineAnswers, isRoot, program, root, say, thisMachine } from './programs.ts';

const packages = ['docker.io', 'iptables', 'debootstrap', 'docker-compose'];
const commands = ['docker', 'dockerd', 'iptables', 'debootstrap', 'docker-compose'];
const engineUpWithinMs = 30_000;
const engineGoneWithinMs = 30_000;

/** Installs what is missing; gives what came of it. */
export async function installDocker(): Promise<string> {
  const missing = commands.filter((command) => !thisMachine.hasCommand(command));
  if (missing.length === 0) return 'every program is there';
  const without = `without ${missing.join(', ')}`;
  if (!isRoot() || !thisMachine.hasCommand('apt-get')) return `${without}, which only root on Debian can install`;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    const { exitCode } = await program('apt-get', args, { env, quietUnlessFailed: true });
    if (exitCode !== 0) return `${without}, \`apt-get ${args[0]}\` ended with status ${exitCode}`;
  }
  return `installed ${packages.join(', ')}`;
}

/** @param ours stops the engine, where one was started; gives what came of it */
export async function provideEngine(ours: AsyncDisposableStack): Promise<string> {
  if (engineAnswers()) return 'one answers that was running before';
  if (!isRoot() || !thisMachine.hasCommand('dockerd') || !thisMachine.hasCommand('setpriv'))
    return 'none answers, and only root with dockerd and setpriv can start one';
  const logFile = join(root, '.muster', 'dockerd.log');
  mkdirSync(join(root, '.muster'), { recursive: true });
  const log = openSync(logFile, 'w');
  // Of its own: an engine that was killed leaves its pid files, and while a zombie has such a pid no other starts there.
  const runFolder = mkdtempSync(join(tmpdir(), 'muster-docker-'));
  // The kernel sends it SIGTERM when this process is gone, also after SIGKILL.
  const places = ['--pidfile', join(runFolder, 'pid'), '--exec-root', join(runFolder, 'run')];
  const command = ['--pdeathsig', 'TERM', 'dockerd', ...places];
  const engine = spawn('setpriv', command, { stdio: ['ignore', log, log] });
  closeSync(log);
  const exited = once(engine, 'exit').then(() => undefined);
  const alive = () => engine.exitCode === null && engine.signalCode === null;
  ours.defer(async () => {
    if (!alive()) return;
    engine.kill('SIGTERM');
    await Promise.race([exited, wait(engineGoneWithinMs, undefined, { ref: false })]);
    if (alive()) engine.kill('SIGKILL');
    await exited;
    rmSync(runFolder, { recursive: true, force: true });
    say(`Docker engine: the one started for the tests, pid ${engine.pid}, is stopped`);
  });
  const deadlineMs = performance.now() + engineUpWithinMs;
  while (alive() && performance.now() < deadlineMs) {
    if (engineAnswers()) return `started, pid ${engine.pid}`;
    await wait(200);
  }
  const lastLine = readFileSync(logFile, 'utf8').trimEnd().split('\n').at(-1);
  return `none answers, dockerd ${alive() ? `said nothing for ${engineUpWithinMs} ms` : 'ended'}: ${lastLine}`;
}
