import { expect, it } from 'vitest';
import type { SupervisorEvent, SupervisorStatus } from '../../../src/contract/supervisor.ts';
import type { SupervisorClient } from '../../../src/topology/clients.ts';
import { supervisorLives } from '../../../src/topology/docker/supervisor-lives.ts';

const nowNs = () => process.hrtime.bigint();
const secondsAgo = (seconds: number) => (nowNs() - BigInt(seconds) * 1_000_000_000n).toString();

function event(name: SupervisorEvent['event'], monoNs: string, pid: number): SupervisorEvent {
  const base = { wallMs: 0, exitCode: null, signal: null, detail: '' };
  return { ...base, event: name, monoNs, pid, pidStartTime: `start-${pid}` };
}

/** A supervisor whose answers the test gives. */
function supervisor(lastEndWallMs: number | null = null) {
  let status: SupervisorStatus | null = null;
  const client: SupervisorClient = {
    status: async () => status,
    hold: async () => {},
    release: async () => {},
    stop: async () => {},
    start: async () => {},
  };
  const lives = supervisorLives('run-1', client, async () => lastEndWallMs);
  return {
    lives,
    tells(...events: SupervisorEvent[]) {
      const { pid = null, pidStartTime = null } = events.at(-1) ?? {};
      status = { engine: 'running', pid, pidStartTime, restarts: 0, events };
    },
    silent() {
      status = null;
    },
  };
}

const names = (status: SupervisorStatus | null) => status?.events.map((one) => `${one.event} ${one.pid}`);

it('keeps what an earlier life of the supervisor told, and puts the end of its container between', async () => {
  const { lives, tells, silent } = supervisor(Date.now() - 5000);
  tells(event('started', secondsAgo(9), 20), event('healthy', secondsAgo(8), 20));
  await lives.status();
  silent();
  expect(await lives.status()).toBeNull();
  tells(event('started', secondsAgo(2), 21));
  const status = await lives.status();
  expect(names(status)).toEqual(['started 20', 'healthy 20', 'exited 20', 'started 21']);
  const [, , end] = status?.events ?? [];
  expect(end).toMatchObject({ signal: 'SIGKILL', exitCode: null, pidStartTime: 'start-20' });
  expect(Number(nowNs() - BigInt(end?.monoNs ?? 0)) / 1e9).toBeCloseTo(5, 0);
  expect(names(await lives.status())).toEqual(names(status));
});

it('invents no end when its time does not fit between the lives, is unknown, or the engine had ended before', async () => {
  for (const [ended, last] of [
    [Date.now() - 60_000, 'healthy'],
    [Date.now(), 'healthy'],
    [null, 'healthy'],
    [Date.now() - 5000, 'exited'],
  ] as const) {
    const { lives, tells } = supervisor(ended);
    tells(event('started', secondsAgo(9), 20), event(last, secondsAgo(8), 20));
    await lives.status();
    tells(event('started', secondsAgo(2), 21));
    expect(names(await lives.status())).toEqual(['started 20', `${last} 20`, 'started 21']);
  }
});

it('keeps to the longest account of a life when answers come in the wrong order', async () => {
  const { lives, tells } = supervisor();
  const [first, second] = [event('started', secondsAgo(9), 20), event('healthy', secondsAgo(8), 20)];
  tells(first, second);
  await lives.status();
  tells(first);
  expect(names(await lives.status())).toEqual(['started 20', 'healthy 20']);
});
