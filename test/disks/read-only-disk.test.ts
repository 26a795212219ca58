/** Needs root, to mount an ext4 image and a disk in memory; the kernel itself turns them read-only. */
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { engineExit } from '../../src/contract/engine.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { environmentFor, startEngineAlone, startVenueAlone } from '../process/engine-alone.ts';
import { muster } from '../process/muster-run.ts';
import { erringDisk, smallDisk } from './mounts.ts';
import {
  bytesOf,
  expectNoOrderAfter,
  expectNothingLost,
  expectRefused,
  startTrading,
  untilFailed,
} from './trading-rig.ts';

it('a disk (a mounted ext4 image) that the kernel turns read-only while the engine trades ends it with status 20: no order more than 1 s later, no restart, the directory suspect, and mounted anew it opens with nothing lost (rows 18, 22)', async () => {
  await using folder = await temporaryFolder();
  await using disk = await erringDisk(folder.path, join(folder.path, 'data'));
  await using trading = await startTrading(folder.path, disk.path);
  disk.turnReadOnly();

  const failed = await untilFailed(trading);
  expect((await trading.event('exited')).exitCode).toBe(engineExit.writeFailed);
  await expectNoOrderAfter(trading, failed.time);
  const { reason } = await expectRefused(trading);
  expect(reason).toContain(failed.file);
  expect(reason).toContain('EROFS: read-only file system');
  expect(reason).not.toContain('\n');

  await disk.mountAgain();
  await expectNothingLost(trading, folder.path);
});

it('an engine started on a read-only disk (mounted in memory) ends with status 21 and one sentence, and touches nothing (row 22)', async () => {
  await using folder = await temporaryFolder();
  await using disk = await smallDisk(join(folder.path, 'disk'), 24);
  const data = join(disk.path, 'data');
  const venue = await startVenueAlone(folder.path, 'A', 7);
  try {
    const engine = await startEngineAlone(folder.path, data, [venue]);
    await engine.traded(3);
    await engine.kill();
    const found = bytesOf(data);
    await execa('mount', ['-o', 'remount,ro', disk.path]);
    const { exitCode, stderr } = await muster(['engine', '--data', data], {
      cwd: folder.path,
      env: environmentFor([venue]),
    });
    expect(exitCode, stderr).toBe(engineExit.directoryRefused);
    expect(stderr.split('\n').filter((line) => line.startsWith('muster: '))).toEqual([
      expect.stringMatching(/^muster: Expected \S+\/data to be readable and writable, found EROFS: .*\/data'$/),
    ]);
    expect(bytesOf(data)).toEqual(found);
  } finally {
    venue.run.signal('SIGTERM');
    await venue.run.ended;
  }
});
