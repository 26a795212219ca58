/** Bugs the durable part could have, planted into the engine that a sweep judges. */

import type { MemoryDisk } from '../../simulators/world/disk.ts';
import { writeThenSync } from '../../simulators/world/write-then-sync.ts';
import { batchHeaderBytes } from '../../src/durability/journal/batch-frame.ts';
import { durabilityParts } from '../../src/durability/parts.ts';
import type { Disk, DiskFile } from '../../src/ports/disk.ts';
import type { Engine } from './crash-workload.ts';
import { rechainJournal, resealJournal, resealTornBatch } from './reseal.ts';
import { directory, idle, journalFrames, open, writerOf } from './rig.ts';

const isJournal = (path: string) => path.endsWith('.log') || path.endsWith('.log.tmp');

/** A disk whose opened files are changed. */
const withFiles = (disk: Disk, change: (file: DiskFile, path: string) => DiskFile): Disk => ({
  ...disk,
  open: async (path, mode) => {
    const changed = change(await disk.open(path, mode), path);
    return { ...changed, writeAndSync: writeThenSync(changed) };
  },
});

/** Every other sync of a segment returns at once, and what it covers is released. */
export function noSyncBeforeRelease(syncEvery = 2): Partial<Engine> {
  const { writer } = secondBatchInFlight(syncEvery);
  return { writer };
}

export function renameBeforeSync(): Partial<Engine> {
  const writer = (disk: Disk): Disk => {
    const unsynced = new Map<string, DiskFile>();
    const late = withFiles(disk, (file, path) => ({
      ...file,
      sync: async () => {
        if (path.endsWith('.tmp') && !path.endsWith('.log.tmp')) unsynced.set(path, file);
        else await file.sync();
      },
    }));
    return {
      ...late,
      rename: async (from, to) => {
        await disk.rename(from, to);
        await disk.syncDirectory(directory);
        await unsynced.get(from)?.sync();
      },
    };
  };
  return { writer };
}

/** The name of a new segment is left to chance; a later checkpoint's sync of the directory covers it. */
export function directoryNotSynced(): Partial<Engine> {
  const writer = (disk: Disk): Disk => {
    let segmentRenamed = false;
    return {
      ...disk,
      rename: async (from, to) => {
        await disk.rename(from, to);
        segmentRenamed = isJournal(to) && !to.endsWith('00000001.log');
      },
      syncDirectory: async (path) => {
        if (!segmentRenamed) await disk.syncDirectory(path);
        segmentRenamed = false;
      },
    };
  };
  return { writer };
}

/** Every other sync of the journal returns at once; only those that were done release what they cover. */
export function secondBatchInFlight(syncEvery = 2): Pick<Engine, 'writer' | 'releaseHolds'> {
  let skipped = false;
  const writer = (disk: Disk) =>
    withFiles(disk, (file, path) => {
      if (!isJournal(path)) return file;
      let syncs = 0;
      const sync = async () => {
        syncs += 1;
        // The first makes the segment itself.
        skipped = syncs % syncEvery !== 1;
        if (!skipped) await file.sync();
      };
      return { ...file, sync };
    });
  return { writer, releaseHolds: () => !skipped };
}

/** Decisions of a reader that looks at nothing. */
export const credulous = { ...durabilityParts, checkpointProblem: () => null, sameState: () => true };

/** Reads whatever stands where a batch was begun as if its checksums held. */
export const checksumSkipped: Engine['open'] = async (disk) => {
  await resealJournal(disk as MemoryDisk);
  return open(disk, { parts: credulous });
};

/** Takes the records of a torn batch that are whole: half of a reaction. */
export const tornBatchAccepted: Engine['open'] = async (disk) => {
  await resealTornBatch(disk as MemoryDisk);
  return open(disk, { parts: credulous });
};

/** Reads a segment of another history as if it continued this one. */
export const chainSkipped: Engine['open'] = async (disk) => {
  await rechainJournal(disk as MemoryDisk);
  return open(disk, { parts: credulous });
};

/** What is read is acted upon though it may stand only in the page cache: the sync of the open segment is left out. */
export function repairNotSynced(): Partial<Engine> {
  const writer = (disk: Disk): Disk => {
    let opening = true;
    return withFiles(disk, (file, path) => {
      let first = opening && /journal-\d+\.log$/.test(path);
      const sync = async () => {
        if (!first) await file.sync();
        first = false;
        opening = false;
      };
      return { ...file, sync };
    });
  };
  return { writer };
}

/** The follower applies what stands in the journal's files, its sync or not, and a checkpoint is written of that. */
export const aheadOfJournal: Engine['checkpoint'] = async (live, disk) => {
  // By now the batch of what was just appended is written.
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  const last = (await journalFrames(disk)).at(-1);
  if (last === undefined) return;
  const { file, offset, header } = last;
  await writerOf(live, disk).write({
    segmentId: Number(/\d+/.exec(file)?.[0]),
    offset: offset + batchHeaderBytes + header.bodyBytes,
    sequence: header.firstSequence + BigInt(header.count) - 1n,
  });
};

/** A base counts as written once its bytes stand under a temporary name. */
export function baseNotWritten(): Partial<Engine> {
  const ofNewDirectory = /base-0+-[ab]\.mcp$/;
  const writer = (disk: Disk): Disk => ({
    ...disk,
    rename: async (from, to) => {
      if (!/base-\d+-[ab]\.mcp$/.test(to) || ofNewDirectory.test(to)) await disk.rename(from, to);
    },
  });
  return { writer };
}

/** Sound, but the sync of a batch takes longer than a checkpoint. */
export const slowJournal: Engine['writer'] = (disk) =>
  withFiles(disk, (file, path) => ({
    ...file,
    sync: async () => {
      if (isJournal(path)) await idle();
      await file.sync();
    },
  }));

/** Recovery that drops a checkpoint the journal does not reach, and goes on from an earlier one. */
export const withoutWatermark: Engine['open'] = async (disk) => {
  for (;;) {
    const result = await open(disk);
    if (!('refusals' in result)) return result;
    const newest = (await disk.list(directory))
      .filter((name) => /^checkpoint-.*\.mcp$/.test(name))
      .sort()
      .at(-1);
    if (newest === undefined || !result.refusals.some(({ expected }) => expected.includes('a checkpoint holds')))
      return result;
    await disk.remove(`${directory}/${newest}`);
  }
};
