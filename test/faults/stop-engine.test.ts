import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { stopEngine } from '../../src/faults/stop-engine.ts';
import { systemClock as clock } from '../../src/node/clock.ts';
import { type RunningSupervisor, startSupervisor } from '../../src/node/supervisor/start-supervisor.ts';
import { type SupervisorClient, supervisorClient } from '../../src/topology/clients.ts';
import { findFreePorts } from '../../src/topology/ports.ts';
import { child } from '../fixtures/children.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';

vi.setConfig({ testTimeout: 30_000 });
const patient = { timeout: 10_000 };

let folder: TemporaryFolder;
let running: RunningSupervisor;
let supervisor: SupervisorClient;

async function supervise(engine: string): Promise<void> {
  const [port = 0] = await findFreePorts(1);
  running = await startSupervisor({
    command: child(engine),
    env: { ...process.env, MUSTER_HTTP_PORT: String(port) },
    dataDirectory: join(folder.path, 'data'),
    healthUrl: `http://127.0.0.1:${port}/health`,
    engineLog: join(folder.path, 'engine.log'),
    port: 0,
    clock,
    policy: { stopDeadlineMs: 300 },
  });
  supervisor = supervisorClient(running.url);
  await expect
    .poll(async () => (await supervisor.status())?.events.some(({ event }) => event === 'healthy'), patient)
    .toBe(true);
}

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await running.close();
  await folder[Symbol.asyncDispose]();
});

it('ends the engine in order, proves it by the exit status, and is undone by a new incarnation', async () => {
  await supervise('healthy-engine');
  const before = await supervisor.status();
  const fault = stopEngine({ id: 'stop', supervisor, clock });
  expect(await fault.unavailable()).toBeNull();
  const injection = await fault.inject();
  expect(injection.effect).toMatchObject({ holds: true, statement: expect.stringMatching(/ended by exit status 0$/) });
  expect(await supervisor.status()).toMatchObject({ engine: 'stopped', pid: null });
  expect(await fault.unavailable()).toBe('the engine is not running');

  expect((await fault.undo()).holds).toBe(true);
  const after = await supervisor.status();
  expect(after?.engine).toBe('running');
  expect(after?.pid).not.toBe(before?.pid);
});

it('says so when the engine had to be killed', async () => {
  await supervise('hanging-engine');
  const injection = await stopEngine({ id: 'stop', supervisor, clock }).inject();
  expect(injection.effect?.statement).toMatch(/ended by signal SIGKILL$/);
});

it('is not proven when the supervisor does not answer, and there is nothing to undo', async () => {
  await supervise('healthy-engine');
  await running.close();
  const fault = stopEngine({ id: 'stop', supervisor, clock });
  expect((await fault.inject()).effect?.holds).toBe(false);
  expect((await fault.undo()).holds).toBe(true);
});
