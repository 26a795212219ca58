import { expect, test } from 'vitest';
import { memoryDisk } from '../../../simulators/world/disk.ts';
import { createSegment } from '../../../src/durability/journal/segment-file.ts';
import type { Disk } from '../../../src/ports/disk.ts';

const header = {
  segmentId: 1,
  clusterId: 7n,
  firstSequence: 1n,
  stateHash: 0n,
  epoch: 0,
  previousChecksum: 0,
};

test('a segment that cannot be made leaves no file open, whatever failed (row 18)', async () => {
  for (const failing of ['write', 'sync', 'rename', 'syncDirectory'] as const) {
    const disk = memoryDisk();
    await disk.makeDirectory('/data');
    disk.onOperation = (operation) =>
      operation === failing ? Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }) : null;
    let open = 0;
    const openFile = disk.open.bind(disk);
    const watched: Disk = Object.assign(disk, {
      open: async (path: string, mode: 'create' | 'read-write' | 'read') => {
        const file = await openFile(path, mode);
        open += 1;
        const close = async () => {
          open -= 1;
          await file.close();
        };
        return { ...file, close };
      },
    });
    await expect(createSegment(watched, '/data', header, 256)).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(open).toBe(0);
  }
});
