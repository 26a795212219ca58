import { describe, expect, it } from 'vitest';
import { httpUrl, port, seed, speed, wholeNumber } from '../../src/cli/options.ts';

describe('a whole number as an option', () => {
  const parse = wholeNumber('--repeat', 1, 1000);

  it.each([
    ['1', 1],
    ['1000', 1000],
    ['007', 7],
  ])('takes %j', (text, value) => {
    expect(parse(text)).toBe(value);
  });

  it.each(['0', '1001', '-1', '1.0', '1e3', '0x10', '', ' 1', '１', 'x', '9'.repeat(30)])(
    'refuses %j in a sentence with exit status 3',
    (text) => {
      expect(() => parse(text)).toThrow(
        expect.objectContaining({
          exit: 3,
          code: 'bad-option',
          message: `Expected --repeat to be a whole number from 1 to 1000, got ${JSON.stringify(text)}.`,
        }),
      );
    },
  );

  it('may be 0 as a port, for any, and as a seed', () => {
    expect([port('--port')('0'), port('--port')('65535'), seed('0'), seed('2147483647')]).toEqual([
      0,
      65_535,
      0,
      2 ** 31 - 1,
    ]);
    expect(() => port('--admin-port')('65536')).toThrow('Expected --admin-port to be a whole number from 0 to 65535');
    expect(() => seed('2147483648')).toThrow('Expected --seed');
  });
});

describe('a URL as an option', () => {
  it.each(['http://127.0.0.1:1/health', 'https://localhost'])('takes %j as it is', (text) => {
    expect(httpUrl('--health-url')(text)).toBe(text);
  });

  it.each(['here', 'ftp://127.0.0.1', '127.0.0.1:80', ''])('refuses %j', (text) => {
    expect(() => httpUrl('--health-url')(text)).toThrow(
      `Expected --health-url to be an http URL, got ${JSON.stringify(text)}.`,
    );
  });
});

describe('a speed as an option', () => {
  it.each([
    ['max', 'max'],
    ['1', 1],
    ['0.5', 0.5],
    ['1000000', 1_000_000],
  ])('takes %j', (text, value) => {
    expect(speed(text)).toBe(value);
  });

  it.each(['0', '-1', '1e3', 'fast', '', '1000001'])('refuses %j', (text) => {
    expect(() => speed(text)).toThrow(
      `Expected --speed to be max or a number from 0.001 to 1000000, got ${JSON.stringify(text)}.`,
    );
  });
});
