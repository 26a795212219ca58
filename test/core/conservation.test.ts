import fc from 'fast-check';
import { expect, test } from 'vitest';
import { multiply } from '../../src/common/amount.ts';
import type { Fact, FillRecord } from '../../src/core/records.ts';
import { expectedBalances } from '../../src/core/views.ts';
import { factOf, stateAfter } from './arbitrary-facts.ts';

test('over any replay, each asset is its baseline plus the fills, less the commissions, to the unit, and prunes change nothing of it (rows 5, 30)', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(factOf('fill'), factOf('fill'), factOf('prune')), { maxLength: 40 }), (facts) => {
      const onAlpha = facts.map((fact) =>
        fact.type === 'fill' ? { ...fact, venue: 'alpha', symbol: 'BTCUSDT' } : fact,
      );
      const baseline: Fact = {
        type: 'balances',
        venue: 'alpha',
        source: 'query',
        balances: ['BNB', 'BTC', 'USDT'].map((asset) => ({ asset, free: 10n ** 15n, locked: 5n })),
      };
      const state = stateAfter([baseline, ...onAlpha]);
      const expected = new Map([
        ['BNB', 10n ** 15n + 5n],
        ['BTC', 10n ** 15n + 5n],
        ['USDT', 10n ** 15n + 5n],
      ]);
      const add = (asset: string, delta: bigint) => expected.set(asset, (expected.get(asset) ?? 0n) + delta);
      const held: FillRecord[] = [];
      let prunedId = 0;
      for (const fill of onAlpha) {
        if (fill.type === 'prune') {
          const newest = Math.max(...held.map(({ tradeId }) => tradeId), prunedId);
          while (held[0] !== undefined && held[0].tradeTimeMs < fill.beforeMs && held[0].tradeId !== newest) {
            prunedId = Math.max(prunedId, held.shift()?.tradeId ?? 0);
          }
          continue;
        }
        if (fill.tradeId <= prunedId || held.some(({ tradeId }) => tradeId === fill.tradeId)) continue;
        held.push(fill);
        const sign = fill.side === 'BUY' ? 1n : -1n;
        add('BTC', sign * fill.quantity);
        add('USDT', -sign * multiply(fill.price, fill.quantity));
        add(fill.commissionAsset, -fill.commission);
      }
      const found = new Map(expectedBalances(state).map(({ asset, free, locked }) => [asset, free + locked]));
      expect(found).toEqual(expected);
    }),
  );
});
