import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { identifyProcess, type ProcessIdentity } from '../../src/common/process-liveness.ts';
import { flipByte } from '../../src/faults/flip-byte.ts';
import { systemClock as clock } from '../../src/node/clock.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';

const text = '{"orders":[{"price":"100.0","quantity":"0.00500000"}]}';
let folder: TemporaryFolder;
let file: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  file = join(folder.path, 'checkpoint');
  await writeFile(file, text);
});
afterEach(() => folder[Symbol.asyncDispose]());

const flip = (owner: ProcessIdentity | null, pattern = /"quantity":"([\d.]+)"/, path = file) =>
  flipByte({
    id: 'flip',
    target: 'newest checkpoint',
    file: async () => path,
    pattern,
    owner: async () => owner,
    clock,
  });

it('changes one digit of the file and nothing else, and proves it by offset and hashes', async () => {
  const injection = await flip(null).inject();
  expect(await readFile(file, 'utf8')).toBe(text.replace('0.00500000', '0.00600000'));
  expect(injection.provenMonoNs).not.toBeNull();
  const offset = text.indexOf('5');
  expect(injection.effect?.statement).toContain(
    `'5' became '6' at offset ${offset} of checkpoint and nothing else differs`,
  );
  expect(injection.effect?.statement).toMatch(/sha256 [0-9a-f]{64} before, [0-9a-f]{64} after/);
});

it('says that it is not restored, and leaves the file alone', async () => {
  const fault = flip(null);
  await fault.inject();
  const after = await readFile(file, 'utf8');
  expect((await fault.undo()).statement).toMatch(/^checkpoint is left as it is/);
  expect(await readFile(file, 'utf8')).toBe(after);
});

it('refuses to strike the file of a living engine', async () => {
  const fault = flip(identifyProcess(process.pid));
  expect(await fault.unavailable()).toMatch(/^the engine lives/);
  expect(await fault.inject()).toMatchObject({ provenMonoNs: null, effect: { holds: false } });
  expect(await readFile(file, 'utf8')).toBe(text);
  expect((await fault.undo()).statement).toBe('no byte was changed, nothing to undo');
});

it('has no effect when the file has no such place or does not exist', async () => {
  expect((await flip(null, /"size":"(\d+)"/).inject()).effect).toMatchObject({ holds: false });
  expect((await flip(null, /(1)/, join(folder.path, 'absent')).inject()).effect).toMatchObject({ holds: false });
});
