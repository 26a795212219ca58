import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checksum } from '../../src/durability/checksum.ts';

const bytes = fc.uint8Array({ maxLength: 700 });

test('a checksum is the CRC-32 of zlib, for few bytes and for many (row 17)', () => {
  fc.assert(
    fc.property(bytes, (all) => {
      expect(checksum(all)).toBe(crc32(all));
    }),
  );
});

test('a checksum counted on from what stands before is that of the whole, wherever it was cut (row 17)', () => {
  fc.assert(
    fc.property(bytes, fc.nat(700), (all, cut) => {
      const at = Math.min(cut, all.length);
      expect(checksum(all, at, all.length, checksum(all, 0, at))).toBe(crc32(all));
    }),
  );
});
