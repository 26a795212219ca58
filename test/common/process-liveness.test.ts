import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { awaitGone, goneBecause, identifyProcess, readProcess } from '../../src/common/process-liveness.ts';

vi.setConfig({ testTimeout: 30_000 });

describe.skipIf(process.platform !== 'linux')('a process is gone', () => {
  it('not while it lives, and when its pid is absent after it was reaped', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const identity = identifyProcess(child.pid ?? 0);
    expect(goneBecause(identity)).toBeNull();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(goneBecause(identity)).toBe(`pid ${identity.pid} is absent`);
  });

  it('when it is a zombie, although a signal to it would still succeed', async () => {
    // `exec` leaves the shell's child a parent that never reaps.
    const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const pid = Number(String((await once(parent.stdout, 'data'))[0]));
    expect(await awaitGone({ pid, startTime: null }, 2000)).toBe(`pid ${pid} is a zombie`);
    expect(process.kill(pid, 0)).toBe(true);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  });

  const noPython = spawnSync('python3', ['--version']).status !== 0;
  it.skipIf(noPython)('not while only its first thread is a zombie', async () => {
    const script =
      'import ctypes, threading, time; threading.Thread(target=lambda: time.sleep(60)).start(); ctypes.CDLL(None).pthread_exit(None)';
    const child = spawn('python3', ['-c', script], { stdio: 'ignore' });
    await once(child, 'spawn');
    const identity = identifyProcess(child.pid ?? 0);
    const state = () => readFileSync(`/proc/${identity.pid}/stat`, 'latin1').split(') ')[1]?.[0];
    await expect.poll(state, { timeout: 5000 }).toBe('Z');
    expect(goneBecause(identity)).toBeNull();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(goneBecause(identity)).not.toBeNull();
  });

  it('when its number belongs to a later process', () => {
    const startTime = readProcess(process.pid)?.startTime ?? null;
    expect(goneBecause({ pid: process.pid, startTime })).toBeNull();
    expect(goneBecause({ pid: process.pid, startTime: '1' })).toBe(`pid ${process.pid} belongs to a later process`);
  });

  it('never within the time given, for one that lives', async () => {
    expect(await awaitGone(identifyProcess(process.pid), 20)).toBeNull();
  });
});
