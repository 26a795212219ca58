import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { awaitGone, goneBecause, identifyProcess } from '../../../src/common/process-liveness.ts';
import type { SupervisorEvent } from '../../../src/contract/supervisor.ts';
import { systemClock } from '../../../src/node/clock.ts';
import { type RunningSupervisor, startSupervisor } from '../../../src/node/supervisor/start-supervisor.ts';
import { suspectMarkerFile } from '../../../src/node/supervisor/suspect-marker.ts';
import { type SupervisorClient, supervisorClient } from '../../../src/topology/clients.ts';
import { startPart } from '../../../src/topology/part.ts';
import { findFreePorts } from '../../../src/topology/ports.ts';
import { child } from '../../fixtures/children.ts';
import { type TemporaryFolder, temporaryFolder } from '../../fixtures/temporary-folder.ts';

vi.setConfig({ testTimeout: 30_000 });

let folder: TemporaryFolder;
let running: RunningSupervisor | null = null;
let dataDirectory: string;
let enginePort: number;

beforeEach(async () => {
  folder = await temporaryFolder();
  dataDirectory = join(folder.path, 'data');
  [enginePort = 0] = await findFreePorts(1);
});
afterEach(async () => {
  await running?.close();
  running = null;
  await folder[Symbol.asyncDispose]();
});

async function supervise(command: string[], policy = {}): Promise<SupervisorClient> {
  running = await startSupervisor({
    command,
    env: { ...process.env, MUSTER_HTTP_PORT: String(enginePort) },
    dataDirectory,
    healthUrl: `http://127.0.0.1:${enginePort}/health`,
    engineLog: join(folder.path, 'engine.log'),
    port: 0,
    clock: systemClock,
    policy,
  });
  return supervisorClient(running.url);
}

async function untilEvent(
  client: SupervisorClient,
  event: SupervisorEvent['event'],
  nth = 1,
): Promise<SupervisorEvent> {
  const found = async () => (await client.status())?.events.filter((one) => one.event === event)[nth - 1];
  await expect.poll(found, { timeout: 20_000, interval: 10 }).toBeDefined();
  const seen = await found();
  if (seen === undefined) throw new Error(`Expected the event ${event}`);
  return seen;
}

const eventNames = async (client: SupervisorClient) => (await client.status())?.events.map(({ event }) => event);

it('starts the engine and reports its pid with the kernel start time of it', async () => {
  const client = await supervise(child('healthy-engine'));
  const healthy = await untilEvent(client, 'healthy');
  const status = await client.status();
  expect(status).toMatchObject({ engine: 'running', pid: healthy.pid, restarts: 0 });
  expect(identifyProcess(healthy.pid ?? 0).startTime).toBe(status?.pidStartTime);
});

it('turns an alert of the engine into one event, within a second and a half (row 60)', async () => {
  const client = await supervise(child('alerting-engine'));
  const { alert, monoNs, detail } = await untilEvent(client, 'alert');
  expect(alert?.code).toBe('torn-tail');
  expect(detail).toBe('torn-tail: 40 bytes were cut');
  expect(Number(BigInt(monoNs) - BigInt(alert?.noticedMonoNs ?? 0)) / 1e6).toBeLessThan(1500);
});

it('notices a killed engine at once and restarts it by itself (row 60)', async () => {
  const client = await supervise(child('healthy-engine'));
  const { pid } = await untilEvent(client, 'healthy');
  const killedNs = systemClock.monotonicNs();
  process.kill(pid ?? 0, 'SIGKILL');
  const exit = await untilEvent(client, 'exited');
  expect(exit).toMatchObject({ pid, exitCode: null, signal: 'SIGKILL' });
  expect(Number(BigInt(exit.monoNs) - killedNs) / 1e6).toBeLessThan(1000);
  const again = await untilEvent(client, 'healthy', 2);
  expect(again.pid).not.toBe(pid);
  expect(await client.status()).toMatchObject({ engine: 'running', restarts: 1 });
});

it('kills an engine that stops answering and restarts it', async () => {
  const client = await supervise(child('hanging-engine'), {
    healthEveryMs: 50,
    healthTimeoutMs: 300,
    hungAfterMs: 900,
  });
  const hung = await untilEvent(client, 'hung');
  await untilEvent(client, 'started', 2);
  const names = await eventNames(client);
  expect(names?.slice(0, 7)).toEqual([
    'started',
    'healthy',
    'hung',
    'killed',
    'exited',
    'restart-scheduled',
    'started',
  ]);
  expect(await awaitGone({ pid: hung.pid ?? 0, startTime: hung.pidStartTime }, 0)).not.toBeNull();
});

it.each([20, 21, 22])('does not restart after exit status %d', async (status) => {
  const client = await supervise(child('exiting-engine', String(status)));
  const refused = await untilEvent(client, 'restart-refused');
  expect(refused.detail).toContain(`exit status ${status}`);
  expect(await client.status()).toMatchObject({ engine: 'refused', pid: null, restarts: 0 });
  expect(existsSync(suspectMarkerFile(dataDirectory))).toBe(status === 20);
});

it('tells why an engine ended where the engine said so, in its events and in the marker (row 22)', async () => {
  const client = await supervise(child('exiting-engine', '20', 'a write to journal-00000001.log failed: ENOSPC'));
  const refused = await untilEvent(client, 'restart-refused');
  const reason = 'exit status 20: a write or sync failed (a write to journal-00000001.log failed: ENOSPC)';
  expect(refused.detail).toBe(reason);
  expect(JSON.parse(await readFile(suspectMarkerFile(dataDirectory), 'utf8'))).toMatchObject({ reason, exitCode: 20 });
});

it('starts nothing on a directory marked suspect, also as a new supervisor, until the marker is removed (row 22)', async () => {
  const first = await supervise(child('exiting-engine', '20'));
  await untilEvent(first, 'restart-refused');
  await running?.close();

  const client = await supervise(child('healthy-engine'));
  const suspect = await untilEvent(client, 'directory-suspect');
  expect(suspect.detail).toContain(basename(suspectMarkerFile(dataDirectory)));
  await client.start();
  await untilEvent(client, 'restart-refused', 2);
  expect(await eventNames(client)).not.toContain('started');

  await rm(suspectMarkerFile(dataDirectory));
  await client.start();
  await untilEvent(client, 'healthy');
});

it('held, it keeps a dead engine down, and released it starts the next one', async () => {
  const client = await supervise(child('healthy-engine'));
  const { pid } = await untilEvent(client, 'healthy');
  await client.hold();
  process.kill(pid ?? 0, 'SIGKILL');
  await untilEvent(client, 'exited');
  expect(await client.status()).toMatchObject({ engine: 'held', pid: null });
  await client.release();
  await untilEvent(client, 'healthy', 2);
});

it('told to stop, it ends the engine in order and starts it when told to', async () => {
  const client = await supervise(child('healthy-engine'));
  await untilEvent(client, 'healthy');
  await client.stop();
  expect(await untilEvent(client, 'exited')).toMatchObject({ exitCode: 0, signal: null });
  expect(await client.status()).toMatchObject({ engine: 'stopped', pid: null });
  await client.start();
  await untilEvent(client, 'healthy', 2);
});

it('kills an engine that does not stop by the deadline (row 53)', async () => {
  const client = await supervise(child('hanging-engine'), { stopDeadlineMs: 200 });
  await untilEvent(client, 'healthy');
  await client.stop();
  expect(await untilEvent(client, 'exited')).toMatchObject({ signal: 'SIGKILL' });
  expect(await eventNames(client)).toEqual(expect.arrayContaining(['stopping', 'stop-deadline', 'killed', 'exited']));
});

it('keeps what the engine wrote to its output', async () => {
  const client = await supervise(child('exiting-engine', '21'));
  await untilEvent(client, 'exited');
  expect(await readFile(join(folder.path, 'engine.log'), 'utf8')).toBe('exiting with 21\n');
});

it('takes the engine with it when it is closed', async () => {
  const client = await supervise(child('hanging-engine'));
  const { pid, pidStartTime } = await untilEvent(client, 'healthy');
  await running?.close();
  expect(goneBecause({ pid: pid ?? 0, startTime: pidStartTime })).not.toBeNull();
});

it('killed itself, it takes along an engine that ends with its channel and, on Linux, one that hangs', async () => {
  for (const engine of process.platform === 'linux' ? ['healthy-engine', 'hanging-engine'] : ['healthy-engine']) {
    const health = `http://127.0.0.1:${enginePort}/health`;
    const part = await startPart({
      name: 'supervisor',
      command: [...child('supervisor'), dataDirectory, '0', join(folder.path, 'engine.log'), health, ...child(engine)],
      env: { ...process.env, MUSTER_HTTP_PORT: String(enginePort) },
      logFile: join(folder.path, 'supervisor.log'),
    });
    const client = supervisorClient((part.ready as { url: string }).url);
    const { pid, pidStartTime } = await untilEvent(client, 'healthy');
    process.kill(part.pid, 'SIGKILL');
    expect(await awaitGone({ pid: pid ?? 0, startTime: pidStartTime }, 10_000)).not.toBeNull();
    await part.stop();
  }
});

it('reports a control port that is taken by its code', async () => {
  await supervise(child('healthy-engine'));
  const port = Number(new URL(running?.url ?? '').port);
  const again = startSupervisor({
    command: child('healthy-engine'),
    env: process.env,
    dataDirectory,
    healthUrl: 'http://127.0.0.1:1/health',
    engineLog: join(folder.path, 'other.log'),
    port,
    clock: systemClock,
  });
  await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

it('leaves nothing of an engine that runs behind a shell when the shell dies: the next one starts alone', async () => {
  const behindShell = [
    'sh',
    '-c',
    `${child('healthy-engine')
      .map((word) => `'${word}'`)
      .join(' ')}; exit $?`,
  ];
  const client = await supervise(behindShell);
  await untilEvent(client, 'healthy');
  const health = (await (await fetch(`http://127.0.0.1:${enginePort}/health`)).json()) as { pid: number };
  const engine = identifyProcess(health.pid);
  const shell = await untilEvent(client, 'started');
  expect(engine.pid).not.toBe(shell.pid);
  process.kill(shell.pid ?? 0, 'SIGKILL');
  await untilEvent(client, 'started', 2);
  expect(await awaitGone(engine, 5000)).not.toBeNull();
});
