import { describe, expect, it } from 'vitest';
import { reconciliationRows } from '../../src/checks/index.ts';
import { crash, resumedState, trueState, wholeLedger } from './histories.ts';

describe('reconciliationRows', () => {
  it('sets engine beside venue for positions, balances, open orders and fills at the last resumed', () => {
    const rows = reconciliationRows(crash());
    expect(
      rows.map(({ kind, item, engine, venueTruth, matches }) => [kind, item, engine, venueTruth, matches]),
    ).toEqual([
      ['position', 'BTCUSDT', '0.5', '0.5', true],
      ['balance', 'BTC free', '10', '10', true],
      ['balance', 'BTC locked', '0', '0', true],
      ['balance', 'USDT free', '100000', '100000', true],
      ['balance', 'USDT locked', '0', '0', true],
      ['open orders', 'BTCUSDT', '2', '2', true],
      ['fills', 'BTCUSDT', '2', '2', true],
    ]);
  });

  it('does not match when as many orders are open but one of them differs', () => {
    const good = trueState(wholeLedger().read());
    const openOrders = good.openOrders.map((order) => ({ ...order, price: '99' }));
    const rows = reconciliationRows(crash({ resumedStates: [resumedState({ ...good, openOrders })] }));
    expect(rows.find(({ kind }) => kind === 'open orders')).toMatchObject({
      engine: '2',
      venueTruth: '2',
      matches: false,
    });
  });
});
