import { expect, test } from 'vitest';
import type { MemoryDisk } from '../../../simulators/world/disk.ts';
import { stateSchemaVersion } from '../../../src/core/serialise.ts';
import { recomputedStateHash } from '../../../src/core/state-hash.ts';
import { readCheckpoint } from '../../../src/durability/checkpoint/checkpoint-format.ts';
import { checkpointName } from '../../../src/durability/directory.ts';
import { groupsOf } from '../crash-workload.ts';
import { checkpoint, closedDirectory, configuration, countingClock, directory, opened } from '../rig.ts';

const groups = groupsOf(5, 9);

/** A later life, at another time, writes a checkpoint of what it has opened. */
async function writtenBy(disk: MemoryDisk, wallMs: number) {
  const live = await opened(disk, { clock: { ...countingClock(), wallMs: () => wallMs } });
  await checkpoint(live, disk);
  await live.journal.close();
  return { live, bytes: disk.bytesOf(`${directory}/${checkpointName(live.state.head.sequence)}`) };
}

test('a checkpoint holds nothing but what follows from the journal: another life at another time writes the same bytes (row 27)', async () => {
  const disk = await closedDirectory(groups, [4]);
  const { live, bytes } = await writtenBy(disk.clone(), 1);
  expect((await writtenBy(disk.clone(), 9_999_999)).bytes).toEqual(bytes);

  const { state, journal, checkpointUsed } = live;
  const parent = readCheckpoint(disk.bytesOf(`${directory}/${checkpointUsed?.file}`));
  if ('problem' in parent) throw new Error(`Expected a sound parent, got: ${parent.problem}`);
  expect(readCheckpoint(bytes)).toMatchObject({
    sequence: state.head.sequence,
    epoch: state.head.epoch,
    clusterId: journal.clusterId,
    parentChecksum: parent.checksum,
    configurationHash: configuration.hash,
    schema: stateSchemaVersion,
    stateHash: recomputedStateHash(state),
  });
  expect(parent.checksum).not.toBe(0);
});

test('a checkpoint of one more entry has other bytes, so that the same bytes say something (row 27)', async () => {
  const { bytes } = await writtenBy(await closedDirectory(groups, [4]), 1);
  const more = await writtenBy(
    await closedDirectory([...groups, [{ type: 'alarm', code: 'test', text: 'x' }]], [4]),
    1,
  );
  expect(more.bytes).not.toEqual(bytes);
});
