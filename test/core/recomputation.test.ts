import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deserialiseState } from '../../src/core/deserialise.ts';
import { recomputationProblem, recomputedPosition } from '../../src/core/recomputation.ts';
import { serialiseState } from '../../src/core/serialise.ts';
import type { Instrument } from '../../src/core/state.ts';
import { instrumentsOf } from '../../src/core/views.ts';
import { factOf, manyFacts, stateAfter } from './arbitrary-facts.ts';

/** Repeated trades, late ones and prunes in any order, around orders in every phase. */
const trading = fc.array(fc.oneof(factOf('fill'), factOf('fill'), factOf('prune'), factOf('order'), factOf('intent')), {
  maxLength: 60,
});

test('position, cost and realised profit are those of the pruned base and the retained fills, to the unit (rows 1, 7)', () => {
  fc.assert(
    fc.property(fc.oneof(trading, manyFacts), (facts) => {
      for (const instrument of instrumentsOf(stateAfter(facts))) {
        const { position, costE16, realisedE16 } = instrument;
        expect(recomputedPosition(instrument)).toEqual({ position, costE16, realisedE16 });
      }
    }),
    { numRuns: 300 },
  );
});

test('the usage kept along with the orders is the usage counted from them, also after a checkpoint (row 6)', () => {
  fc.assert(
    fc.property(fc.oneof(trading, manyFacts), (facts) => {
      const state = stateAfter(facts);
      expect(recomputationProblem(state)).toBeNull();
      expect(recomputationProblem(deserialiseState(serialiseState(state)))).toBeNull();
    }),
    { numRuns: 300 },
  );
});

const oneFill = fc.sample(factOf('fill'), 1)[0];
const oneIntent = fc.sample(factOf('intent'), 1)[0];

function damaged(damage: (instrument: Instrument) => void): string | null {
  if (oneFill === undefined || oneIntent === undefined) throw new Error('unreachable: both were sampled');
  const place = { venue: 'alpha', symbol: 'BTCUSDT', clientOrderId: 'm1-1' };
  const state = stateAfter([
    { ...oneIntent, ...place, side: 'BUY', quantity: 300_000_000n },
    { ...oneFill, ...place, side: 'BUY', price: 100_000_000n, quantity: 200_000_000n },
  ]);
  for (const instrument of instrumentsOf(state)) damage(instrument);
  return recomputationProblem(state);
}

test.each([
  ['an order too many in use', (each: Instrument) => (each.usage.orders += 1), 'to use 1 orders, 1.00000000 to buy'],
  ['a unit more to buy', (each: Instrument) => (each.usage.buying += 1n), 'found 1 orders, 1.00000001 to buy'],
  ['a unit less held', (each: Instrument) => (each.position -= 1n), 'found 1.99999999 at cost'],
  ['a unit of profit', (each: Instrument) => (each.realisedE16 += 1n), 'with 1e-16 realised'],
  ['a unit of cost', (each: Instrument) => (each.costE16 += 1n), 'found 2.00000000 at cost 20000000000000001e-16'],
  ['a fill lost', (each: Instrument) => each.fills.clear(), 'to hold 0.00000000 at cost 0e-16'],
])('%s is named with its instrument, expected and found (rows 6, 7)', (_name, damage, words) => {
  expect(damaged(damage)).toContain('alpha BTCUSDT');
  expect(damaged(damage)).toContain(words);
  expect(damaged(() => {})).toBeNull();
});
