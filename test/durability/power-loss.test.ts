import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryDisk } from '../../simulators/world/disk.ts';
import type { Fact } from '../../src/core/records.ts';
import { recomputedStateHash } from '../../src/core/state-hash.ts';
import { anyFact } from '../core/arbitrary-facts.ts';
import { checkpoint, opened } from './rig.ts';

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000 && !condition(); turn++) await Promise.resolve();
}

/** Runs the workload until the disk dies at operation `cut`; says what had been released by then. */
async function runUntilCut(groups: readonly (readonly Fact[])[], cut: number) {
  const disk = memoryDisk();
  const live = await opened(disk);
  let left = cut;
  let dead = false;
  disk.onOperation = () => {
    left -= 1;
    dead ||= left <= 0;
    return dead ? Object.assign(new Error('power'), { code: 'EIO' }) : null;
  };
  let released = 0n;
  const hashes = new Map<bigint, bigint>();
  for (const [index, facts] of groups.entries()) {
    const last = live.journal.append(facts).at(-1)?.sequence ?? 0n;
    hashes.set(last, recomputedStateHash(live.state));
    live.journal.afterDurable(last, () => {
      released = last;
    });
    if (index % 3 === 1) await until(() => released === last || dead);
    if (index % 5 === 4) await checkpoint(live, disk).catch(() => {});
  }
  await live.journal.close();
  disk.onOperation = () => null;
  disk.powerLoss();
  return { disk, released, hashes, dead };
}

test('whatever was released is there after a power loss at any operation, and the state is one that was (rows 15, 22, 26)', async () => {
  // Not the configuration: opening with another one than the last appends a record of its own.
  const fact = anyFact.filter(({ type }) => type !== 'configuration');
  const workload = fc.array(fc.array(fact, { minLength: 1, maxLength: 3 }), { minLength: 30, maxLength: 30 });
  const [groups] = fc.sample(workload, { numRuns: 1, seed: 7 });
  if (groups === undefined) throw new Error('Expected a workload');
  let cuts = 0;
  for (let cut = 1; ; cut++) {
    const { disk, released, hashes, dead } = await runUntilCut(groups, cut);
    const { state, refused, journal } = await opened(disk);
    expect(refused).toEqual([]);
    expect(state.head.sequence).toBeGreaterThanOrEqual(released);
    const written = hashes.get(state.head.sequence);
    if (written !== undefined) expect(recomputedStateHash(state)).toBe(written);
    await journal.close();
    cuts += 1;
    if (!dead) break;
  }
  expect(cuts).toBeGreaterThan(50);
}, 60_000);
