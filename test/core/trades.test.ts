import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAmount } from '../../src/common/amount.ts';
import { applyTrade, type Position } from '../../src/core/trades.ts';
import { price, quantity } from './arbitrary-facts.ts';

const flat = (): Position => ({ position: 0n, costE16: 0n, realisedE16: 0n });
const trade = fc.record({ side: fc.constantFrom('BUY' as const, 'SELL' as const), price, quantity });
const value = (decimal: string) => parseAmount(decimal) * 100_000_000n;

test('a round trip realises the difference of the prices', () => {
  const position = flat();
  applyTrade(position, 'BUY', parseAmount('100'), parseAmount('2'));
  applyTrade(position, 'BUY', parseAmount('110'), parseAmount('2'));
  applyTrade(position, 'SELL', parseAmount('120'), parseAmount('1'));
  expect(position).toEqual({ position: parseAmount('3'), costE16: value('315'), realisedE16: value('15') });
});

test('a trade through zero closes the position whole and opens the rest at its own price', () => {
  const position = flat();
  applyTrade(position, 'BUY', parseAmount('100'), parseAmount('1'));
  applyTrade(position, 'SELL', parseAmount('90'), parseAmount('3'));
  expect(position).toEqual({ position: parseAmount('-2'), costE16: value('-180'), realisedE16: value('-10') });
});

test('profit and loss, cash and cost always add up exactly, and a flat position costs nothing (rows 7, 30)', () => {
  fc.assert(
    fc.property(fc.array(trade, { maxLength: 40 }), (trades) => {
      const position = flat();
      let cashE16 = 0n;
      let held = 0n;
      for (const each of trades) {
        applyTrade(position, each.side, each.price, each.quantity);
        const sign = each.side === 'BUY' ? 1n : -1n;
        cashE16 -= sign * each.price * each.quantity;
        held += sign * each.quantity;
        expect(position.position).toBe(held);
        expect(position.realisedE16).toBe(cashE16 + position.costE16);
        if (held === 0n) expect(position.costE16).toBe(0n);
        if (held !== 0n) expect(position.costE16 > 0n).toBe(held > 0n);
      }
    }),
  );
});
