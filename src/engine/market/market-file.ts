/**
 * A market-data file `market-<number, 8 digits>.log` beside the journal: the journal's frames under a head of its own.
 * Little-endian; the first batch (see batch-frame.ts) follows at 64.
 *
 *      0                8        12       16               24
 *      +----------------+--------+--------+----------------+
 *      |   "MUSTERM1"   | format | number | cluster id     |
 *      +----------------+--------+--------+----------------+
 *   24 | first item     | begun, wall us  | epoch  |  zero  |  48
 *      +----------------+-----------------+--------+--------+
 *   48 |      zero                       |  zero  | header |  64
 *      |                                 |        |checksum|
 *      +---------------------------------+--------+--------+
 *
 * - Nothing is synced and nothing waits for it: after a crash a file may end anywhere, which is normal. Its frames still
 *   carry the journal's checksums and chain, so what is read is what was written.
 * - A batch counts items instead of journal entries, from 1 in each life of the engine: a number left out is a gap.
 *   Its state hash and previous sync time are zero. Each record is stamped with the journal's sequence and epoch when
 *   the item was seen: it belongs behind that entry.
 * - Each file begins with the tops and last trades as they stood (`carried`), so it can be read without the one before.
 */
import { ByteReader, ByteWriter } from '../../durability/bytes.ts';
import { checksum } from '../../durability/checksum.ts';
import { batchHeaderBytes, writeBatchHeader } from '../../durability/journal/batch-frame.ts';
import { recordHeaderBytes, sealRecord } from '../../durability/journal/record-frame.ts';
import { walkSegment } from '../../durability/journal/walk-segment.ts';
import { readItem, type StampedItem, writeItem } from './market-items.ts';

export const marketHeaderBytes = 64;
const marketFormat = 1;
const magic = 'MUSTERM1';

export const marketFileName = (number: number) => `market-${number.toString().padStart(8, '0')}.log`;

/** Ascending. */
export function marketFileNumbers(names: readonly string[]): readonly number[] {
  return names
    .flatMap((name) => /^market-(\d{8})\.log$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((left, right) => left - right);
}

export interface MarketHead {
  readonly number: number;
  readonly clusterId: bigint;
  /** Number of the first item. */
  readonly firstItem: bigint;
  readonly begunUs: number;
  readonly epoch: number;
}

export function marketHead(head: MarketHead): Uint8Array {
  const bytes = new Uint8Array(marketHeaderBytes);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < magic.length; index++) bytes[index] = magic.charCodeAt(index);
  view.setUint32(8, marketFormat, true);
  view.setUint32(12, head.number, true);
  view.setBigUint64(16, head.clusterId, true);
  view.setBigUint64(24, head.firstItem, true);
  view.setBigUint64(32, BigInt(head.begunUs), true);
  view.setUint32(40, head.epoch, true);
  view.setUint32(60, checksum(bytes, 0, 60), true);
  return bytes;
}

/** Why bytes are no head that this build reads: never finished (normal after a crash), spoilt, or of another format. */
export interface HeadProblem {
  readonly kind: 'torn' | 'damaged' | 'missing';
  readonly problem: string;
}

export function readMarketHead(bytes: Uint8Array): MarketHead | HeadProblem {
  if (bytes.length < marketHeaderBytes)
    return { kind: 'torn', problem: `a head of ${marketHeaderBytes} bytes cut to ${bytes.length}` };
  const view = new DataView(bytes.buffer, bytes.byteOffset, marketHeaderBytes);
  const found = String.fromCharCode(...bytes.subarray(0, magic.length));
  if (found !== magic) return { kind: 'damaged', problem: `magic ${JSON.stringify(found)}` };
  if (checksum(bytes, 0, 60) !== view.getUint32(60, true))
    return { kind: 'damaged', problem: 'a broken head checksum' };
  const format = view.getUint32(8, true);
  if (format !== marketFormat) {
    return { kind: 'missing', problem: `market format ${format}; this build reads format ${marketFormat}` };
  }
  return {
    number: view.getUint32(12, true),
    clusterId: view.getBigUint64(16, true),
    firstItem: view.getBigUint64(24, true),
    begunUs: Number(view.getBigUint64(32, true)),
    epoch: view.getUint32(40, true),
  };
}

/** What the next batch of a file continues. */
export interface MarketChain {
  readonly nextItem: bigint;
  readonly previousChecksum: number;
}

/** One batch of items as bytes. @throws RangeError for an item its layout cannot hold. */
export function marketBatch(
  items: readonly StampedItem[],
  chain: MarketChain,
  timeUs: number,
): { readonly bytes: Uint8Array; readonly chain: MarketChain } {
  const writer = new ByteWriter();
  writer.reserve(batchHeaderBytes);
  let epoch = 0;
  for (const stamped of items) {
    const start = writer.reserve(recordHeaderBytes);
    sealRecord(writer, start, writeItem(writer, stamped.item), stamped);
    epoch = Math.max(epoch, stamped.epoch);
  }
  const bytes = writer.bytes.subarray(0, writer.length);
  const headerChecksum = writeBatchHeader(bytes, {
    bodyBytes: bytes.length - batchHeaderBytes,
    firstSequence: chain.nextItem,
    count: items.length,
    epoch,
    timeUs,
    previousSyncNs: 0n,
    stateHash: 0n,
    previousChecksum: chain.previousChecksum,
  });
  return {
    bytes,
    chain: { nextItem: chain.nextItem + BigInt(items.length), previousChecksum: headerChecksum },
  };
}

export interface MarketFile {
  readonly head: MarketHead;
  readonly items: readonly StampedItem[];
  /** Number the next file of the same life begins with. */
  readonly nextItem: bigint;
  /** Where reading ended before the file did, and why; null when it was read whole. */
  readonly brokenAt: { readonly kind: 'torn' | 'damaged'; readonly reason: string } | null;
}

/** Every item up to the first that does not hold. */
export function readMarketFile(file: string, bytes: Uint8Array): MarketFile | HeadProblem {
  const head = readMarketHead(bytes);
  if ('problem' in head) return head;
  const items: StampedItem[] = [];
  const chain = { nextSequence: head.firstItem, epoch: 0, previousChecksum: 0, afterEmptyFrame: false };
  const end = walkSegment({ file, at: 0, bytes }, marketHeaderBytes, chain, (_header, body) => {
    readBody(body, items);
    return null;
  });
  const kind = end.kind === 'damaged' ? 'damaged' : 'torn';
  const brokenAt = end.refusal === null ? null : ({ kind, reason: end.refusal.reason } as const);
  return { head, items, nextItem: end.chain.nextSequence, brokenAt };
}

function readBody(body: Uint8Array, items: StampedItem[]): void {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const reader = new ByteReader(body);
  for (let at = 0; at < body.length; ) {
    reader.seek(at + recordHeaderBytes);
    items.push({
      sequence: view.getBigUint64(at + 8, true),
      timeUs: view.getUint32(at + 16, true) + view.getUint32(at + 20, true) * 0x1_0000_0000,
      epoch: view.getUint32(at + 24, true),
      item: readItem(reader, view.getUint32(at + 4, true)),
    });
    at += recordHeaderBytes + ((view.getUint32(at, true) + 7) & ~7);
  }
}
