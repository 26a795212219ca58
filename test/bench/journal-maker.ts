/** Journal directories of any length for benchmarks: the real journal on the real disk, without waiting for syncs. */
import type { Fact } from '../../src/core/records.ts';
import { FollowingWriter } from '../../src/durability/checkpoint/checkpoint-writer.ts';
import { type Opened, openDirectory } from '../../src/durability/open-directory.ts';
import { durabilityParts } from '../../src/durability/parts.ts';
import { systemClock } from '../../src/node/clock.ts';
import { systemDisk } from '../../src/node/disk.ts';
import type { Disk } from '../../src/ports/disk.ts';

const unsyncedDisk: Disk = {
  ...systemDisk,
  open: async (path, mode) => {
    const file = await systemDisk.open(path, mode);
    const writeAndSync = async (bytes: Uint8Array, offset: number) => {
      await file.write(bytes, offset);
      return process.hrtime.bigint();
    };
    return { ...file, sync: async () => {}, writeAndSync };
  },
};

/** `wallMs` is the time its entries are stamped with. */
export async function openUnsynced(directory: string, wallMs = systemClock.wallMs): Promise<Opened> {
  const opened = await openDirectory({
    disk: unsyncedDisk,
    clock: { ...systemClock, wallMs },
    directory,
    configuration: { hash: 'ab'.repeat(32), json: '{}' },
  });
  if ('refusals' in opened) throw new Error(`Expected a sound directory: ${opened.refusals[0]?.reason}`);
  return opened;
}

const factsPerBatch = 64;

/** Appends `count` facts, 64 to a batch, and waits until they are written. */
export async function appendFacts({ journal }: Opened, count: number, make: (number: number) => Fact): Promise<void> {
  for (let number = 0; number < count; number += factsPerBatch) {
    const length = Math.min(factsPerBatch, count - number);
    const last = journal.append(Array.from({ length }, (_, index) => make(number + index))).at(-1);
    await new Promise<void>((resolve) => journal.afterDurable(last?.sequence ?? 0n, resolve));
  }
}

export async function checkpointOf({ journal }: Opened, directory: string): Promise<void> {
  const start = { directory, clusterId: journal.clusterId };
  await new FollowingWriter(start, systemDisk, durabilityParts).write(journal.position);
}
