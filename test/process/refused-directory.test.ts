/** A directory that an engine refuses, as an operator meets it: `muster engine`, its exit status, and one sentence. */
import { readdirSync, readFileSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { engineEnvironment, engineExit } from '../../src/contract/engine.ts';
import { readSegmentHeader, segmentHeader } from '../../src/durability/journal/segment-header.ts';
import { systemDisk } from '../../src/node/disk.ts';
import { countingClock, opened, write } from '../durability/rig.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { muster } from './muster-run.ts';

/** Nothing listens there: no engine of these tests gets that far. */
const venues = JSON.stringify([
  {
    name: 'A',
    orderEntryUrl: 'http://127.0.0.1:1',
    userStreamUrl: 'ws://127.0.0.1:1/ws-api/v3',
    marketDataUrl: 'ws://127.0.0.1:1',
    apiKey: 'key',
    apiSecret: 'secret',
    symbols: ['BTCUSDT'],
    bounds: { clockSkewMs: 50, matchingDelayMs: 50, readLagMs: 0 },
  },
]);

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Two segments, of which the second is of a later epoch. */
async function soundDirectory(name: string, wallMs = 1): Promise<string> {
  const data = join(folder.path, name);
  const live = await opened(systemDisk, { directory: data, clock: { ...countingClock(), wallMs: () => wallMs } });
  const facts = [{ type: 'alarm' as const, code: 'test', text: 'of a test' }];
  live.journal.setEpoch(5);
  await write(live, [facts]);
  await live.journal.roll();
  await write(live, [facts]);
  await live.journal.close();
  return data;
}

const everything = (data: string) =>
  new Map(readdirSync(data).map((name) => [name, readFileSync(join(data, name)).toString('base64')]));
const second = 'journal-00000002.log';

interface Case {
  readonly what: string;
  readonly spoil: (data: string) => Promise<void>;
  readonly exit: number;
  readonly says: RegExp;
}

it.each<Case>([
  {
    what: 'of mixed clusters (row 18)',
    spoil: async (data) => copyFile(join(await soundDirectory('other', 2), second), join(data, second)),
    exit: engineExit.directoryRefused,
    says: /journal-00000002\.log at 16: expected cluster \w{16}, found \w{16}$/,
  },
  {
    what: 'whose epochs go backwards (row 20)',
    spoil: async (data) => {
      const bytes = readFileSync(join(data, second));
      const header = readSegmentHeader(bytes);
      if ('problem' in header) throw new Error(header.problem);
      const file = await systemDisk.open(join(data, second), 'read-write');
      await file.write(segmentHeader({ ...header, epoch: 4 }), 0);
      await file.close();
    },
    exit: engineExit.directoryRefused,
    says: /journal-00000002\.log at 40 \(sequence 3\): expected epoch 5 or later, found epoch 4$/,
  },
  {
    what: 'without its marker (row 18)',
    spoil: (data) => rm(join(data, 'MUSTER')),
    exit: 3,
    says: /to be empty or a Muster journal directory, found .+ and no MUSTER marker$/,
  },
])(
  'an engine on a directory $what says so in one sentence, ends with its status, and changes no byte',
  async ({ what, spoil, exit, says }) => {
    const data = await soundDirectory(what.replaceAll(' ', '-'));
    await spoil(data);
    const before = everything(data);
    const { exitCode, stderr } = await muster(['engine', '--data', data], {
      cwd: folder.path,
      env: { [engineEnvironment.venues]: venues },
    });
    expect(exitCode, stderr).toBe(exit);
    expect(stderr.split('\n').filter((line) => line.startsWith('muster: '))).toEqual([expect.stringMatching(says)]);
    const after = everything(data);
    // The lock of the engine that looked; nothing stands in it.
    after.delete('muster.lock');
    expect(after).toEqual(before);
  },
);
