import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { economicHash } from '../../src/core/economic-hash.ts';
import type { Fact, FillRecord, OrderRecord } from '../../src/core/records.ts';
import type { Instrument, State } from '../../src/core/state.ts';
import { recomputedStateHash, stateHash } from '../../src/core/state-hash.ts';
import { factOf, manyFacts, stateAfter } from './arbitrary-facts.ts';

const key = { venue: 'alpha', symbol: 'BTCUSDT' };
const fill = (tradeId: number, tradeTimeMs: number, clientOrderId = `m1-${tradeId}`): FillRecord => ({
  type: 'fill',
  ...key,
  clientOrderId,
  tradeId,
  venueOrderId: tradeId,
  side: tradeId % 2 === 0 ? 'SELL' : 'BUY',
  price: 10_000_000_000n,
  quantity: 100_000_000n,
  commission: 0n,
  commissionAsset: 'USDT',
  tradeTimeMs,
  maker: true,
  source: 'query',
});
const picture = (id: number, status: OrderRecord['status']): OrderRecord => ({
  type: 'order',
  ...key,
  clientOrderId: `m1-${id}`,
  venueOrderId: id,
  side: 'BUY',
  price: 10_000_000_000n,
  quantity: 100_000_000n,
  executed: 0n,
  status,
  source: 'query',
});
const prune = (beforeMs: number): Fact => ({ type: 'prune', beforeMs });

function instrument(state: State): Instrument {
  const found = state.venues.get('alpha')?.instruments.get('BTCUSDT');
  if (found === undefined) throw new Error('Expected the instrument');
  return found;
}
const heldTrades = (state: State) => [...instrument(state).fills.values()].map(({ tradeId }) => tradeId);

describe('a prune', () => {
  test('drops the fills before its time and keeps what they made of the position (rows 4, 11)', () => {
    const facts = [fill(1, 10), fill(2, 20), fill(3, 30), fill(4, 40)];
    const before = stateAfter(facts);
    const after = stateAfter([...facts, prune(25)]);
    expect(heldTrades(after)).toEqual([3, 4]);
    expect(instrument(after).pruned).toMatchObject({ fills: 2, tradeId: 2 });
    const { position, costE16, realisedE16 } = instrument(before);
    expect(instrument(after)).toMatchObject({ position, costE16, realisedE16 });
  });

  test('leaves a dropped trade known: shown again, it changes nothing (row 4)', () => {
    const state = stateAfter([fill(1, 10), fill(2, 20), fill(3, 30), prune(25), fill(1, 10), fill(2, 20)]);
    expect(heldTrades(state)).toEqual([3]);
    expect(instrument(state).position).toBe(instrument(stateAfter([fill(1, 10), fill(2, 20), fill(3, 30)])).position);
  });

  test('keeps the newest trade and its order, and the newest order, however old: reconciliation asks for them (row 12)', () => {
    const facts = [picture(1, 'FILLED'), picture(2, 'FILLED'), picture(3, 'CANCELED'), fill(1, 1), fill(2, 2)];
    const state = stateAfter([...facts, prune(1_000_000)]);
    expect(heldTrades(state)).toEqual([2]);
    expect([...instrument(state).tombstones.keys()]).toEqual(['m1-2', 'm1-3']);
  });

  test('keeps the id of an order that ended within the time, and no alive order is touched (row 2, rule 2)', () => {
    // Entries are a millisecond apart, so the third ends at 2 ms.
    const facts = [picture(1, 'CANCELED'), picture(2, 'NEW'), picture(3, 'CANCELED'), picture(4, 'CANCELED')];
    const state = stateAfter([...facts, prune(2)]);
    expect([...instrument(state).tombstones.keys()]).toEqual(['m1-3', 'm1-4']);
    expect([...instrument(state).orders.keys()]).toEqual(['m1-2']);
  });

  test('stops at a young fill: an old one that came late goes with it, so that profit is still recomputed in order', () => {
    const facts = [fill(1, 10), fill(5, 90), fill(2, 20), fill(6, 95)];
    expect(heldTrades(stateAfter([...facts, prune(50)]))).toEqual([5, 2, 6]);
    expect(heldTrades(stateAfter([...facts, prune(92)]))).toEqual([6]);
  });
});

test('what is owned and owed does not show when an engine forgets: the economic hash stays (row 11)', () => {
  fc.assert(
    fc.property(manyFacts, factOf('prune'), (facts, last) => {
      expect(economicHash(stateAfter([...facts, last]))).toBe(economicHash(stateAfter(facts)));
    }),
  );
});

test('the hash kept along the way equals the one counted from scratch after a prune (row 17)', () => {
  fc.assert(
    fc.property(manyFacts, factOf('prune'), (facts, last) => {
      const state = stateAfter([...facts, last]);
      expect(stateHash(state)).toBe(recomputedStateHash(state));
    }),
  );
});
