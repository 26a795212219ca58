/** Scrub, setting aside and retention of the journal that journal-system.ts drives, and the damage they are there for. */
import { expect } from 'vitest';
import { emptyState } from '../../src/core/find-or-create.ts';
import type { Fact } from '../../src/core/records.ts';
import type { State } from '../../src/core/state.ts';
import { loadCheckpoint } from '../../src/durability/checkpoint/load-checkpoint.ts';
import { segmentName, sortFiles } from '../../src/durability/directory.ts';
import { readHeads } from '../../src/durability/follower/segment-heads.ts';
import { RoundTimes } from '../../src/durability/retention/round-times.ts';
import { scrubRound } from '../../src/durability/retention/scrub.ts';
import { betweenRoundsMs, retryMs, upkeep } from '../../src/durability/retention/upkeep.ts';
import type { UpkeepSource } from '../../src/durability/retention/upkeep-source.ts';
import { directory } from '../durability/rig.ts';

export const filesIn = async ({ disk }: UpkeepSource) => sortFiles(await disk.list(directory));

/** Where the retained journal begins: nothing, or the base its first segment goes on from; with damage standing, what a start would use. */
export async function retainedStart(source: UpkeepSource, damaged: ReadonlySet<string>): Promise<State> {
  const { segmentIds, checkpoints } = await filesIn(source);
  if (damaged.size === 0 && segmentIds[0] === 1) return emptyState();
  const bases = checkpoints.filter(({ base }) => base);
  const candidates = damaged.size === 0 ? bases.toReversed() : checkpoints;
  for (const { file } of candidates) {
    const loaded = await loadCheckpoint(source.disk, directory, file, source.clusterId, source.parts);
    if ('state' in loaded) return loaded.state;
    expect([...damaged], loaded.reason).toContain(file);
  }
  return emptyState();
}

/** What one round of the scrub finds that nobody damaged and no interrupted upkeep left. */
export async function unexplained(
  source: UpkeepSource,
  damaged: ReadonlySet<string>,
  tended: boolean,
): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { findings } of scrubRound(source, new RoundTimes())) {
    for (const { code, refusal } of findings) {
      const known = refusal !== null && damaged.has(refusal.file);
      const interrupted = tended && (code === 'checkpoint-missing' || code === 'retirement-unfinished');
      if (!known && !interrupted) found.push(`${code} ${refusal?.reason ?? ''}`);
    }
  }
  return found;
}

/** One round of the upkeep, as its host runs it; a checkpoint is written whenever it waits for one. */
export async function tendOnce(
  source: UpkeepSource,
  act: {
    readonly roll: () => void;
    readonly append: (facts: readonly Fact[]) => void;
    readonly checkpoint: () => Promise<void>;
  },
): Promise<void> {
  const onAlarm = (alarm: { readonly code: string; readonly text: string }) =>
    act.append([{ type: 'alarm', ...alarm }]);
  for await (const pauseMs of upkeep({ ...source, requestRoll: act.roll, onAlarm })) {
    if (pauseMs === betweenRoundsMs) return;
    if (pauseMs === retryMs) await act.checkpoint();
  }
}

/** Flips a bit of one byte, as a medium might: durably. Returns the file; null where none may be damaged without loss. */
export async function damageOne(
  source: UpkeepSource,
  what: 'segment' | 'checkpoint',
  choice: number,
): Promise<string | null> {
  const { segmentIds, checkpoints } = await filesIn(source);
  const [newest] = checkpoints;
  if (newest === undefined) return null;
  const heads = await readHeads(source, segmentIds);
  // Wholly below the newest checkpoint: the next segment begins at or below what that holds.
  const below = segmentIds.filter((_, index) => {
    const header = heads[index + 1]?.header;
    return header !== undefined && !('problem' in header) && header.firstSequence <= newest.sequence + 1n;
  });
  const generations = checkpoints.filter(({ base }) => !base).map(({ file }) => file);
  const candidates = what === 'segment' ? below.map(segmentName) : generations;
  const file = candidates[choice % Math.max(candidates.length, 1)];
  if (file === undefined) return null;
  const handle = await source.disk.open(`${directory}/${file}`, 'read-write');
  const at = (choice * 37) % (await handle.size());
  const [byte = 0] = await handle.read(at, 1);
  await handle.write(new Uint8Array([byte ^ (1 << (choice % 8))]), at);
  await handle.sync();
  await handle.close();
  return file;
}
