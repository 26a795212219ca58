import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apply } from '../../src/core/apply.ts';
import { deserialiseState } from '../../src/core/deserialise.ts';
import { economicHash } from '../../src/core/economic-hash.ts';
import { emptyState } from '../../src/core/find-or-create.ts';
import type { Fact } from '../../src/core/records.ts';
import { serialiseState } from '../../src/core/serialise.ts';
import { recomputedStateHash, stateHash } from '../../src/core/state-hash.ts';
import { entriesOf, factOf, manyFacts, stateAfter } from './arbitrary-facts.ts';

test('a state read back is the same state: text, hash and economic hash (rows 1, 2, 5, 8, 9, 12, 13)', () => {
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

function atOneMoment(facts: readonly Fact[]): string {
  const state = emptyState();
  for (const entry of entriesOf(facts)) apply(state, { ...entry, timeUs: 7 });
  return serialiseState(state);
}

test('the order in which independent orders came does not show in the text', () => {
  fc.assert(
    fc.property(factOf('order'), factOf('order'), (left, right) => {
      const first = { ...left, venue: 'alpha', eventId: '1' };
      const second = { ...right, venue: 'beta', eventId: '2' };
      expect(atOneMoment([first, second])).toBe(atOneMoment([second, first]));
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
