import { spawn } from 'node:child_process';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { identifyProcess } from '../../src/common/process-liveness.ts';
import { killWhileWriting } from '../../src/faults/kill-while-writing.ts';
import { systemClock as clock } from '../../src/node/clock.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

/** Writes `image.tmp` again and again and removes it `forMs` later. */
const writer = (forMs: number) => `
  const { writeFileSync, rmSync } = require('node:fs');
  setInterval(() => {
    writeFileSync('image.tmp', 'half');
    const until = performance.now() + ${forMs};
    while (performance.now() < until);
    rmSync('image.tmp');
  }, 50);`;

async function strike(program: string, withinMs: number) {
  const child = spawn(process.execPath, ['-e', program], { cwd: folder.path, stdio: 'ignore' });
  try {
    const find = async () => identifyProcess(child.pid ?? 0);
    const options = { id: 'kill', target: 'the writer', find, folder: folder.path, unfinished: /^image\.tmp$/, clock };
    return await killWhileWriting({ ...options, withinMs }).inject();
  } finally {
    child.kill('SIGKILL');
  }
}

it('kills while the unfinished file stands, and proves both', async () => {
  const { effect, requestedMonoNs, provenMonoNs } = await strike(writer(40), 10_000);
  // It may be met between the file's making and its first bytes.
  expect(effect?.statement).toMatch(/after SIGKILL, and image\.tmp stands unfinished with [04] bytes$/);
  expect(Number(BigInt(provenMonoNs ?? 0) - BigInt(requestedMonoNs)) / 1e6).toBeLessThan(1000);
});

it('has no effect when the process never writes such a file', async () => {
  const { effect, provenMonoNs } = await strike('setInterval(() => {}, 1000)', 200);
  expect(provenMonoNs).toBeNull();
  expect(effect?.statement).toContain('was never met while it wrote such a file');
});
