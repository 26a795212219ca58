import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { RecordedTrades } from '../market/recorded-trades.ts';
import { parseTrades, RecordedTradesError, symbolOf } from '../market/trades-csv.ts';

/**
 * Reads a Binance public-data `trades` file such as `BTCUSDT-trades-2021-01-08.csv`, with or without its header line,
 * times in ms or µs. @throws RecordedTradesError naming file and line.
 */
export function readRecordedTrades(file: string): RecordedTrades {
  const symbol = symbolOf(file, basename(file));
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new RecordedTradesError(file, null, 'a readable file', found);
  }
  return { symbol, trades: parseTrades(file, symbol, text) };
}
