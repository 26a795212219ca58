import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { goneBecause } from '../../src/common/process-liveness.ts';
import { startPart } from '../../src/topology/part.ts';
import { child } from '../fixtures/children.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';

vi.setConfig({ testTimeout: 30_000 });

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

const part = (command: readonly string[], readyTimeoutMs = 20_000) =>
  startPart({ name: 'part', command, env: process.env, logFile: join(folder.path, 'part.log'), readyTimeoutMs });

it('is ready when it says so, and gone when it was stopped, also twice', async () => {
  const started = await part(child('sleeper'));
  expect(started.ready).toEqual({ type: 'ready' });
  expect(goneBecause(started)).toBeNull();
  const beforeMs = performance.now();
  await started.stop();
  expect(goneBecause(started)).not.toBeNull();
  // It ended by itself when its channel closed, and did not have to be killed after 2 s.
  expect(performance.now() - beforeMs).toBeLessThan(1900);
  await started.stop();
});

it('that ignores the end of its channel is killed', async () => {
  const started = await part([
    process.execPath,
    '-e',
    'process.send({type:"ready"}); process.channel.ref(); setInterval(() => {}, 1e6)',
  ]);
  await started.stop();
  expect(goneBecause(started)).not.toBeNull();
});

it('that ends before it is ready is named with its exit status and the end of its log', async () => {
  const failing = part([process.execPath, '-e', 'console.error("port 1 is taken"); process.exit(4)']);
  await expect(failing).rejects.toMatchObject({
    name: 'PartError',
    part: 'part',
    exitCode: 4,
    message: 'Expected part to get ready, but it ended with exit status 4. The end of its log:\n  port 1 is taken',
  });
});

it('that says nothing is given up and killed', async () => {
  await expect(part([process.execPath, '-e', 'setInterval(() => {}, 1e6)'], 200)).rejects.toThrow(
    'Expected part to get ready, but it said nothing for 200 ms.',
  );
});

it('whose command does not exist is named', async () => {
  await expect(part(['/nonexistent/program'])).rejects.toThrow(
    /^Expected part to get ready, but it could not be run: .*ENOENT/,
  );
});
