/** `muster inspect` from outside, on a directory made by the engine's own code and on a damaged copy of it. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FollowingWriter } from '../../src/durability/checkpoint/checkpoint-writer.ts';
import { openDirectory } from '../../src/durability/open-directory.ts';
import { durabilityParts } from '../../src/durability/parts.ts';
import { systemClock } from '../../src/node/clock.ts';
import { systemDisk } from '../../src/node/disk.ts';
import { tradingFact } from '../bench/trading-facts.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { muster } from './muster-run.ts';

let folder: TemporaryFolder;
let cwd: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  cwd = folder.path;
  await makeDirectory(join(cwd, 'data'));
  cpSync(join(cwd, 'data'), join(cwd, 'damaged'), { recursive: true });
  const file = join(cwd, 'damaged', 'journal-00000001.log');
  const bytes = readFileSync(file);
  bytes.fill(0xff, 300, 303);
  writeFileSync(file, bytes);
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Entry 1 is the configuration, 2 to 201 are trading, in batches of ten; a checkpoint holds 101. */
async function makeDirectory(directory: string): Promise<void> {
  const configuration = { hash: 'ab'.repeat(32), json: '{}' };
  const live = await openDirectory({
    disk: systemDisk,
    clock: systemClock,
    directory,
    configuration,
    segmentBytes: 8192,
  });
  if ('refusals' in live) throw new Error('unreachable: the directory is new');
  const { journal } = live;
  const start = { directory, clusterId: journal.clusterId };
  const writer = new FollowingWriter(start, systemDisk, durabilityParts);
  for (let group = 0; group < 20; group++) {
    if (group === 10) await writer.write(journal.position);
    const entries = journal.append(Array.from({ length: 10 }, (_, index) => tradingFact(group * 10 + index + 1)));
    const last = entries.at(-1)?.sequence ?? 0n;
    await new Promise<void>((resolve) => journal.afterDurable(last, resolve));
  }
  await journal.close();
}

const inspect = (...args: string[]) => muster(['inspect', ...args], { cwd });
const contents = (name: string) =>
  readdirSync(join(cwd, name)).map((file) => [file, readFileSync(join(cwd, name, file)).toString('base64')]);

describe('muster inspect', () => {
  it('answers every question about a sound directory and changes nothing in it (rows 66, 69, 70)', async () => {
    const before = contents('data');
    const overview = await inspect('data');
    expect(overview).toMatchObject({ exitCode: 0, stderr: '' });
    expect(overview.stdout).toContain('sequence 201');
    for (const line of overview.stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(60);

    const at = JSON.parse((await inspect('data', '--at', '103', '--json')).stdout);
    expect(at).toMatchObject({ sequence: '103', epoch: 0 });
    expect(at.positions.length).toBeGreaterThan(0);

    const diff = await inspect('data', '--diff', '103', '104');
    expect(diff.stdout).toContain('sequence: 103 -> 104');

    const verified = await inspect('data', '--verify');
    expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
    expect(verified.stdout).toMatch(/\nsound$/);

    const trades = (await inspect('data', '--export', 'csv')).stdout.split('\r\n');
    const rows = (await inspect('data', '--export', 'ndjson')).stdout.split('\n').map((line) => JSON.parse(line));
    const fills = rows.filter(({ type }) => type === 'fill').map(({ sequence }) => sequence);
    expect(fills.length).toBe(40);
    expect(trades.slice(1).map((line) => line.split(',')[0])).toEqual(fills);
    expect(rows.at(-1)).toMatchObject({
      type: 'end',
      economicHash: JSON.parse((await inspect('data', '--json')).stdout).head.economicHash,
    });
    expect(contents('data')).toEqual(before);
  });

  it('names the damage and ends with 1; what a checkpoint holds it still shows', async () => {
    const { exitCode, stdout, stderr } = await inspect('damaged', '--verify', '--json');
    expect([exitCode, stderr]).toEqual([1, '']);
    expect(JSON.parse(stdout).damage[0]).toMatchObject({
      file: 'journal-00000001.log',
      offset: expect.any(Number),
      expected: expect.any(String),
      found: expect.any(String),
    });
    expect((await inspect('damaged', '--at', '150')).exitCode).toBe(0);
    const behind = await inspect('damaged', '--at', '50');
    expect(behind.exitCode).toBe(1);
    expect(behind.stderr).toContain('journal-00000001.log');
  });

  it.each([
    [['data', '--at', '202'], 'ends with sequence 201'],
    [['data', '--at', '2001-01-01'], 'begins with sequence 1'],
    [['data', '--at', 'yesterday'], '"yesterday"'],
    [['data', '--at', '1', '--diff', '1', '2'], 'got --at and --diff'],
    [['data', '--diff', '1'], 'two points, got 1'],
    [['data', '--export', 'xml'], 'csv, ndjson'],
    [['data/MUSTER'], 'a journal directory'],
    [['absent'], 'nothing at absent'],
  ])('%j ends with exit status 3 and one sentence', async (args, says) => {
    const { exitCode, stdout, stderr } = await inspect(...args);
    expect(exitCode, stderr).toBe(3);
    expect(stderr).toMatch(/^muster: [^\n]+$/);
    expect(stderr).toContain(says);
    expect(stdout).toBe('');
  });
});
