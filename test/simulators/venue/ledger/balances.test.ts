import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Side } from '../../../../simulators/venue/matching/order.ts';
import { type Amount, multiply, parseAmount } from '../../../../src/common/amount.ts';
import type { LedgerRow, LedgerRowOf } from '../../../../src/contract/ledger.ts';
import { inMemoryVenue } from '../in-memory-venue.ts';

const step = fc.record({
  who: fc.constantFrom('trader', 'market', 'cancel'),
  side: fc.constantFrom<Side>('BUY', 'SELL'),
  cents: fc.integer({ min: 9990, max: 10010 }),
  millionths: fc.integer({ min: 100_000, max: 900_000 }),
});

describe('the ledger', () => {
  test('tells enough to rebuild every balance of the trading account from its orders and trades alone', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { limit, market, call, rows } = inMemoryVenue();
        for (const { who, side, cents, millionths } of steps) {
          const price = (cents / 100).toFixed(2);
          const quantity = (millionths / 1_000_000).toFixed(6);
          if (who === 'trader') limit(side, price, quantity);
          else if (who === 'market') market(side, price, quantity);
          else call('DELETE /api/v3/openOrders', { symbol: 'BTCUSDT' });
        }
        const all = rows();
        expect(all.map(({ n }) => n)).toEqual(all.map((_row, index) => index + 1));
        const rebuilt = rebuild(all);
        const told = all.filter((row) => row.kind === 'balance').flatMap(({ balances }) => balances);
        for (const asset of ['BTC', 'USDT']) {
          const last = told.findLast((balance) => balance.asset === asset);
          if (last === undefined) continue;
          const locked = rebuilt.locked.get(asset) ?? 0n;
          expect(parseAmount(last.locked)).toBe(locked);
          expect(parseAmount(last.free) + locked).toBe(rebuilt.total.get(asset));
        }
      }),
      { numRuns: 60 },
    );
  });
});

function rebuild(rows: readonly LedgerRow[]): { total: Map<string, Amount>; locked: Map<string, Amount> } {
  const total = new Map<string, Amount>();
  const open = new Map<number, LedgerRowOf<'order'>>();
  const move = (asset: string, amount: Amount) => total.set(asset, (total.get(asset) ?? 0n) + amount);
  for (const row of rows) {
    if (row.kind === 'open')
      for (const { asset, total: amount } of row.accounts[0]?.balances ?? []) move(asset, parseAmount(amount));
    if (row.kind === 'order') {
      if (row.status === 'NEW' || row.status === 'PARTIALLY_FILLED') open.set(row.orderId, row);
      else open.delete(row.orderId);
    }
    if (row.kind === 'trade') applyTrade(row, move);
  }
  const locked = new Map<string, Amount>();
  for (const { side, price, quantity, executed } of open.values()) {
    const left = parseAmount(quantity) - parseAmount(executed);
    const [asset, amount] = side === 'BUY' ? ['USDT', multiply(parseAmount(price), left)] : ['BTC', left];
    locked.set(asset, (locked.get(asset) ?? 0n) + amount);
  }
  return { total, locked };
}

function applyTrade(trade: LedgerRowOf<'trade'>, move: (asset: string, amount: Amount) => void): void {
  const quantity = parseAmount(trade.quantity);
  const quote = multiply(parseAmount(trade.price), quantity);
  for (const [side, sign] of [
    [trade.buyer, 1n],
    [trade.seller, -1n],
  ] as const) {
    if (side.account !== 'trader') continue;
    move('BTC', sign * quantity);
    move('USDT', -sign * quote);
    move(side.commissionAsset, -parseAmount(side.commission));
  }
}
