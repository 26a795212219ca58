/** A disk whose syncs take their time: the only way to tell an intent that was durable when it was sent from one that was lucky. */
import { setTimeout as delay } from 'node:timers/promises';
import { writeThenSync } from '../../../simulators/world/write-then-sync.ts';
import { systemClock } from '../../../src/node/clock.ts';
import { systemDisk } from '../../../src/node/disk.ts';
import type { Disk, DiskFile } from '../../../src/ports/disk.ts';

export function slowDisk(syncMs: number): Disk {
  return {
    ...systemDisk,
    async open(path, mode) {
      const file = await systemDisk.open(path, mode);
      const slow: Omit<DiskFile, 'writeAndSync'> = {
        write: (bytes, offset) => file.write(bytes, offset),
        truncate: (length) => file.truncate(length),
        read: (offset, length) => file.read(offset, length),
        size: () => file.size(),
        close: () => file.close(),
        async sync() {
          await delay(syncMs);
          await file.sync();
        },
      };
      return { ...slow, writeAndSync: writeThenSync(slow, systemClock.monotonicNs) };
    },
  };
}
