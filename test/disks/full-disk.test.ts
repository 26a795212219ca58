/** Needs root, to mount a disk in memory. Everything else is real: venue, supervisor, engine, and the kernel's ENOSPC. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { engineExit } from '../../src/contract/engine.ts';
import { suspectMarkerFile } from '../../src/node/supervisor/suspect-marker.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { fillUp, smallDisk } from './mounts.ts';
import {
  bytesOf,
  expectNoOrderAfter,
  expectNothingLost,
  expectRefused,
  startTrading,
  untilFailed,
} from './trading-rig.ts';

it('a disk (mounted in memory) that fills up while the engine trades ends it with status 20: no order more than 1 s later, no restart, the directory suspect and untouched, and with room again it opens with nothing lost (rows 18, 22)', async () => {
  await using folder = await temporaryFolder();
  await using disk = await smallDisk(join(folder.path, 'data'), 24);
  await using trading = await startTrading(folder.path, disk.path);
  const makeRoom = await fillUp(disk);

  const failed = await untilFailed(trading);
  expect(failed).toMatchObject({ code: 'ENOSPC', operation: 'segment' });
  const exit = await trading.event('exited');
  expect(exit.exitCode).toBe(engineExit.writeFailed);
  await expectNoOrderAfter(trading, failed.time);

  const { reason } = await expectRefused(trading);
  expect(reason).toContain(`the segment behind ${failed.file} could not be made: ENOSPC: no space left on device`);
  expect(reason).not.toContain('\n');
  const found = bytesOf(disk.path);
  await trading.start();
  await trading.event('restart-refused');
  expect((await trading.status()).events.filter(({ event }) => event === 'started')).toHaveLength(1);
  expect(bytesOf(disk.path)).toEqual(found);

  await makeRoom();
  await expectNothingLost(trading, folder.path);
  await rm(suspectMarkerFile(disk.path));
  await trading.start();
  await trading.engine.traded(3);
  expect(existsSync(suspectMarkerFile(disk.path))).toBe(false);
});
