import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAmount } from '../../src/common/amount.ts';
import { configurationOf } from '../../src/engine/lifecycle/configuration.ts';
import { defaultLimits, type Limits, limitsHold, limitsOf, withinLimits } from '../../src/engine/limits.ts';
import { nodeCryptography } from '../../src/node/cryptography.ts';
import { stateAfter } from '../core/arbitrary-facts.ts';

const limits: Limits = { openOrders: 3, positionValue: parseAmount('1000') };
const unused = { orders: 0, buying: 0n, selling: 0n };
const order = (side: 'BUY' | 'SELL', price: string, quantity: string) => ({
  side,
  price: parseAmount(price),
  quantity: parseAmount(quantity),
});

describe('the limits of an instrument (row 6)', () => {
  it('stand in the journaled configuration and are read back from it', () => {
    const state = stateAfter([{ type: 'configuration', ...configurationOf([], nodeCryptography) }]);
    expect(limitsOf(state)).toEqual(defaultLimits);
  });

  it('are none in a configuration that names none, and then nothing is placed', () => {
    const state = stateAfter([{ type: 'configuration', hash: 'ab', json: '{}' }]);
    expect(limitsOf(state)).toBeNull();
    expect(withinLimits(null, { position: 0n, usage: unused }, [order('BUY', '1', '1')])).toEqual([]);
  });

  it('let the last unit through and refuse the next', () => {
    const all = [order('BUY', '100', '10'), order('BUY', '100', '0.00000001'), order('SELL', '100', '10')];
    expect(withinLimits(limits, { position: 0n, usage: unused }, all)).toEqual([all[0], all[2]]);
  });

  it('refuse an order beyond the number of alive ones', () => {
    const all = [order('BUY', '1', '1'), order('SELL', '2', '1')];
    expect(withinLimits(limits, { position: 0n, usage: { ...unused, orders: 2 } }, all)).toEqual([all[0]]);
  });

  it('always allow a position to be reduced', () => {
    const long = { position: parseAmount('50'), usage: unused };
    const reducing = order('SELL', '100', '50');
    expect(withinLimits(limits, long, [order('BUY', '100', '0.1'), reducing])).toEqual([reducing]);
  });

  it('are never exceeded by what they let through, over any position and usage', () => {
    const amount = fc.bigInt({ min: 0n, max: 2_000_00000000n });
    const planned = fc.record({
      side: fc.constantFrom('BUY' as const, 'SELL' as const),
      price: amount,
      quantity: amount,
    });
    const usage = fc.record({ orders: fc.nat(4), buying: amount, selling: amount });
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
        usage,
        fc.array(planned),
        (position, used, all) => {
          const placed = withinLimits(limits, { position, usage: used }, all);
          const after = { ...used };
          for (const { side, price, quantity } of placed) {
            after.orders += 1;
            if (side === 'BUY') after.buying += quantity;
            else after.selling += quantity;
            const worst = side === 'BUY' ? position + after.buying : after.selling - position;
            expect(worst * price <= limits.positionValue * 100_000_000n).toBe(true);
          }
          if (placed.length > 0) expect(after.orders).toBeLessThanOrEqual(limits.openOrders);
        },
      ),
    );
  });

  it('are tried at the gate with one unit and one order more than they allow', () => {
    expect(limitsHold(limits)).toBe(true);
    expect(limitsHold(defaultLimits)).toBe(true);
  });
});
