import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { MemoryDisk } from '../../../simulators/world/disk.ts';
import { formatAmount } from '../../../src/common/amount.ts';
import type { FillRecord } from '../../../src/core/records.ts';
import { fillsOf, instrumentsOf } from '../../../src/core/views.ts';
import { exportTrades } from '../../../src/durability/export-directory.ts';
import { stateAt } from '../../../src/durability/inspect/state-at.ts';
import { closedDirectory, directory } from '../rig.ts';
import { read, silent, tradingDirectory } from './trading-directory.ts';

async function trades(disk: MemoryDisk): Promise<Record<string, string>[]> {
  const lines: string[] = [];
  for await (const line of exportTrades({ disk, directory })) lines.push(line);
  return parse(lines.join('\r\n'), { columns: true });
}

const fill: FillRecord = {
  type: 'fill',
  venue: 'alpha',
  symbol: 'BTCUSDT',
  clientOrderId: 'a "quoted", id',
  tradeId: 4,
  venueOrderId: 9,
  side: 'BUY',
  price: 10n ** 12n,
  quantity: 500_000n,
  commission: 500n,
  commissionAsset: 'BTC',
  tradeTimeMs: 1,
  maker: true,
  source: 'stream',
};

test('the history of trades is every fill of the state at the head, once (row 69)', async () => {
  const disk = await tradingDirectory();
  const { state } = await stateAt(await read(disk), { timeUs: 9e15 }, silent);
  const expected = instrumentsOf(state).flatMap((instrument) =>
    fillsOf(instrument).map((each) => [
      instrument.venue,
      instrument.symbol,
      String(each.tradeId),
      formatAmount(each.price),
      formatAmount(each.quantity),
      formatAmount(each.commission),
    ]),
  );
  const rows = await trades(disk);
  const found = rows.map((row) =>
    ['venue', 'symbol', 'tradeId', 'price', 'quantity', 'commission'].map((name) => row[name]),
  );
  expect(found.length).toBeGreaterThan(5);
  expect(found.toSorted()).toEqual(expected.toSorted());
});

test('a trade learnt twice is one row, the first, and a text with quotes and commas comes back whole', async () => {
  const again: FillRecord = { ...fill, source: 'query' };
  const rows = await trades(await closedDirectory([[fill], [again], [{ ...fill, tradeId: 5 }]]));
  expect(rows.map(({ sequence, tradeId, clientOrderId }) => [sequence, tradeId, clientOrderId])).toEqual([
    ['2', '4', 'a "quoted", id'],
    ['4', '5', 'a "quoted", id'],
  ]);
});
