import { beforeAll, describe, expect, it } from 'vitest';
import { type MemoryDisk, memoryDisk } from '../../../simulators/world/disk.ts';
import type { Fact } from '../../../src/core/records.ts';
import { highestEpochIn, salvage } from '../../../src/engine/rebuild/salvage.ts';
import { checkpoint, directory, opened } from '../../durability/rig.ts';

const epoch = 1_700_000_123;
const wallMs = 1_700_000_500_000;
const inTheFuture = 4_000_000_000;

/** A directory with a checkpoint and two entries behind it, the last incarnation in {@link epoch}. */
async function usedDirectory(): Promise<MemoryDisk> {
  const disk = memoryDisk();
  const live = await opened(disk);
  const { journal } = live;
  journal.setEpoch(epoch);
  const intent: Fact = {
    type: 'intent',
    venue: 'A',
    symbol: 'BTCUSDT',
    clientOrderId: `m-${epoch}-1`,
    side: 'BUY',
    orderType: 'LIMIT',
    price: 1n,
    quantity: 1n,
    timestampMs: 1,
    recvWindowMs: 1000,
    decision: 1,
  };
  journal.append([{ type: 'epoch', epoch, incarnation: 'one' }]);
  await checkpoint(live, disk);
  journal.append([intent]);
  await journal.close();
  return disk;
}

describe('salvaging the highest epoch of a directory nobody believes (row 13)', () => {
  let disk: MemoryDisk;
  let files: readonly string[];
  beforeAll(async () => {
    disk = await usedDirectory();
    files = (await disk.list(directory)).filter((name) => /\.(log|mcp)$/.test(name));
  });

  it('finds it in a sound directory, with the cluster id', async () => {
    const found = await salvage(disk, directory, wallMs);
    expect(found).toMatchObject({ highestEpoch: epoch, unreadable: [], filesRead: files.length });
    expect(found.clusterId).not.toBeNull();
  });

  it('finds it in the journal alone with any one byte of it flipped, and in the checkpoint alone likewise', async () => {
    for (const name of files.filter((each) => /^(journal|checkpoint)/.test(each))) {
      const sound = disk.bytesOf(`${directory}/${name}`);
      for (let at = 0; at < Math.min(sound.length, 2048); at += 1) {
        const bytes = sound.slice();
        bytes[at] = (bytes[at] ?? 0) ^ 0xff;
        expect(highestEpochIn(bytes, wallMs / 1000), `${name} at ${at}`).toBeGreaterThanOrEqual(epoch);
      }
    }
  });

  it('does not believe damage that names an epoch far ahead of the clock, unless a checksum vouches for it', () => {
    const text = new TextEncoder().encode(`"m-${inTheFuture}-7" "epoch":${inTheFuture} m-${epoch}-1`);
    expect(highestEpochIn(text, wallMs / 1000)).toBe(epoch);
    const head = new Uint8Array(64);
    head.set(new TextEncoder().encode('MUSTERJ1'));
    new DataView(head.buffer).setUint32(40, inTheFuture, true);
    expect(highestEpochIn(head, wallMs / 1000)).toBe(0);
  });

  it('finds none in an absent, an empty and an unreadable directory, and says what could not be read', async () => {
    const nothing = { highestEpoch: 0, epochFrom: null, clusterId: null, filesRead: 0 };
    expect(await salvage(memoryDisk(), directory, wallMs)).toEqual({ ...nothing, unreadable: [] });
    const broken = disk.clone();
    const readFile = () => Promise.reject(new Error('input/output error'));
    const found = await salvage({ ...bound(broken), readFile }, directory, wallMs);
    expect(found).toMatchObject(nothing);
    expect(found.unreadable.length).toBe(files.length + 1);
    expect(found.unreadable[0]).toContain('input/output error');
  });
});

/** The methods of a simulated disk as own properties, so that one can be replaced. */
const bound = (disk: MemoryDisk) => ({
  list: disk.list.bind(disk),
  exists: disk.exists.bind(disk),
  makeDirectory: disk.makeDirectory.bind(disk),
  readFile: disk.readFile.bind(disk),
  open: disk.open.bind(disk),
  rename: disk.rename.bind(disk),
  copy: disk.copy.bind(disk),
  remove: disk.remove.bind(disk),
  syncDirectory: disk.syncDirectory.bind(disk),
});
