import { describe, expect, it } from 'vitest';
import {
  comparisonDocument,
  comparisonLines,
  type TradeComparison,
  tradesVerdict,
} from '../../src/cli/compare-trades-text.ts';
import type { InstrumentTrades, Trade } from '../../src/durability/inspect/compare-trades.ts';

const trade: Trade = {
  venue: 'A',
  symbol: 'BTCUSDT',
  tradeId: 9,
  clientOrderId: 'm-1-1',
  venueOrderId: 7,
  side: 'BUY',
  price: 4_000_050_000_000n,
  quantity: 1_000_000n,
  commission: 500n,
  commissionAsset: 'USDT',
  tradeTimeMs: Date.parse('2026-01-02T03:04:05.678Z'),
  maker: true,
};
const equal: InstrumentTrades = {
  venue: 'A',
  symbol: 'BTCUSDT',
  same: 3,
  onlyJournal: [],
  onlyVenue: [],
  different: [],
  forgotten: { journal: 0, venue: 0 },
};
const same: TradeComparison = { instruments: [equal], damage: null, notCompared: [], externalOrders: 0 };
const silent = { venue: 'B', reason: 'time of B got no answer' };

describe('a comparison of trades', () => {
  it.each([
    ['same', {}],
    [
      'different',
      { instruments: [{ ...equal, onlyVenue: [trade] }], damage: 'journal-00000001.log at 64', notCompared: [silent] },
    ],
    ['different', { instruments: [{ ...equal, forgotten: { journal: 2, venue: 1 } }] }],
    ['damaged', { damage: 'journal-00000001.log at 64', notCompared: [silent] }],
    ['not-compared', { notCompared: [silent] }],
  ] as const)('is %s for %o', (verdict, changes) => {
    expect(tradesVerdict({ ...same, ...changes })).toBe(verdict);
    expect(comparisonDocument({ ...same, ...changes }).verdict).toBe(verdict);
  });

  it('is told by instrument, each trade that is not the same by name', () => {
    const fields = [{ field: 'price', journal: '1', venue: '2' }];
    const instruments = [{ ...equal, onlyJournal: [trade], different: [{ trade, fields }] }];
    expect(comparisonLines({ ...same, instruments, notCompared: [silent], externalOrders: 2 })).toEqual([
      'A BTCUSDT  3 the same, 1 only in the journal, 0 only at the venue, 1 different',
      '  only in the journal  trade 9, 2026-01-02T03:04:05.678000Z, BUY 0.01 at 40000.5, m-1-1',
      '  DIFFERENT  trade 9',
      '    price: journal 1, venue 2',
      '2 orders of the accounts are not ours: their trades are left out',
      'B  not compared: time of B got no answer',
      '',
      'journal and venues do not have the same trades',
    ]);
    expect(comparisonDocument({ ...same, instruments }).instruments[0]).toMatchObject({
      onlyJournal: [{ tradeId: 9, price: '40000.50000000' }],
      different: [{ tradeId: 9, fields }],
    });
  });
});
