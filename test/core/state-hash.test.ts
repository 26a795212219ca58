import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apply } from '../../src/core/apply.ts';
import { emptyState } from '../../src/core/find-or-create.ts';
import { recomputedStateHash, stateHash } from '../../src/core/state-hash.ts';
import { entriesOf, manyFacts, stateAfter } from './arbitrary-facts.ts';

test('the hash kept up along the way equals the hash counted from scratch (row 17)', () => {
  fc.assert(
    fc.property(manyFacts, fc.nat(5), (facts, every) => {
      const state = emptyState();
      for (const entry of entriesOf(facts)) {
        apply(state, entry);
        if (Number(entry.sequence) % (every + 1) === 0) expect(stateHash(state)).toBe(recomputedStateHash(state));
      }
      expect(stateHash(state)).toBe(recomputedStateHash(state));
    }),
  );
});

test('when it is looked at does not change it', () => {
  fc.assert(
    fc.property(manyFacts, (facts) => {
      const looked = emptyState();
      for (const entry of entriesOf(facts)) {
        apply(looked, entry);
        stateHash(looked);
      }
      expect(stateHash(looked)).toBe(stateHash(stateAfter(facts)));
    }),
  );
});

test('one unit more in any amount of any entity changes it', () => {
  fc.assert(
    fc.property(manyFacts, (facts) => {
      const state = stateAfter(facts);
      const before = recomputedStateHash(state);
      for (const venue of state.venues.values()) {
        for (const balance of venue.balances.values()) {
          balance.expectedTotal += 1n;
          expect(recomputedStateHash(state)).not.toBe(before);
          balance.expectedTotal -= 1n;
        }
        for (const { orders } of venue.instruments.values()) {
          for (const order of orders.values()) {
            order.quantity += 1n;
            expect(recomputedStateHash(state)).not.toBe(before);
            order.quantity -= 1n;
          }
        }
      }
    }),
  );
});
