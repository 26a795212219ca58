import { expect, test } from 'vitest';
import type { Fact } from '../../src/core/records.ts';
import { serialiseState } from '../../src/core/serialise.ts';
import { batchHeaderBytes, readBatchHeader } from '../../src/durability/journal/batch-frame.ts';
import { segmentHeaderBytes } from '../../src/durability/journal/segment-header.ts';
import { closedDirectory, directory, journalFiles, open } from './rig.ts';

const intent = (number: number): Fact => ({
  type: 'intent',
  venue: 'alpha',
  symbol: 'BTCUSDT',
  clientOrderId: `m1-${number}`,
  side: 'BUY',
  orderType: 'LIMIT',
  price: 10n ** 12n,
  quantity: BigInt(number) * 1000n,
  timestampMs: 1,
  recvWindowMs: 1000,
  decision: number,
});
const workload = Array.from({ length: 12 }, (_, index) => [intent(2 * index + 1), intent(2 * index + 2)]);

interface Frame {
  readonly offset: number;
  readonly end: number;
  readonly count: number;
}

function framesOf(bytes: Uint8Array): Frame[] {
  const frames: Frame[] = [];
  for (let offset = segmentHeaderBytes; ; ) {
    const header = readBatchHeader(bytes, offset);
    if (header === null) return frames;
    const end = offset + batchHeaderBytes + header.bodyBytes;
    frames.push({ offset, end, count: header.count });
    offset = end;
  }
}

async function soundStates(): Promise<Map<bigint, string>> {
  const states = new Map<bigint, string>();
  for (let length = 0; length <= workload.length; length++) {
    const result = await open(await closedDirectory(workload.slice(0, length)));
    if ('state' in result) states.set(result.state.head.sequence, serialiseState(result.state));
  }
  return states;
}

test('a journal cut at any byte of its last batch loses that batch and nothing else, kept aside (row 19)', async () => {
  const disk = await closedDirectory(workload);
  const states = await soundStates();
  const file = (await journalFiles(disk)).at(-1) ?? '';
  const path = `${directory}/${file}`;
  const bytes = disk.bytesOf(path).slice();
  const frames = framesOf(bytes);
  const lastBatch = frames.findLast(({ count }) => count > 0);
  const lastEnd = frames.at(-1)?.end ?? 0;
  if (lastBatch === undefined) throw new Error('Expected a batch in the last segment');
  for (let cut = lastBatch.offset; cut <= lastEnd; cut++) {
    const copy = disk.clone();
    copy.setBytes(path, bytes.subarray(0, cut));
    const result = await open(copy);
    if ('refusals' in result) throw new Error(`cut at ${cut}: ${result.refusals[0]?.reason}`);
    const kept = cut >= lastBatch.end;
    const expectedHead = kept ? 25n : 23n;
    expect(result.state.head.sequence).toBe(expectedHead);
    expect(serialiseState(result.state)).toBe(states.get(expectedHead));
    const soundEnd = cut === lastEnd ? lastEnd : kept ? lastBatch.end : lastBatch.offset;
    // Bytes that happen to be zero need no cutting.
    const torn = bytes.subarray(soundEnd, cut).some((byte) => byte !== 0);
    expect(result.tornTail === null).toBe(!torn);
    if (torn) expect(result.tornTail).toMatchObject({ file, offset: soundEnd });
    expect((await copy.list(directory)).some((name) => name.startsWith('torn-'))).toBe(torn);
    result.journal.append([intent(99)]);
    await result.journal.close();
    const again = await open(copy);
    expect(again).toMatchObject({ tornTail: null, refused: [] });
    if ('state' in again) expect(again.state.head.sequence).toBe(expectedHead + 1n);
  }
});

test('a flipped byte anywhere in a journal is refused at its place or cut as a torn end, never a silently different state (rows 19, 20)', async () => {
  const disk = await closedDirectory(workload);
  const states = await soundStates();
  const files = await journalFiles(disk);
  expect(files.length).toBeGreaterThan(1);
  let refused = 0;
  let cut = 0;
  for (const file of files) {
    const path = `${directory}/${file}`;
    const lastFile = file === files.at(-1);
    const sound = disk.bytesOf(path).slice();
    const frames = framesOf(sound);
    for (let at = 0; at < sound.length; at++) {
      const bytes = sound.slice();
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      const copy = disk.clone();
      copy.setBytes(path, bytes);
      const result = await open(copy);
      const frame = frames.find(({ offset, end }) => at >= offset && at < end);
      if ('refusals' in result) {
        refused += 1;
        const [first] = result.refusals;
        expect(first?.file).toBe(file);
        if (frame !== undefined) {
          expect(first?.offset).toBeGreaterThanOrEqual(frame.offset);
          expect(first?.offset).toBeLessThanOrEqual(at);
        }
        continue;
      }
      cut += 1;
      const followed = frames.some(({ offset }) => offset > at);
      expect({ file: lastFile, followed }).toEqual({ file: true, followed: false });
      expect(result.tornTail).not.toBeNull();
      expect(serialiseState(result.state)).toBe(states.get(result.state.head.sequence));
      await result.journal.close();
    }
  }
  expect(refused).toBeGreaterThan(1000);
  expect(cut).toBeGreaterThan(0);
}, 60_000);

test('damage that only concerns what the newest checkpoint holds is reported and passed (row 20)', async () => {
  const disk = await closedDirectory(workload, [11]);
  const file = (await journalFiles(disk)).at(-1) ?? '';
  const path = `${directory}/${file}`;
  const [first, second, third] = framesOf(disk.bytesOf(path)).filter(({ count }) => count > 0);
  if (first === undefined || second === undefined || third === undefined)
    throw new Error('Expected three batches in the last segment');
  const at = first.offset + batchHeaderBytes + 50;
  disk.bytesOf(path)[at] = (disk.bytesOf(path)[at] ?? 0) ^ 1;
  const result = await open(disk);
  expect(result).toMatchObject({ tornTail: null, refused: [{ file, offset: first.offset + batchHeaderBytes }] });
  if ('state' in result) expect(result.state.head.sequence).toBe(25n);
});

test('records of segments wholly below the newest checkpoint are not read at a start: that is a scrub', async () => {
  const disk = await closedDirectory(workload, [11]);
  const [file = ''] = await journalFiles(disk);
  const bytes = disk.bytesOf(`${directory}/${file}`);
  bytes[200] = (bytes[200] ?? 0) ^ 1;
  expect(await open(disk)).toMatchObject({ tornTail: null, refused: [] });
});
