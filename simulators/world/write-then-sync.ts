import type { DiskFile } from '../../src/ports/disk.ts';

/** `writeAndSync` of a file whose write and sync are simulated or changed one by one: both steps stay visible. */
export function writeThenSync(
  file: Pick<DiskFile, 'write' | 'sync'>,
  monotonicNs: () => bigint = countedNs(),
): DiskFile['writeAndSync'] {
  return async (bytes, offset) => {
    await file.write(bytes, offset);
    await file.sync();
    return monotonicNs();
  };
}

/** A monotonic clock that moves only by being read. */
export function countedNs(): () => bigint {
  let ns = 0n;
  return () => {
    ns += 1_000n;
    return ns;
  };
}
