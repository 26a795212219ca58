import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { identifyProcess } from '../../src/common/process-liveness.ts';
import { type LeakSuspects, scanForLeaks } from '../../src/topology/leaks.ts';
import { findFreePorts } from '../../src/topology/ports.ts';
import { startEchoServer } from '../fixtures/echo-server.ts';

vi.setConfig({ testTimeout: 30_000 });

const clean: LeakSuspects = { runId: 'leak-test-run', processes: [], ports: [], proxies: { made: [], left: [] } };

it('finds nothing where nothing is, and says how much it looked at', async () => {
  const { scanned, found } = await scanForLeaks({ ...clean, ports: await findFreePorts(3) });
  expect(found).toEqual([]);
  expect(scanned).toContain('3 ports of 127.0.0.1');
});

it.runIf(process.platform === 'linux')('finds a process nobody tracked by the mark in its environment', async () => {
  const planted = spawn('sleep', ['60'], { env: { ...process.env, MUSTER_RUN: clean.runId } });
  await once(planted, 'spawn');
  expect((await scanForLeaks(clean)).found).toEqual([`process ${planted.pid} of this run still lives`]);
  planted.kill('SIGKILL');
  await once(planted, 'exit');
  expect((await scanForLeaks(clean)).found).toEqual([]);
});

it('finds a tracked process that still lives, once', async () => {
  const planted = spawn('sleep', ['60'], { env: { ...process.env, MUSTER_RUN: clean.runId } });
  await once(planted, 'spawn');
  const { found } = await scanForLeaks({ ...clean, processes: [identifyProcess(planted.pid ?? 0)] });
  expect(found).toEqual([`process ${planted.pid} of this run still lives`]);
  planted.kill('SIGKILL');
  await once(planted, 'exit');
});

it('finds a port that is still listened on', async () => {
  await using server = await startEchoServer();
  const { found } = await scanForLeaks({ ...clean, ports: [server.port] });
  expect(found).toEqual([`a connection to port ${server.port} of 127.0.0.1 was accepted`]);
});

it('finds proxies that were left and temporary files that carry the name of the run', async () => {
  const file = await mkdtemp(join(tmpdir(), `${clean.runId}-`));
  const { found } = await scanForLeaks({ ...clean, proxies: { made: ['A-order-entry'], left: ['A-order-entry'] } });
  expect(found).toEqual(['the proxy A-order-entry still exists', `the temporary file ${basename(file)} still exists`]);
  await rm(file, { recursive: true });
});
