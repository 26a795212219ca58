import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Writer } from '../../../src/node/writer/writer.ts';
import { requestBytesMax } from '../../../src/node/writer/writer-request.ts';
import { child } from '../../fixtures/children.ts';
import { type TemporaryFolder, temporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

const bytesOf = (text: string) => new TextEncoder().encode(text);

test('requests are done in the order they were made, whether they sync or not', async () => {
  const path = join(folder.path, 'a');
  const descriptor = openSync(path, 'w+');
  const writer = new Writer();
  const beforeNs = process.hrtime.bigint();
  const [firstNs, , lastNs] = await Promise.all([
    writer.writeAndSync(descriptor, bytesOf('aaaa'), 0),
    writer.write(descriptor, bytesOf('bb'), 2),
    writer.writeAndSync(descriptor, bytesOf('c'), 3),
  ]);
  closeSync(descriptor);
  expect(readFileSync(path, 'utf8')).toBe('aabc');
  expect([firstNs > beforeNs, lastNs > firstNs, process.hrtime.bigint() > lastNs]).toEqual([true, true, true]);
});

test('the next request is at work before whoever was told of the last one gives up the thread (row 16)', async () => {
  const path = join(folder.path, 'a');
  const descriptor = openSync(path, 'w+');
  const writer = new Writer();
  await writer.writeAndSync(descriptor, bytesOf('a'), 0);
  const next = writer.writeAndSync(descriptor, bytesOf('b'), 1);
  // Nothing else of this thread runs while it looks.
  const untilNs = process.hrtime.bigint() + 5_000_000_000n;
  while (readFileSync(path, 'utf8') !== 'ab' && process.hrtime.bigint() < untilNs);
  expect(readFileSync(path, 'utf8')).toBe('ab');
  await next;
  closeSync(descriptor);
});

test('a batch longer than the shared memory arrives whole', async () => {
  const path = join(folder.path, 'a');
  const descriptor = openSync(path, 'w+');
  const bytes = Uint8Array.from({ length: 2 * requestBytesMax + 12_345 }, (_, index) => index % 251);
  await new Writer().writeAndSync(descriptor, bytes, 100);
  closeSync(descriptor);
  expect(readFileSync(path).subarray(100).equals(bytes)).toBe(true);
});

test('an error keeps the operating system’s code and names the call that failed (row 22)', async () => {
  const writer = new Writer();
  const full = openSync('/dev/full', 'w');
  await expect(writer.writeAndSync(full, bytesOf('a'), 0)).rejects.toMatchObject({
    code: 'ENOSPC',
    message: expect.stringContaining('write'),
  });
  closeSync(full);
  const path = join(folder.path, 'a');
  closeSync(openSync(path, 'w'));
  const readOnly = openSync(path, 'r');
  await expect(writer.write(readOnly, bytesOf('a'), 0)).rejects.toMatchObject({ code: 'EBADF' });
  closeSync(readOnly);
  const unsyncable = openSync('/dev/null', 'w');
  await expect(writer.writeAndSync(unsyncable, bytesOf('a'), 0)).rejects.toMatchObject({
    code: 'EINVAL',
    message: expect.stringContaining('fdatasync'),
  });
  closeSync(unsyncable);
});

test('the thread’s death fails the request in flight and every later one (row 22)', async () => {
  const dying = pathToFileURL(join(import.meta.dirname, '../../fixtures/children/dying-writer-thread.ts'));
  const writer = new Writer(dying);
  const gone = { code: 'EIO', message: "the journal's writer thread is gone: exit status 3" };
  const inFlight = writer.writeAndSync(1, bytesOf('a'), 0);
  const waiting = writer.write(1, bytesOf('b'), 0);
  await expect(inFlight).rejects.toMatchObject(gone);
  await expect(waiting).rejects.toMatchObject(gone);
  await expect(writer.write(1, bytesOf('c'), 0)).rejects.toMatchObject(gone);
});

test('a process that has nothing left to do ends at once, and not before its batch was synced', () => {
  const path = join(folder.path, 'a');
  const [program = '', ...args] = child('one-batch', path);
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 20_000 });
  const ended = process.hrtime.bigint();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(readFileSync(path, 'utf8')).toBe('written');
  const { answeredNs, syncedNs } = JSON.parse(stdout);
  expect(BigInt(answeredNs)).toBeGreaterThan(BigInt(syncedNs));
  expect(Number(ended - BigInt(answeredNs)) / 1e6).toBeLessThan(2000);
});
