import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../src/core/records.ts';
import { ByteWriter } from '../../../src/durability/bytes.ts';
import { firstDamagedRecord, readRecords, writeRecord } from '../../../src/durability/journal/record-frame.ts';
import { anyFact, factOf, factTypes } from '../../core/arbitrary-facts.ts';

const entry = (fact: Entry['fact'], sequence = 1n): Entry => ({
  sequence,
  epoch: 1_700_000_000,
  timeUs: 1_700_000_000_123_456,
  fact,
});

function written(entries: readonly Entry[]): Uint8Array {
  const writer = new ByteWriter(8);
  for (const each of entries) writeRecord(writer, each);
  return writer.bytes.slice(0, writer.length);
}

function read(bytes: Uint8Array): Entry[] {
  const entries: Entry[] = [];
  readRecords(bytes, (each) => entries.push(each));
  return entries;
}

describe.each(factTypes)('a record of type %s', (type) => {
  test('is read as it was written, eight-byte aligned (row 17)', () => {
    fc.assert(
      fc.property(factOf(type), (fact) => {
        const bytes = written([entry(fact)]);
        expect(bytes.length % 8).toBe(0);
        expect(read(bytes)).toEqual([entry(fact)]);
      }),
    );
  });
});

test('records follow each other in one body', () => {
  fc.assert(
    fc.property(fc.array(anyFact, { maxLength: 20 }), (facts) => {
      const entries = facts.map((fact, index) => entry(fact, BigInt(index + 1)));
      expect(read(written(entries))).toEqual(entries);
    }),
  );
});

test('a flipped byte is named by its record, except in the zeros between records (row 17)', () => {
  fc.assert(
    fc.property(
      fc.array(anyFact, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (facts, place, mask) => {
        const bytes = written(facts.map((fact, index) => entry(fact, BigInt(index + 1))));
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ mask;
        const damage = firstDamagedRecord(bytes);
        if (damage !== null) expect(damage.offset).toBeLessThanOrEqual(at);
        bytes[at] = (bytes[at] ?? 0) ^ mask;
        expect(firstDamagedRecord(bytes)).toBeNull();
      },
    ),
  );
});

test('an amount beyond 64 bits is refused and leaves nothing behind', () => {
  const writer = new ByteWriter();
  const [fact] = fc.sample(factOf('intent'), 1);
  if (fact === undefined) throw new Error('Expected a sample');
  expect(() => writeRecord(writer, entry({ ...fact, price: 1n << 63n }))).toThrow(RangeError);
  expect(writer.length).toBe(0);
});
