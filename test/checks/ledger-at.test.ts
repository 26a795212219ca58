import { describe, expect, it } from 'vitest';
import { ledgerAt, positionOfCursor } from '../../src/checks/ledger-at.ts';
import { parseAmount } from '../../src/common/amount.ts';
import { ledgerBeforeKill, wholeLedger } from './histories.ts';
import { LedgerScript } from './ledger-script.ts';

describe('ledgerAt', () => {
  it('gives orders, trades and positions exactly as they stood after a row', () => {
    const ledger = ledgerBeforeKill().trade(300, 'c2', 2, '1').read();
    const before = ledgerAt(ledger, 17);
    expect(before.openOrders.map(({ clientOrderId, executed }) => [clientOrderId, executed])).toEqual([
      ['c1', '0'],
      ['c2', '0'],
    ]);
    expect(before.positions.get('BTCUSDT')).toBe(0n);
    const after = ledgerAt(ledger, ledger.rows.length);
    expect(after.openOrders.map(({ clientOrderId, executed }) => [clientOrderId, executed])).toEqual([['c1', '0.4']]);
    expect(after.positions.get('BTCUSDT')).toBe(parseAmount('-0.6'));
    expect(after.trades.map(({ tradeId, side, commissionAsset }) => [tradeId, side, commissionAsset])).toEqual([
      [1, 'BUY', 'BTC'],
      [2, 'SELL', 'USDT'],
    ]);
  });

  it('keeps orders of equal ids apart when they are of different symbols, as order ids count per symbol', () => {
    const ledger = new LedgerScript('A', ['BTCUSDT', 'ETHUSDT'])
      .connect(10, 1)
      .place(20, 1, { clientOrderId: 'c1', symbol: 'BTCUSDT' })
      .place(30, 1, { clientOrderId: 'c2', symbol: 'ETHUSDT' })
      .read();
    expect(ledger.orders.map(({ orderId }) => orderId)).toEqual([1, 1]);
    const { openOrders } = ledgerAt(ledger, ledger.rows.length);
    expect(openOrders.map(({ clientOrderId }) => clientOrderId)).toEqual(['c1', 'c2']);
  });

  it('starts from the opening balances and applies each balance row up to the place', () => {
    const ledger = ledgerBeforeKill().balance(300, 'USDT', '99940', '60').read();
    const last = ledger.rows.length;
    expect(ledgerAt(ledger, last - 1).balances.get('USDT')).toEqual({ free: parseAmount('100000'), locked: 0n });
    expect(ledgerAt(ledger, last).balances.get('USDT')).toEqual({
      free: parseAmount('99940'),
      locked: parseAmount('60'),
    });
    expect(ledgerAt(ledger, last).balances.get('BTC')).toEqual({ free: parseAmount('10'), locked: 0n });
  });
});

describe('positionOfCursor', () => {
  it('is the row of the event with that id, or of the answer with that id', () => {
    const ledger = wholeLedger().read();
    const event = ledger.events[0];
    expect(positionOfCursor(ledger, { kind: 'event', id: event?.eventId ?? '' })).toBe(event?.n);
    const n = positionOfCursor(ledger, { kind: 'reply', id: 'barrier' });
    expect(ledger.rows[(n ?? 0) - 1]).toMatchObject({ kind: 'answer', id: 'barrier' });
  });

  it('is null for an id the ledger does not have, or of the other kind', () => {
    const ledger = wholeLedger().read();
    expect(positionOfCursor(ledger, { kind: 'event', id: 'barrier' })).toBeNull();
    expect(positionOfCursor(ledger, { kind: 'reply', id: 'none' })).toBeNull();
  });
});
