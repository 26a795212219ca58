/** The column layout of Binance's public `trades` files: id,price,qty,quote_qty,time,is_buyer_maker,is_best_match. */
import { CsvError, parse } from 'csv-parse/sync';
import { type Amount, parseAmount } from '../../../src/common/amount.ts';
import { type Instrument, instruments } from '../instruments.ts';
import type { RecordedTrade } from './recorded-trades.ts';

/** One sentence: the file, the line, what was expected there and what was found. */
export class RecordedTradesError extends Error {
  readonly file: string;
  /** From 1; null when it is about the whole file. */
  readonly line: number | null;
  readonly expected: string;
  readonly found: string;

  constructor(file: string, line: number | null, expected: string, found: string) {
    super(`${file}${line === null ? '' : `, line ${line}`}: expected ${expected}, found ${found}`);
    this.name = 'RecordedTradesError';
    this.file = file;
    this.line = line;
    this.expected = expected;
    this.found = found;
  }
}

const header = ['id', 'price', 'qty', 'quote_qty', 'time', 'is_buyer_maker', 'is_best_match'];
/** Milliseconds have 13 digits until the year 2286, microseconds 16. */
const microsecondsFrom = 1e14;

/** @throws RecordedTradesError when the name does not begin with a symbol of the venue. */
export function symbolOf(file: string, fileName: string): string {
  const symbol = /^([A-Z0-9]+)-trades-/.exec(fileName)?.[1];
  const known = instruments.map((instrument) => instrument.symbol);
  if (symbol !== undefined && known.includes(symbol)) return symbol;
  throw new RecordedTradesError(
    file,
    null,
    `a name such as ${known[0]}-trades-2021-01-08.csv with one of ${known.join(', ')}`,
    symbol ?? 'none',
  );
}

export function parseTrades(file: string, symbol: string, text: string): RecordedTrade[] {
  const instrument = instruments.find((candidate) => candidate.symbol === symbol);
  if (instrument === undefined) throw new Error(`Expected a symbol of the venue, got ${symbol}`);
  const rows = readRows(file, text);
  const body = rows[0]?.record[0] === header[0] ? rows.slice(1) : rows;
  if (body.length === 0)
    throw new RecordedTradesError(file, rows.length + 1, 'at least one trade', 'the end of the file');
  const trades = body.map(({ record, line }) => parseTrade(file, line, instrument, record));
  trades.forEach((trade, index) => {
    const before = trades[index - 1];
    if (before !== undefined && trade.timeUs < before.timeUs) {
      const line = body[index]?.line ?? null;
      throw new RecordedTradesError(
        file,
        line,
        'times that do not go back',
        `${trade.timeUs} µs after ${before.timeUs} µs`,
      );
    }
  });
  return trades;
}

function readRows(file: string, text: string): { readonly record: readonly string[]; readonly line: number }[] {
  try {
    const rows = parse(text, {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      bom: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return rows.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : null;
    throw new RecordedTradesError(file, line, 'comma-separated values', error.message);
  }
}

function parseTrade(file: string, line: number, instrument: Instrument, record: readonly string[]): RecordedTrade {
  if (record.length !== header.length && record.length !== header.length - 1) {
    throw new RecordedTradesError(file, line, `the ${header.length} columns ${header.join(',')}`, `${record.length}`);
  }
  const [, price = '', quantity = '', , time = '', isBuyerMaker = ''] = record;
  return {
    price: parseMultiple(file, line, 'price', price, instrument.tick),
    quantity: parseMultiple(file, line, 'qty', quantity, instrument.step),
    timeUs: parseTime(file, line, time),
    isBuyerMaker: parseBoolean(file, line, isBuyerMaker),
  };
}

function parseMultiple(file: string, line: number, column: string, text: string, unit: Amount): Amount {
  let amount: Amount | null;
  try {
    amount = parseAmount(text);
  } catch {
    amount = null;
  }
  if (amount !== null && amount > 0n && amount % unit === 0n) return amount;
  const expected = `a positive ${column} in steps of ${Number(unit) / 1e8}`;
  throw new RecordedTradesError(file, line, expected, JSON.stringify(text));
}

function parseTime(file: string, line: number, text: string): number {
  if (!/^\d{13}(\d{3})?$/.test(text)) {
    throw new RecordedTradesError(file, line, 'a time in ms (13 digits) or µs (16 digits)', JSON.stringify(text));
  }
  const time = Number(text);
  return time < microsecondsFrom ? time * 1000 : time;
}

function parseBoolean(file: string, line: number, text: string): boolean {
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  throw new RecordedTradesError(file, line, 'is_buyer_maker to be true or false', JSON.stringify(text));
}
