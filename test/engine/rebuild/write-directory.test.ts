import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/core/records.ts';
import { stateHash } from '../../../src/core/state-hash.ts';
import { openDirectory } from '../../../src/durability/open-directory.ts';
import { durabilityParts } from '../../../src/durability/parts.ts';
import { type WriteOptions, writeRebuilt } from '../../../src/engine/rebuild/write-directory.ts';
import { systemClock } from '../../../src/node/clock.ts';
import { lockDirectory } from '../../../src/node/directory-lock.ts';
import { systemDisk } from '../../../src/node/disk.ts';
import type { Disk } from '../../../src/ports/disk.ts';
import { tradingFact } from '../../bench/trading-facts.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

const epoch = 1_700_000_000;
const facts: readonly Fact[] = [
  { type: 'epoch', epoch, incarnation: 'rebuild' },
  ...Array.from({ length: 2500 }, (_, index) => tradingFact(index + 1)),
  { type: 'stopped', mode: 'rebuilt' },
];
const configuration = { hash: 'ab'.repeat(32), json: '{}' };

const options = (folder: string, disk: Disk): WriteOptions => ({
  disk,
  clock: systemClock,
  into: join(folder, 'new'),
  configuration,
  parts: durabilityParts,
  epoch,
  lockDirectory,
});

describe('writing a rebuilt directory', () => {
  it('gives a directory that opens as cleanly ended, in the epoch asked for, with the state it returned', async () => {
    await using folder = await temporaryFolder();
    const state = await writeRebuilt(options(folder.path, systemDisk), facts);
    const opened = await openDirectory({
      disk: systemDisk,
      clock: systemClock,
      directory: join(folder.path, 'new'),
      configuration,
    });
    if ('refusals' in opened) throw new Error('Expected a usable directory');
    await opened.journal.close();
    expect(opened).toMatchObject({ previousEnd: 'clean', refused: [], tornTail: null });
    expect(opened.state.head.epoch).toBe(epoch);
    expect(stateHash(opened.state)).toBe(stateHash(state));
    expect(readdirSync(folder.path)).toEqual(['new']);
  });

  it('shows nothing at its place when the disk fails at any operation before the rename, and can then be made again', async () => {
    await using folder = await temporaryFolder();
    const fault = { operations: 0, failAt: 0 };
    const disk = failingDisk(fault);
    await writeRebuilt({ ...options(folder.path, disk), into: join(folder.path, 'counted') }, facts);
    const steps = fault.operations;
    expect(steps).toBeGreaterThan(10);
    // The last two are the rename and the sync of the folder above.
    for (let failAt = 1; failAt < steps; failAt += 1) {
      Object.assign(fault, { operations: 0, failAt });
      await expect(writeRebuilt(options(folder.path, disk), facts), `operation ${failAt}`).rejects.toThrow('no space');
      expect(readdirSync(folder.path)).not.toContain('new');
    }
    Object.assign(fault, { operations: 0, failAt: 0 });
    await writeRebuilt(options(folder.path, disk), facts);
    expect(readdirSync(folder.path)).toContain('new');
  });

  it('refuses to work where another rebuild is at work', async () => {
    await using folder = await temporaryFolder();
    const other = await lockDirectory(join(folder.path, 'new.rebuilding'));
    await expect(writeRebuilt(options(folder.path, systemDisk), facts)).rejects.toThrow('one at work');
    other?.release();
  });
});

/** The real disk, on which one operation that changes something fails. */
function failingDisk(fault: { operations: number; failAt: number }): Disk {
  const count = () => {
    fault.operations += 1;
    if (fault.operations === fault.failAt)
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  return {
    ...systemDisk,
    rename: async (from, to) => {
      count();
      await systemDisk.rename(from, to);
    },
    remove: (path) => systemDisk.remove(path),
    syncDirectory: async (directory) => {
      count();
      await systemDisk.syncDirectory(directory);
    },
    open: async (path, mode) => {
      const file = await systemDisk.open(path, mode);
      const guarded =
        <Arguments extends readonly unknown[], Result>(work: (...given: Arguments) => Promise<Result>) =>
        async (...given: Arguments) => {
          count();
          return work(...given);
        };
      const [write, sync] = [guarded(file.write), guarded(file.sync)];
      return { ...file, write, sync, writeAndSync: guarded(file.writeAndSync) };
    },
  };
}
