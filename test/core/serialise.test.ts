import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deserialiseState } from '../../src/core/deserialise.ts';
import { economicHash } from '../../src/core/economic-hash.ts';
import { serialiseState } from '../../src/core/serialise.ts';
import { recomputedStateHash, stateHash } from '../../src/core/state-hash.ts';
import { factOf, manyFacts, stateAfter } from './arbitrary-facts.ts';

test('a state read back is the same state: text, hash and economic hash', () => {
  fc.assert(
    fc.property(manyFacts, (facts) => {
      const state = stateAfter(facts);
      const text = serialiseState(state);
      const back = deserialiseState(text);
      expect(serialiseState(back)).toBe(text);
      expect(stateHash(back)).toBe(stateHash(state));
      expect(recomputedStateHash(back)).toBe(recomputedStateHash(state));
      expect(economicHash(back)).toBe(economicHash(state));
    }),
  );
});

test('the order in which independent orders came does not show in the text', () => {
  fc.assert(
    fc.property(factOf('order'), factOf('order'), (left, right) => {
      const first = { ...left, venue: 'alpha', eventId: '1' };
      const second = { ...right, venue: 'beta', eventId: '2' };
      expect(serialiseState(stateAfter([first, second]))).toBe(serialiseState(stateAfter([second, first])));
    }),
  );
});

test('amounts are decimal text', () => {
  fc.assert(
    fc.property(factOf('intent'), (intent) => {
      expect(serialiseState(stateAfter([{ ...intent, quantity: 500_000n }]))).toContain('"quantity":"0.00500000"');
    }),
  );
});
