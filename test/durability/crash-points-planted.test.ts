/** The sweep of crash-points.test.ts is worth what it catches: each bug here is one the durable part could have. */
import { describe, expect, test } from 'vitest';
import type { MemoryDisk } from '../../simulators/world/disk.ts';
import { powerLosses } from '../../simulators/world/power-losses.ts';
import {
  aheadOfJournal,
  chainSkipped,
  checksumSkipped,
  credulous,
  directoryNotSynced,
  noSyncBeforeRelease,
  renameBeforeSync,
  repairNotSynced,
  secondBatchInFlight,
  slowJournal,
  tornBatchAccepted,
  withoutWatermark,
} from './crash-bugs.ts';
import { type Fault, type Finding, type SweepOptions, sweep } from './crash-rig.ts';
import { type Course, type Engine, groupsOf, recordWorkload, soundEngine } from './crash-workload.ts';
import { directory, journalFiles, open } from './rig.ts';

interface Planted extends Partial<Engine> {
  readonly groups?: number;
  readonly course?: Course;
}

async function findingsOf({ groups = 12, course = {}, ...planted }: Planted, until: SweepOptions['until']) {
  const engine = { ...soundEngine, ...planted };
  const workload = await recordWorkload(groupsOf(3, groups), engine, course);
  return (await sweep(workload, { engine, until: until ?? (() => false) })).findings;
}

/** The first finding of one of these faults; none is undefined. */
async function caught(planted: Planted, ...faults: Fault[]): Promise<Finding | undefined> {
  const isOne = ({ fault }: Finding) => faults.includes(fault);
  return (await findingsOf(planted, isOne)).find(isOne);
}

const byWatermark = ({ text }: Finding) => text.includes('which a checkpoint holds');

describe('the sweep over power losses catches', { timeout: 60_000 }, () => {
  test('no sync before a release (rows 15, 16)', async () => {
    expect(await caught(noSyncBeforeRelease(), 'lost')).toBeDefined();
  });

  test('a rename before the sync of what was renamed (row 26)', async () => {
    expect(await caught(renameBeforeSync(), 'corrupt')).toBeDefined();
  });

  test('a directory that is not synced (rows 18, 26)', async () => {
    expect(await caught(directoryNotSynced(), 'lost')).toBeDefined();
  });

  test('a second batch in flight, though nothing is released before its sync (row 16)', async () => {
    expect(await caught(secondBatchInFlight(), 'refused')).toBeDefined();
  });

  test('a torn batch that is accepted as far as its records are whole (row 19)', async () => {
    expect(await caught({ open: tornBatchAccepted, parts: credulous }, 'half a reaction')).toBeDefined();
  });

  test('a checksum that is skipped (row 17)', async () => {
    const planted = { open: checksumSkipped, parts: credulous };
    expect(await caught(planted, 'other state', 'unverifiable')).toBeDefined();
  });

  test('a checkpoint ahead of the journal (rows 21, 25)', async () => {
    const planted = { checkpoint: aheadOfJournal, writer: slowJournal };
    expect((await findingsOf(planted, byWatermark)).some(byWatermark)).toBe(true);
    expect(await findingsOf({ writer: slowJournal }, undefined)).toEqual([]);
  });

  test('a watermark that is ignored: what was refused passes with a lost tail (row 21)', async () => {
    // Three of four syncs lie, so that a checkpoint can hold what the journal lost.
    const lying = (): Planted => ({ ...noSyncBeforeRelease(4), groups: 8, course: { checkpointEvery: 3 } });
    expect((await findingsOf(lying(), byWatermark)).some(byWatermark)).toBe(true);
    const ignoring = await findingsOf({ ...lying(), open: withoutWatermark }, undefined);
    expect(ignoring.some(byWatermark)).toBe(false);
    expect(ignoring.some(({ fault }) => fault === 'lost')).toBe(true);
  });

  test('an opened journal that is acted upon before it is synced (row 19)', async () => {
    const course = { killedBefore: [5, 7] };
    expect(await findingsOf({ course }, undefined)).toEqual([]);
    expect(await caught({ ...repairNotSynced(), course }, 'lost')).toBeDefined();
  });
});

describe('a stale segment, left by another history of the same cluster', () => {
  const history = (code: string) => Array.from({ length: 30 }, () => [{ type: 'alarm' as const, code, text: '' }]);
  const file = 'journal-00000003.log';

  async function staleFindings(reader: Engine['open']) {
    const other = await recordWorkload(history('lost'));
    const [left] = powerLosses(other, directory, other.steps.length);
    const stale = left?.files().get(`${directory}/${file}`) ?? expect.fail('Expected three segments');
    const openBesideStale: Engine['open'] = async (disk) => {
      if ((await journalFiles(disk)).at(-1) === 'journal-00000002.log')
        (disk as MemoryDisk).setBytes(`${directory}/${file}`, stale);
      return reader(disk);
    };
    const engine = { ...soundEngine, open: openBesideStale, parts: credulous };
    const workload = await recordWorkload(history('kept'));
    return (await sweep(workload, { engine })).findings;
  }

  test('is refused by the chain or by its sequence wherever the power was lost (row 18)', async () => {
    const findings = await staleFindings(open);
    expect(findings.length).toBeGreaterThan(10);
    expect(new Set(findings.map(({ fault }) => fault))).toEqual(new Set(['refused']));
    expect(findings.some(({ text }) => text.includes('the checksum of the frame before'))).toBe(true);
  });

  test('would be caught if it were accepted: other entries than were appended, another state', async () => {
    const faults = (await staleFindings(chainSkipped)).map(({ fault }) => fault);
    expect(faults).toContain('other state');
  });
});

test('a judge that looks at nothing catches none of it, and so fails', async () => {
  const engine = { ...soundEngine, ...noSyncBeforeRelease() };
  const workload = await recordWorkload(groupsOf(3, 8), engine);
  expect((await sweep(workload, { engine, judge: () => null })).findings).toEqual([]);
  expect((await sweep(workload, { engine, until: () => true })).findings).toHaveLength(1);
});

test('a judge is told of an entry that was never appended and of another one in its place', async () => {
  const workload = await recordWorkload(groupsOf(3, 4));
  const other = workload.entries.with(2, { ...(workload.entries[2] ?? expect.fail()), timeUs: 7 });
  const faults = async (claimed: Partial<typeof workload>) =>
    new Set((await sweep({ ...workload, ...claimed })).findings.map(({ fault }) => fault));
  expect(await faults({ hashes: workload.hashes.slice(0, -1) })).toEqual(new Set(['invented']));
  expect(await faults({ entries: other })).toEqual(new Set(['invented']));
  expect(await faults({ hashes: workload.hashes.map((hash) => hash + 1n) })).toEqual(new Set(['other state']));
});
