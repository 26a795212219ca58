import { expect, test } from 'vitest';
import type { MemoryDisk } from '../../../simulators/world/disk.ts';
import { powerLosses } from '../../../simulators/world/power-losses.ts';
import { recordedDisk } from '../../../simulators/world/recorded-disk.ts';
import { recomputedStateHash } from '../../../src/core/state-hash.ts';
import { segmentName, sortFiles } from '../../../src/durability/directory.ts';
import { isWhole } from '../../../src/durability/retention/base.ts';
import { checkpoint, directory, open, opened, write } from '../rig.ts';
import { facts, scrubbed, segmentPath, sourceOf, tend } from './tended.ts';

type Damage = 'flipped' | 'removed';

/** A live journal whose segment `id` is damaged, then one round of the upkeep; `from` is where the damage is done. */
async function recordRetirement(id: number, damage: Damage) {
  const { disk, ...recording } = recordedDisk();
  const live = await opened(disk);
  const hashes = new Map<bigint, bigint>();
  for (let group = 0; group < 10; group++) {
    await write(live, [facts(group * 2, 2)]);
    hashes.set(live.state.head.sequence, recomputedStateHash(live.state));
    if (group === 3 || group === 8) await checkpoint(live, disk);
  }
  await live.journal.roll();
  if (damage === 'removed') await disk.remove(segmentPath(id));
  else {
    const file = await disk.open(segmentPath(id), 'read-write');
    await file.write(new Uint8Array([0xff, 0xff, 0xff]), 260);
    await file.sync();
  }
  await disk.syncDirectory(directory);
  const from = recording.steps.length;
  const released = live.state.head.sequence;
  const alarms = await tend({ disk, live, source: sourceOf(disk, live) });
  await live.journal.close();
  hashes.set(live.state.head.sequence, recomputedStateHash(live.state));
  return { recording, from, released, hashes, alarms };
}

const retiredOrOlder = (id: number) => (segment: number) => segment <= id;

async function withoutGenerations(disk: MemoryDisk): Promise<MemoryDisk> {
  const bare = disk.clone();
  for (const name of await bare.list(directory))
    if (name.startsWith('checkpoint-')) await bare.remove(`${directory}/${name}`);
  return bare;
}

for (const damage of ['flipped', 'removed'] as const) {
  test(`a power loss at any step of the retirement of a ${damage} segment leaves a directory that opens with nothing lost, and the next life finishes it (rows 20, 28)`, async ({
    annotate,
  }) => {
    const id = 2;
    const { recording, from, released, hashes, alarms } = await recordRetirement(id, damage);
    expect(alarms.at(-1)).toMatchObject({ code: 'segment-retired' });
    let schedules = 0;
    const stages = new Set<string>();
    for (const loss of powerLosses(recording, directory, from)) {
      schedules += 1;
      const disk = loss.disk();
      const before = sortFiles(await disk.list(directory));
      const bases = before.checkpoints.filter(({ base }) => base).length;
      stages.add(`${bases} bases, ${before.segmentIds.filter(retiredOrOlder(id)).length} old segments`);

      // With every recent checkpoint gone as well, a base carries it, or the damage still stands to be named.
      const bare = await open(await withoutGenerations(disk));
      if ('refusals' in bare) expect(bare.refusals[0]?.file, loss.description).toBe(segmentName(id));

      const live = await opened(disk);
      // A restart meets no gap that the retirement made.
      const passed = live.refused.map(({ file }) => file);
      expect(passed, loss.description).toEqual(
        damage === 'removed' && before.segmentIds[0] === 1 ? [segmentName(id)] : [],
      );
      const source = sourceOf(disk, live);
      const whole = await Promise.all(
        before.checkpoints.map(({ base, sequence }) => base && isWhole(source, sequence)),
      );
      expect(whole, loss.description).toContain(true);
      const { sequence } = live.state.head;
      expect(sequence, loss.description).toBeGreaterThanOrEqual(released);
      const expected = hashes.get(sequence);
      if (expected !== undefined) expect(recomputedStateHash(live.state), loss.description).toBe(expected);
      await write(live, [facts(200, 2)]);

      const told = await tend({ disk, live, source });
      if (damage === 'flipped') expect(told.map(({ code }) => code)).not.toContain('segment-missing');
      const after = sortFiles(await disk.list(directory));
      expect(after.segmentIds.filter(retiredOrOlder(id)), loss.description).toEqual([]);
      expect(after.retiredIds.length, loss.description).toBe(damage === 'removed' ? 1 : 2);
      expect(after.checkpoints.filter(({ base, sequence: at }) => base && at === 0n)).toEqual([]);
      expect(await scrubbed(source), loss.description).toEqual([]);
      await live.journal.close();
      const again = await opened(await withoutGenerations(disk));
      expect(recomputedStateHash(again.state), loss.description).toBe(recomputedStateHash(live.state));
      expect(again.refused).toEqual([]);
      await again.journal.close();
    }
    await annotate(`${schedules} power losses; ${[...stages].join('; ')}`);
    expect(schedules).toBeGreaterThan(100);
    // The sweep met it in the middle: with both bases, and with some of the segments still to go.
    expect(stages.size).toBeGreaterThan(3);
  }, 60_000);
}
