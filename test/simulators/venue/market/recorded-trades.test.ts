import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RecordedTradesError } from '../../../../simulators/venue/market/trades-csv.ts';
import { readRecordedTrades } from '../../../../simulators/venue/server/read-recorded-trades.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../fixtures/temporary-folder.ts';

const header = 'id,price,qty,quote_qty,time,is_buyer_maker,is_best_match\n';
const row = '1,39432.48,0.000263,10.37,1610064000278,True,True\n';
let folder: TemporaryFolder;

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

function read(text: string, name = 'BTCUSDT-trades-2021-01-08.csv') {
  const file = join(folder.path, name);
  writeFileSync(file, text);
  return readRecordedTrades(file);
}

describe('recorded trades', () => {
  test('are read from the real file: 2001 trades of BTCUSDT in 46 seconds', () => {
    const { symbol, trades } = readRecordedTrades(
      join(import.meta.dirname, '../../../fixtures/market/BTCUSDT-trades-2021-01-08.csv'),
    );
    expect(symbol).toBe('BTCUSDT');
    expect(trades).toHaveLength(2001);
    expect(trades[0]).toEqual({
      price: 3_943_248_000_000n,
      quantity: 26_300n,
      timeUs: 1_610_064_000_278_000,
      isBuyerMaker: true,
    });
    expect((trades.at(-1)?.timeUs ?? 0) - (trades[0]?.timeUs ?? 0)).toBe(46_077_000);
  });

  test('mean the same with and without the header line, in milliseconds and microseconds', () => {
    const expected = read(header + row);
    expect(read(row)).toEqual(expected);
    expect(read(header + row.replace('1610064000278', '1610064000278000'))).toEqual(expected);
    expect(read(`${header.trimEnd()}\r\n${row.trimEnd()}\r\n`)).toEqual(expected);
  });

  test.each([
    ['an empty file', '', 1, 'at least one trade'],
    ['a header alone', header, 2, 'at least one trade'],
    ['a missing column', `${header}${row}2,39432.48,0.1\n`, 3, 'the 7 columns'],
    ['a price that is no number', header + row.replace('39432.48', 'high'), 2, 'a positive price in steps of 0.01'],
    ['a price off the tick', header + row.replace('39432.48', '39432.485'), 2, 'a positive price in steps of 0.01'],
    ['a quantity of zero', header + row.replace('0.000263', '0'), 2, 'a positive qty in steps of 0.000001'],
    [
      'a time in seconds',
      header + row.replace('1610064000278', '1610064000'),
      2,
      'a time in ms (13 digits) or µs (16 digits)',
    ],
    [
      'a side that is neither',
      header + row.replace('True,True', 'maybe,True'),
      2,
      'is_buyer_maker to be true or false',
    ],
    [
      'times that go back',
      header + row + row.replace('1610064000278', '1610064000277'),
      3,
      'times that do not go back',
    ],
    ['an open quote', `${header}"1,39432.48\n`, 2, 'comma-separated values'],
  ])('are refused for %s, naming file and line', (_what, text, line, expected) => {
    let error: unknown;
    try {
      read(text);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(RecordedTradesError);
    expect(error).toMatchObject({ line, expected: expect.stringContaining(expected) });
    expect((error as RecordedTradesError).message).toContain(
      `BTCUSDT-trades-2021-01-08.csv, line ${line}: expected ${expected}`,
    );
  });

  test('are refused when the file name has no symbol of the venue, or there is no file', () => {
    expect(() => read(row, 'DOGEUSDT-trades-2021-01-08.csv')).toThrow(
      'one of BTCUSDT, ETHUSDT, SOLUSDT, found DOGEUSDT',
    );
    expect(() => read(row, 'trades.csv')).toThrow('found none');
    expect(() => readRecordedTrades(join(folder.path, 'BTCUSDT-trades-none.csv'))).toThrow('expected a readable file');
  });
});
