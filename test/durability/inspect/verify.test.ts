import { beforeAll, describe, expect, test } from 'vitest';
import type { MemoryDisk } from '../../../simulators/world/disk.ts';
import { serialiseState } from '../../../src/core/serialise.ts';
import { changed, stateHash } from '../../../src/core/state-hash.ts';
import { readCheckpoint, writeCheckpoint } from '../../../src/durability/checkpoint/checkpoint-format.ts';
import { stateAt } from '../../../src/durability/inspect/state-at.ts';
import { verifyDirectory } from '../../../src/durability/inspect/verify.ts';
import { directory } from '../rig.ts';
import { read, silent, tradingDirectory } from './trading-directory.ts';

let disk: MemoryDisk;
beforeAll(async () => {
  disk = await tradingDirectory();
});

const verify = async (target: MemoryDisk) => verifyDirectory(await read(target), silent);
const path = (name: string) => `${directory}/${name}`;
const names = async () => (await disk.list(directory)).toSorted();
const segments = async () => (await names()).filter((name) => name.startsWith('journal-'));
const endOf = (bytes: Uint8Array) => bytes.findLastIndex((byte) => byte !== 0) + 1;

describe('verify (row 70)', () => {
  test('a sound directory has no damage, and the figures of what was read', async () => {
    const found = await verify(disk);
    expect(found.damage).toEqual([]);
    expect(found).toMatchObject({ segments: (await segments()).length, checkpoints: 4, entries: 61, sequence: '61' });
    expect(found.tornTail).toBeNull();
    expect(found.stateHash).toMatch(/^[0-9a-f]{16}$/);
  });

  test('a flipped byte is found wherever it is, in the file it is in', async () => {
    const all = await segments();
    const files = (await names()).filter((name) => /^(journal|checkpoint|base)-/.test(name));
    let flips = 0;
    for (const name of files) {
      const length = endOf(disk.bytesOf(path(name)));
      for (let offset = flips % 59; offset < length; offset += 59) {
        const copy = disk.clone();
        const bytes = copy.bytesOf(path(name));
        bytes[offset] = (bytes[offset] ?? 0) ^ (1 << (offset % 8));
        const found = await verify(copy);
        const places = [...found.damage, ...(found.tornTail === null ? [] : [found.tornTail])].map(({ file }) => file);
        expect(places, `${name} at ${offset}`).toContain(name);
        if (name !== all.at(-1)) expect(found.damage.length, `${name} at ${offset}`).toBeGreaterThan(0);
        flips += 1;
      }
    }
    expect(flips).toBeGreaterThan(100);
  });

  test('damage in a batch is named with file, offset, sequence and both sides, and reading goes on behind it', async () => {
    const copy = disk.clone();
    const [, second = ''] = await segments();
    const bytes = copy.bytesOf(path(second));
    bytes[64 + 64 + 50] = (bytes[64 + 64 + 50] ?? 0) ^ 1;
    const { damage, sequence } = await verify(copy);
    expect(damage).toEqual([
      {
        file: second,
        offset: 128,
        sequence: expect.any(BigInt),
        expected: expect.stringContaining('body checksum'),
        found: 'a broken record payload checksum',
        reason: expect.stringContaining(second),
      },
    ]);
    expect(sequence).toBe('61');
  });

  test('several damages are all named', async () => {
    const copy = disk.clone();
    const [first = '', second = ''] = await segments();
    for (const name of [first, second]) copy.bytesOf(path(name)).fill(0xff, 200, 203);
    const [checkpoint = ''] = (await names()).filter((name) => name.startsWith('checkpoint-'));
    copy.bytesOf(path(checkpoint)).fill(0xff, 200, 203);
    const { damage } = await verify(copy);
    expect(damage.map(({ file }) => file)).toEqual([checkpoint, first, second]);
  });

  test('a missing segment is named once, and the segments behind it are read', async () => {
    const copy = disk.clone();
    const [, second = ''] = await segments();
    await copy.remove(path(second));
    const { damage, sequence } = await verify(copy);
    expect(damage).toMatchObject([{ file: second, found: 'no such file' }]);
    expect(sequence).toBe('61');
  });

  test('a journal without its first segments and without their checkpoint is damaged', async () => {
    const copy = disk.clone();
    const [first = ''] = await segments();
    await copy.remove(path(first));
    expect((await verify(copy)).damage).toMatchObject([{ file: first, found: 'no such file' }]);
  });

  test('a torn tail above every checkpoint is told and is no damage', async () => {
    const copy = disk.clone();
    const last = (await segments()).at(-1) ?? '';
    const bytes = copy.bytesOf(path(last));
    copy.setBytes(path(last), bytes.subarray(0, endOf(bytes) - 4));
    const { damage, tornTail } = await verify(copy);
    expect(damage).toEqual([]);
    expect(tornTail).toMatchObject({ file: last });
  });

  test('a journal that ends below a checkpoint has lost its tail (row 21)', async () => {
    const copy = disk.clone();
    const [newest] = (await read(disk)).files.checkpoints;
    for (const name of (await segments()).slice(1)) await copy.remove(path(name));
    const { damage } = await verify(copy);
    expect(damage).toMatchObject([{ file: newest?.file, expected: expect.stringContaining(`${newest?.sequence}`) }]);
  });

  test('a checkpoint under another name is damage', async () => {
    const copy = disk.clone();
    const [newest] = (await read(disk)).files.checkpoints;
    await copy.rename(path(newest?.file ?? ''), path('checkpoint-00000000000000000060.mcp'));
    expect((await verify(copy)).damage).toMatchObject([
      { offset: 24, expected: 'sequence 60', found: `sequence ${newest?.sequence}` },
    ]);
  });

  test('a checkpoint whose parent is none of the older ones breaks their chain', async () => {
    const copy = disk.clone();
    const [newest] = (await read(disk)).files.checkpoints;
    const image = readCheckpoint(copy.bytesOf(path(newest?.file ?? '')));
    if ('problem' in image) throw new Error(image.problem);
    copy.setBytes(path(newest?.file ?? ''), writeCheckpoint({ ...image, parentChecksum: 7 }, image.payload).bytes);
    expect((await verify(copy)).damage).toMatchObject([{ file: newest?.file, offset: 44, found: '00000007' }]);
  });

  test('a checkpoint that is sound by itself and differs from the journal is damage', async () => {
    const copy = disk.clone();
    const [newest] = (await read(disk)).files.checkpoints;
    const { state } = await stateAt(await read(disk), { sequence: newest?.sequence ?? 0n }, silent);
    changed(state, state.head);
    state.head.intents += 1;
    const image = readCheckpoint(copy.bytesOf(path(newest?.file ?? '')));
    if ('problem' in image) throw new Error(image.problem);
    const forged = writeCheckpoint({ ...image, stateHash: stateHash(state) }, serialiseState(state));
    copy.setBytes(path(newest?.file ?? ''), forged.bytes);
    const { damage } = await verify(copy);
    expect(damage).toMatchObject([
      { file: newest?.file, offset: 32, expected: expect.stringContaining('journal gives') },
    ]);
  });

  test('writes nothing', async () => {
    const copy = disk.clone();
    const changes: string[] = [];
    copy.onOperation = (operation) => {
      if (operation !== 'open') changes.push(operation);
      return null;
    };
    await verify(copy);
    expect(changes).toEqual([]);
  });
});
