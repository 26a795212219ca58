import { describe, expect, it } from 'vitest';
import { memoryDisk } from '../../../simulators/world/disk.ts';
import { checksum } from '../../../src/durability/checksum.ts';
import {
  type MarketChain,
  marketBatch,
  marketFileName,
  marketHead,
  readMarketFile,
} from '../../../src/engine/market/market-file.ts';
import type { StampedItem } from '../../../src/engine/market/market-items.ts';
import { readMarketData } from '../../../src/engine/market/read-market.ts';

const clusterId = 5n;
const item = (bid: bigint): StampedItem => ({
  sequence: 1n,
  epoch: 1,
  timeUs: 1000,
  item: { type: 'top', venue: 'A', symbol: 'BTCUSDT', bid, ask: bid + 1n, carried: false },
});

function file(number: number, firstItem: bigint, cluster = clusterId): Uint8Array {
  const head = marketHead({ number, clusterId: cluster, firstItem, begunUs: 0, epoch: 1 });
  let chain: MarketChain = { nextItem: firstItem, previousChecksum: 0 };
  const batches: Uint8Array[] = [];
  for (const bid of [1n, 2n]) {
    const batch = marketBatch([item(bid)], chain, 0);
    chain = batch.chain;
    batches.push(batch.bytes);
  }
  return new Uint8Array(Buffer.concat([head, ...batches]));
}

async function problemsOf(files: readonly Uint8Array[]) {
  const disk = memoryDisk();
  await disk.makeDirectory('/data');
  for (const [index, bytes] of files.entries()) {
    const open = await disk.open(`/data/${marketFileName(index + 1)}`, 'create');
    await open.write(bytes, 0);
    await open.close();
  }
  return readMarketData(disk, '/data', clusterId);
}

const changed = (bytes: Uint8Array, offset: number, value: number) =>
  bytes.map((byte, at) => (at === offset ? value : byte));

/** The same head, written by a build that is one format ahead. */
function newerFormat(head: Uint8Array): Uint8Array {
  const bytes = changed(head, 8, 2);
  new DataView(bytes.buffer).setUint32(60, checksum(bytes, 0, 60), true);
  return bytes;
}

describe('the market files of a directory (row 10)', () => {
  it('are read as one run where each continues the one before, or begins a life', async () => {
    const { stretches, problems } = await problemsOf([file(1, 1n), file(2, 3n), file(3, 1n)]);
    expect(problems).toEqual([]);
    expect(stretches.map(({ life, items }) => [life, items.length])).toEqual([
      ['new', 2],
      ['continued', 2],
      ['new', 2],
    ]);
  });

  it('name a gap, a file of another directory and one of another format as missing', async () => {
    const { problems } = await problemsOf([file(1, 1n), file(2, 6n), file(3, 1n, 6n)]);
    expect(problems).toEqual([
      { kind: 'missing', reason: 'market-00000002.log: 3 items before it are missing' },
      { kind: 'missing', reason: 'market-00000003.log: belongs to another directory' },
    ]);
  });

  it('name damage, keep what stands before it, and take an end that was torn by a crash for none', async () => {
    const whole = file(1, 1n);
    const { stretches, problems } = await problemsOf([changed(whole, 70, 0xff), file(2, 1n)]);
    expect(problems).toEqual([{ kind: 'damaged', reason: expect.stringMatching(/^market-00000001\.log at \d+/) }]);
    expect(stretches.map(({ items }) => items.length)).toEqual([0, 2]);
    expect((await problemsOf([changed(whole, 30, 0xff)])).problems).toMatchObject([{ kind: 'damaged' }]);
    const torn = await problemsOf([whole.subarray(0, whole.length - 5), whole.subarray(0, 20)]);
    expect(torn.problems).toEqual([]);
    expect(torn.stretches.map(({ items }) => items.length)).toEqual([1]);
  });

  it('name the format of a file that this build does not read', () => {
    const head = file(1, 1n).subarray(0, 64);
    expect(readMarketFile('market-00000001.log', newerFormat(head))).toEqual({
      kind: 'missing',
      problem: 'market format 2; this build reads format 1',
    });
  });
});
