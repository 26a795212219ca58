import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serialiseState } from '../../../src/core/serialise.ts';
import { readCheckpoint } from '../../../src/durability/checkpoint/checkpoint-format.ts';
import { checkpointName, segmentName } from '../../../src/durability/directory.ts';
import type { Opened } from '../../../src/durability/open-directory.ts';
import { ThreadedWriter } from '../../../src/node/checkpoint/threaded-writer.ts';
import { systemDisk } from '../../../src/node/disk.ts';
import { tradingFact } from '../../bench/trading-facts.ts';
import { opened, write } from '../../durability/rig.ts';
import { type TemporaryFolder, temporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: TemporaryFolder;
let directory: string;
let life: Opened;
const writers: ThreadedWriter[] = [];
beforeEach(async () => {
  folder = await temporaryFolder();
  directory = join(folder.path, 'data');
  life = await opened(systemDisk, { directory });
  await write(life, [Array.from({ length: 40 }, (_, number) => tradingFact(number))]);
});
afterEach(async () => {
  for (const writer of writers.splice(0)) await writer.stop();
  await life.journal.close();
  await folder[Symbol.asyncDispose]();
});

function threaded(thread?: URL): ThreadedWriter {
  const start = { directory, clusterId: life.journal.clusterId, checkpoint: life.checkpointUsed?.file ?? null };
  const writer = new ThreadedWriter(start, thread);
  writers.push(writer);
  return writer;
}

test('a thread with a state of its own writes what the loop’s state was at the durable position (rows 25, 29)', async () => {
  const writer = threaded();
  const told = life.journal.position;
  const expected = serialiseState(life.state);
  life.journal.append([tradingFact(40)]);
  await writer.write(told);
  const image = readCheckpoint(readFileSync(join(directory, checkpointName(told.sequence))));
  expect(image).toMatchObject({ sequence: told.sequence, payload: expected });
});

test('damage that the thread finds is its death, told with the place (row 25)', async () => {
  const writer = threaded();
  const name = segmentName(life.journal.position.segmentId);
  const file = join(directory, name);
  const bytes = readFileSync(file);
  bytes[400] = (bytes[400] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  await expect(writer.write(life.journal.position)).rejects.toThrow(`${name} at`);
  expect(await writer.dead).toContain(`${name} at`);
  expect(readdirSync(directory).filter((each) => each.startsWith('checkpoint-'))).toEqual([]);
});

test('a disk that refuses fails one request, not the thread', async () => {
  const writer = threaded();
  const standing = checkpointName(life.journal.position.sequence);
  mkdirSync(join(directory, `${standing}.tmp`));
  await expect(writer.write(life.journal.position)).rejects.toThrow('EISDIR');
  rmdirSync(join(directory, `${standing}.tmp`));
  await writer.write(life.journal.position);
  expect(readdirSync(directory)).toContain(standing);
});

test('the thread’s end fails the request it was at and every later one (row 25)', async () => {
  const dying = pathToFileURL(join(import.meta.dirname, '../../fixtures/children/dying-checkpoint-thread.ts'));
  const writer = threaded(dying);
  await expect(writer.write(life.journal.position)).rejects.toThrow('its thread ended with status 3');
  expect(await writer.dead).toContain('its thread ended with status 3');
  await expect(writer.write(life.journal.position)).rejects.toThrow('its thread ended with status 3');
});
