/**
 * Core, journal, checkpoints, follower and the upkeep of the files under whatever order of events fast-check finds, against a model that knows
 * only the list of entries: what was released survives, nothing is invented, and the state is what the list says.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coreParts } from '../../src/core/core-parts.ts';
import { durabilityParts } from '../../src/durability/parts.ts';
import type { Disk } from '../../src/ports/disk.ts';
import {
  aheadOfJournal,
  baseNotWritten,
  credulous,
  noSyncBeforeRelease,
  repairNotSynced,
  slowJournal,
} from '../durability/crash-bugs.ts';
import { type Engine, soundEngine } from '../durability/crash-workload.ts';
import { open } from '../durability/rig.ts';
import { crashes, type Happening, happenings } from './journal-commands.ts';
import { newModel, type Seen, System } from './journal-system.ts';

const runs = 100;
const timeLimitMs = 20_000;

const nothing = (): Seen => ({
  powerLosses: 0,
  kills: 0,
  lostEntries: 0,
  tornTails: 0,
  batchesCompared: 0,
  scrubs: 0,
  damagedSegments: 0,
  damagedCheckpoints: 0,
  setAside: 0,
  removedFiles: 0,
});

const courses = fc.commands(happenings, { size: '+1' });
/** Without what the planted bug has no part in. */
const crashCourses = fc.commands(crashes, { size: '+1' });

async function run(engine: Engine, commands: Iterable<Happening>, seen: Seen = nothing()): Promise<void> {
  const system = new System(engine, seen);
  const model = newModel();
  await system.begin(model);
  await fc.asyncModelRun(() => ({ model, real: system }), commands);
  await system.sync(model);
  await system.close();
  await system.begin(model);
}

test('whatever happens to a journal, what was released survives and the state follows from its entries (rows 1, 5, 7, 11, 15, 16, 19, 20, 23, 28, 29, 30)', async ({
  annotate,
}) => {
  const seen = nothing();
  const details = await fc.check(
    fc.asyncProperty(courses, (commands) => run(soundEngine, commands, seen)),
    {
      numRuns: runs,
      interruptAfterTimeLimit: timeLimitMs,
      markInterruptAsFailure: false,
    },
  );
  expect(details.failed, fc.defaultReportMessage(details) ?? '').toBe(false);
  await annotate(`${details.numRuns} courses of events: ${JSON.stringify(seen)}`);
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0);
}, 60_000);

describe('the same courses of events find', () => {
  /** Planted anew for each course: some count what they were asked. */
  const found = async (plant: () => Partial<Engine>, through: typeof courses = crashCourses, numRuns = 300) => {
    const property = fc.asyncProperty(through, (commands) => run({ ...soundEngine, ...plant() }, commands));
    const { failed, errorInstance } = await fc.check(property, { numRuns, seed: 3, endOnFailure: true });
    return failed ? String(errorInstance) : 'nothing';
  };

  test('a release without a sync', async () => {
    expect(await found(noSyncBeforeRelease)).toMatch(/what was released survives|refused/);
  });

  test('a restart that acts on what stands only in the page cache', async () => {
    expect(await found(repairNotSynced)).toMatch(/what was released survives|refused/);
  });

  test('a follower that applies what is not durable', async () => {
    expect(await found(() => ({ followTo: () => 'end' }))).toContain('to be');
  });

  test('a checkpoint ahead of the journal', async () => {
    const planted = () => ({ checkpoint: aheadOfJournal, writer: slowJournal });
    // A restart after a power loss refuses it, or a follower that begins with it stands ahead of what is durable.
    expect(await found(planted)).toMatch(/which a checkpoint holds|to be/);
    expect(await found(() => ({ writer: slowJournal }), crashCourses, 40)).toBe('nothing');
  });

  test('a damaged checkpoint that is believed', async () => {
    const plant = () => ({ parts: credulous, open: (disk: Disk) => open(disk, { parts: credulous }) });
    expect(await found(plant, courses)).toContain('to be');
  });

  test('a base that does not stand when the segments before it are set aside', async () => {
    expect(await found(baseNotWritten, courses)).toMatch(/refused/);
  });

  test('a fill that counts again when it comes with another time', async () => {
    const core = {
      ...coreParts,
      tradeKey: (fill: { tradeId: number; tradeTimeMs: number }) => `${fill.tradeId} ${fill.tradeTimeMs}`,
    };
    const parts = { ...durabilityParts, core };
    // The follower that writes checkpoints counts it once.
    expect(await found(() => ({ parts, open: (disk) => open(disk, { parts }) }))).toMatch(/to be|state hash/);
  });
});
