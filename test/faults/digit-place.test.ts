import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDigit } from '../../src/faults/digit-place.ts';

const pattern = /"quantity":"([\d.]+)"/;
const place = (text: string) => findDigit(Buffer.from(text), pattern);

describe('the digit to replace', () => {
  it('is the last one that is not zero, so the number keeps its length and its tick', () => {
    const text = '{"price":"9.0","quantity":"0.00500000"}';
    expect(place(text)).toEqual({ offset: text.indexOf('5'), before: '5', after: '6' });
    expect(place('{"quantity":"1900"}')).toEqual({ offset: 14, before: '9', after: '8' });
  });

  it('is in the first number that has one; among zeros only, the last digit', () => {
    expect(place('{"quantity":"0.0"},{"quantity":"0.1"}')).toMatchObject({ before: '1', after: '2' });
    expect(place('{"quantity":"0.00"}')).toEqual({ offset: 16, before: '0', after: '1' });
  });

  it('is counted in bytes, whatever other bytes come before it', () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xc3, 0x00]), Buffer.from('é"quantity":"7"')]);
    expect(findDigit(bytes, pattern)?.offset).toBe(bytes.indexOf('7'));
  });

  it('does not exist where nothing matches', () => {
    expect(place('{"price":"1"}')).toBeNull();
    expect(findDigit(new Uint8Array(), pattern)).toBeNull();
  });

  it('when replaced always leaves another valid number of the same length', () => {
    const number = fc
      .tuple(fc.nat(1_000_000), fc.nat(99_999_999))
      .map(([whole, part]) => `${whole}.${String(part).padStart(8, '0')}`);
    fc.assert(
      fc.property(number, (value) => {
        const bytes = Buffer.from(`{"quantity":"${value}"}`);
        const found = findDigit(bytes, pattern);
        expect(found).not.toBeNull();
        if (found === null) return;
        bytes.write(found.after, found.offset, 'latin1');
        const changed = pattern.exec(bytes.toString())?.[1] ?? '';
        expect(changed).toMatch(/^(0|[1-9]\d*)\.\d{8}$/);
        expect(changed).not.toBe(value);
        expect(changed.length).toBe(value.length);
      }),
    );
  });
});
