/** The sweep of crash-points.test.ts is worth what it catches: each bug here is one the durable part could have. */
import { describe, expect, test } from 'vitest';
import { Checkpointer } from '../../src/durability/checkpoint/checkpointer.ts';
import type { Journal } from '../../src/durability/journal/journal.ts';
import { durabilityParts } from '../../src/durability/parts.ts';
import type { Disk, DiskFile } from '../../src/ports/disk.ts';
import {
  type Engine,
  type Fault,
  type Finding,
  groupsOf,
  judgeRestart,
  recordWorkload,
  soundEngine,
  sweep,
} from './crash-rig.ts';
import { reseal } from './reseal.ts';
import { countingClock, directory, idle, open } from './rig.ts';

const isJournal = (path: string) => path.endsWith('.log') || path.endsWith('.log.tmp');

/** A disk whose opened files are changed. */
const withFiles = (disk: Disk, change: (file: DiskFile, path: string) => DiskFile): Disk => ({
  ...disk,
  open: async (path, mode) => change(await disk.open(path, mode), path),
});

/** Every other sync of a segment returns at once, and what it covers is released. */
function noSyncBeforeRelease(syncEvery = 2): Partial<Engine> {
  const { writer } = secondBatchInFlight(syncEvery);
  return { writer };
}

function renameBeforeSync(): Partial<Engine> {
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
function directoryNotSynced(): Partial<Engine> {
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
function secondBatchInFlight(syncEvery = 2): Pick<Engine, 'writer' | 'releaseHolds'> {
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

/** Reads whatever stands where a batch was begun as if its checksums held. */
function tornBatchAccepted(): Partial<Engine> {
  const parts = { ...durabilityParts, sameState: () => true };
  const openResealed = (disk: Disk) =>
    open({ ...bound(disk), readFile: async (path) => reseal(path, await disk.readFile(path)) }, { parts });
  return { parts, open: openResealed };
}

/** A memory disk's methods live on its class. */
function bound(disk: Disk): Disk {
  return {
    list: (path) => disk.list(path),
    exists: (path) => disk.exists(path),
    makeDirectory: (path) => disk.makeDirectory(path),
    readFile: (path) => disk.readFile(path),
    open: (path, mode) => disk.open(path, mode),
    rename: (from, to) => disk.rename(from, to),
    copy: (from, to) => disk.copy(from, to),
    remove: (path) => disk.remove(path),
    syncDirectory: (path) => disk.syncDirectory(path),
  };
}

/** A checkpoint is written without waiting for the journal to be durable up to it. */
const aheadOfJournal: Engine['checkpoint'] = async ({ state, journal, checkpointChecksum }, disk) => {
  const impatient = {
    clusterId: journal.clusterId,
    failed: journal.failed,
    afterDurable: (_: bigint, effect: () => void) => effect(),
  };
  const options = { disk, clock: countingClock(), directory, state, parentChecksum: checkpointChecksum };
  const onFailed = () => {};
  await new Checkpointer({ ...options, journal: impatient as unknown as Journal, onFailed }).writeNow();
};

/** Sound, but a batch takes longer than a checkpoint. */
const slowJournal: Engine['writer'] = (disk) =>
  withFiles(disk, (file, path) => ({
    ...file,
    write: async (bytes, offset) => {
      if (isJournal(path)) await idle();
      await file.write(bytes, offset);
    },
  }));

/** Recovery that drops a checkpoint the journal does not reach, and goes on from an earlier one. */
const withoutWatermark: Engine['open'] = async (disk) => {
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

async function findingsOf(planted: Partial<Engine>): Promise<readonly Finding[]> {
  const engine = { ...soundEngine, ...planted };
  return (await sweep(await recordWorkload(groupsOf(3, 12), engine), engine)).findings;
}

const faultsOf = async (planted: Partial<Engine>): Promise<ReadonlySet<Fault>> =>
  new Set((await findingsOf(planted)).map(({ fault }) => fault));

describe('the sweep over power losses catches', { timeout: 60_000 }, () => {
  test('no sync before a release (rows 15, 16)', async () => {
    expect(await faultsOf(noSyncBeforeRelease())).toContain('lost');
  });

  test('a rename before the sync of what was renamed (row 26)', async () => {
    expect(await faultsOf(renameBeforeSync())).toContain('corrupt');
  });

  test('a directory that is not synced (rows 18, 26)', async () => {
    expect(await faultsOf(directoryNotSynced())).toContain('lost');
  });

  test('a second batch in flight, though nothing is released before its sync (row 16)', async () => {
    expect(await faultsOf(secondBatchInFlight())).toContain('refused');
  });

  test('a torn batch that is accepted (row 19)', async () => {
    const faults = await faultsOf(tornBatchAccepted());
    expect([...faults].some((fault) => fault === 'other state' || fault === 'unverifiable')).toBe(true);
  });

  test('a checkpoint ahead of the journal (rows 21, 25)', async () => {
    const planted = { checkpoint: aheadOfJournal, writer: slowJournal };
    expect((await findingsOf(planted)).some(({ text }) => text.includes('which a checkpoint holds'))).toBe(true);
    expect(await findingsOf({ writer: slowJournal })).toEqual([]);
  });

  test('a watermark that is ignored: what was refused passes with a lost tail (row 21)', async () => {
    const byWatermark = ({ text }: Finding) => text.includes('which a checkpoint holds');
    expect((await findingsOf(noSyncBeforeRelease(4))).some(byWatermark)).toBe(true);
    const ignoring = await findingsOf({ ...noSyncBeforeRelease(4), open: withoutWatermark });
    expect(ignoring.some(byWatermark)).toBe(false);
    expect(ignoring.some(({ fault }) => fault === 'lost')).toBe(true);
  });
});

test('a judge that looks at nothing catches none of it, and so fails', async () => {
  const engine = { ...soundEngine, ...noSyncBeforeRelease() };
  const workload = await recordWorkload(groupsOf(3, 8), engine);
  const blind = await sweep(workload, engine, async () => null);
  expect(blind.findings).toEqual([]);
  expect((await sweep(workload, engine, judgeRestart, 1)).findings).toHaveLength(1);
});

test('a judge is told of an entry that was never appended and of another one in its place', async () => {
  const workload = await recordWorkload(groupsOf(3, 4));
  const other = workload.entries.with(2, { ...(workload.entries[2] ?? expect.fail()), timeUs: 7 });
  const faults = async (claimed: Parameters<typeof judgeRestart>[2]) =>
    new Set((await sweep({ ...workload, ...claimed })).findings.map(({ fault }) => fault));
  expect(await faults({ ...workload, hashes: workload.hashes.slice(0, -1) })).toEqual(new Set(['invented']));
  expect(await faults({ ...workload, entries: other })).toEqual(new Set(['invented']));
  expect(await faults({ ...workload, hashes: workload.hashes.map((hash) => hash + 1n) })).toEqual(
    new Set(['other state']),
  );
});
