import { describe, expect, it } from 'vitest';
import { compareTrades, isSame, type Trade } from '../../../src/durability/inspect/compare-trades.ts';

const trade = (tradeId: number, changes: Partial<Trade> = {}): Trade => ({
  venue: 'A',
  symbol: 'BTCUSDT',
  tradeId,
  clientOrderId: 'm-1-1',
  venueOrderId: 7,
  side: 'BUY',
  price: 3_943_248_000_000n,
  quantity: 500_000n,
  commission: 500n,
  commissionAsset: 'USDT',
  tradeTimeMs: 1_700_000_000_000,
  maker: true,
  ...changes,
});
const compare = (journal: readonly Trade[], venues: readonly Trade[]) =>
  compareTrades({ trades: journal, forgotten: [] }, venues);

describe('trades from the journal and from the venues (row 69)', () => {
  it('are the same whatever order each side tells them in', () => {
    const found = compare([trade(1), trade(3), trade(2)], [trade(3), trade(1), trade(2), trade(2)]);
    expect(found).toMatchObject([
      { venue: 'A', symbol: 'BTCUSDT', same: 3, onlyJournal: [], onlyVenue: [], different: [] },
    ]);
    expect(found.every(isSame)).toBe(true);
  });

  it('that one side alone has are named, by id ascending', () => {
    const [found] = compare([trade(5), trade(1), trade(2)], [trade(4), trade(2), trade(3)]);
    expect(found?.onlyJournal.map(({ tradeId }) => tradeId)).toEqual([1, 5]);
    expect(found?.onlyVenue.map(({ tradeId }) => tradeId)).toEqual([3, 4]);
    expect(found).toMatchObject({ same: 1 });
    expect(found !== undefined && isSame(found)).toBe(false);
  });

  it.each([
    ['clientOrderId', 'm-1-2'],
    ['venueOrderId', 8],
    ['side', 'SELL'],
    ['price', 3_943_249_000_000n],
    ['quantity', 600_000n],
    ['commission', 0n],
    ['commissionAsset', 'BTC'],
    ['tradeTimeMs', 1],
    ['maker', false],
  ] as const)('that differ in %s are different, with the field and both its values', (field, value) => {
    const [found] = compare([trade(1)], [trade(1, { [field]: value })]);
    expect(found).toMatchObject({ same: 0, onlyJournal: [], onlyVenue: [] });
    expect(found?.different.map(({ fields }) => fields.map((each) => each.field))).toEqual([[field]]);
    const [[difference] = []] = found?.different.map(({ fields }) => fields) ?? [];
    expect(difference?.journal).not.toBe(difference?.venue);
    expect(found !== undefined && isSame(found)).toBe(false);
  });

  it('of another venue or symbol are never the same trade', () => {
    const found = compare(
      [trade(1), trade(1, { venue: 'B' })],
      [trade(1, { symbol: 'ETHUSDT' }), trade(1, { venue: 'B' })],
    );
    expect(found.map(({ venue, symbol, same }) => [venue, symbol, same])).toEqual([
      ['A', 'BTCUSDT', 0],
      ['A', 'ETHUSDT', 0],
      ['B', 'BTCUSDT', 1],
    ]);
  });

  it('that the journal has forgotten are counted on both sides, and another count is a difference', () => {
    const forgotten = { venue: 'A', symbol: 'BTCUSDT', fills: 2, tradeId: 4 };
    const venue = [trade(1), trade(2), trade(4), trade(5), trade(6)];
    const counted = (fills: number) =>
      compareTrades({ trades: [trade(2), trade(5)], forgotten: [{ ...forgotten, fills }] }, venue);
    expect(counted(2)).toMatchObject([{ same: 2, forgotten: { journal: 2, venue: 2 }, onlyVenue: [{ tradeId: 6 }] }]);
    const without6 = (fills: number) =>
      compareTrades({ trades: [trade(2), trade(5)], forgotten: [{ ...forgotten, fills }] }, venue.slice(0, -1));
    expect(without6(2).every(isSame)).toBe(true);
    expect(without6(3).every(isSame)).toBe(false);
  });
});
