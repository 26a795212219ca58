import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader, ByteWriter } from '../../src/durability/bytes.ts';

test('a name is read as the text it was written as, whatever was read before it', () => {
  const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom('é', 'Ã©', 'alpha', 'alphá'));
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 40 }), (written) => {
      const writer = new ByteWriter(8);
      for (const each of written) writer.text(each);
      const reader = new ByteReader(writer.bytes.slice(0, writer.length));
      expect(written.map(() => reader.name())).toEqual(written);
    }),
    { numRuns: 300 },
  );
});

test('a name that ends too early is refused', () => {
  const writer = new ByteWriter();
  writer.text('alpha');
  const reader = new ByteReader(writer.bytes.slice(0, writer.length - 1));
  expect(() => reader.name()).toThrow('Expected a text of 5 bytes, found 4');
});
