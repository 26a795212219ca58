/**
 * One journal entry inside a batch. Little-endian, 8-byte aligned.
 *
 *      0        4        8                16               24
 *      +--------+--------+----------------+----------------+
 *      | length |  type  |    sequence    |    time, us    |
 *      +--------+--------+----------------+----------------+
 *   24 | epoch  |payload | header |  zero  |  payload, then zeros to a multiple of 8
 *      |        |  sum   |  sum   |        |
 *      +--------+--------+--------+--------+
 *
 * - `length` is the payload's, without the zeros behind it.
 * - The header's sum covers bytes 0 to 32, so the payload's sum and length can be trusted before they are used; the
 *   payload's covers the zeros behind it too.
 * - The batch's CRC already covers all of this. A record's own sums exist to name what was damaged when the batch's does
 *   not hold, so replay of a sound batch does not count them again; and they are word sums, because on a hundred bytes a
 *   CRC costs more than writing the record.
 */
import type { Entry } from '../../core/records.ts';
import { ByteReader, type ByteWriter } from '../bytes.ts';
import { readPayload, writePayload } from './payload.ts';

export const recordHeaderBytes = 40;

export function writeRecord(to: ByteWriter, entry: Entry): void {
  const start = to.length;
  to.reserve(recordHeaderBytes);
  let type: number;
  try {
    type = writePayload(to, entry.fact);
  } catch (error) {
    to.length = start;
    throw error;
  }
  sealRecord(to, start, type, entry);
}

/** Fills the head of a record that begins at `start` and whose payload ends the buffer. */
export function sealRecord(to: ByteWriter, start: number, type: number, place: Omit<Entry, 'fact'>): void {
  const payload = start + recordHeaderBytes;
  const end = to.length;
  to.align();
  const { view } = to;
  view.setUint32(start, end - payload, true);
  view.setUint32(start + 4, type, true);
  view.setBigUint64(start + 8, place.sequence, true);
  view.setUint32(start + 16, place.timeUs >>> 0, true);
  view.setUint32(start + 20, Math.floor(place.timeUs / 0x1_0000_0000), true);
  view.setUint32(start + 24, place.epoch, true);
  view.setUint32(start + 28, wordSum(view, payload, to.length), true);
  view.setUint32(start + 32, wordSum(view, start, start + 32), true);
  view.setUint32(start + 36, 0, true);
}

/**
 * Of the 32-bit words in `[start, end)`, whose length is a multiple of four. Each word moves the sum by a bijection, so
 * damage within one word is always noticed, any other but once in 2^32.
 */
function wordSum(view: DataView, start: number, end: number): number {
  let sum = end - start;
  for (let at = start; at < end; at += 4) {
    sum = Math.imul(sum ^ view.getInt32(at, true), 0x85ebca6b);
    sum = (sum << 13) | (sum >>> 19);
  }
  sum = Math.imul(sum ^ (sum >>> 16), 0xc2b2ae35);
  return (sum ^ (sum >>> 15)) >>> 0;
}

/** Decodes the records of one sound batch body in order. @throws RangeError where the bytes are no records. */
export function readRecords(body: Uint8Array, apply: (entry: Entry) => void): void {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const reader = new ByteReader(body);
  for (let at = 0; at < body.length; ) {
    const length = view.getUint32(at, true);
    reader.seek(at + recordHeaderBytes);
    apply({
      sequence: view.getBigUint64(at + 8, true),
      epoch: view.getUint32(at + 24, true),
      timeUs: view.getUint32(at + 16, true) + view.getUint32(at + 20, true) * 0x1_0000_0000,
      fact: readPayload(reader, view.getUint32(at + 4, true)),
    });
    at += recordHeaderBytes + ((length + 7) & ~7);
  }
}

/** The first damaged record of a batch whose checksum does not hold: its place, and its sequence where that can be trusted. */
export interface RecordDamage {
  readonly offset: number;
  readonly sequence: bigint | null;
  readonly what: string;
}

/** Null when every record holds, so that the damage lies between them. */
export function firstDamagedRecord(body: Uint8Array): RecordDamage | null {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  for (let at = 0; at < body.length; ) {
    if (at + recordHeaderBytes > body.length) return { offset: at, sequence: null, what: 'record header cut short' };
    const sequence = view.getBigUint64(at + 8, true);
    if (wordSum(view, at, at + 32) !== view.getUint32(at + 32, true)) {
      return { offset: at, sequence: null, what: 'record header checksum' };
    }
    const payload = at + recordHeaderBytes;
    const end = (payload + view.getUint32(at, true) + 7) & ~7;
    if (end > body.length || wordSum(view, payload, end) !== view.getUint32(at + 28, true)) {
      return { offset: at, sequence, what: 'record payload checksum' };
    }
    at = end;
  }
  return null;
}
