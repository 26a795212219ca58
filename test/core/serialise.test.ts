import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apply } from '../../src/core/apply.ts';
import { deserialiseState } from '../../src/core/deserialise.ts';
import { economicHash } from '../../src/core/economic-hash.ts';
import { emptyState } from '../../src/core/find-or-create.ts';
import { orderFields } from '../../src/core/order-text.ts';
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

test('amounts are decimal text, in the lines of orders units of 10^-8', () => {
  fc.assert(
    fc.property(factOf('fill'), factOf('intent'), (fill, intent) => {
      const text = serialiseState(
        stateAfter([
          { ...fill, quantity: 500_000n },
          { ...intent, quantity: 700_000n },
        ]),
      );
      expect(text).toContain('"quantity":"0.00500000"');
      expect(text).toContain('|700000|');
    }),
  );
});

test('a state of many orders, of which some have changed since the last text, has the text of one that was never written', () => {
  const number = (index: number) => ({ venue: 'alpha', symbol: 'BTCUSDT', clientOrderId: `m-1-${index}` });
  const facts = Array.from({ length: 600 }, (_, index): Fact => {
    const terms = { side: 'BUY', orderType: 'LIMIT', price: 5n, quantity: BigInt(index + 1) } as const;
    return { type: 'intent', ...number(index), ...terms, timestampMs: 1, recvWindowMs: 1, decision: 1 };
  });
  const later: readonly Fact[] = [0, 255, 256, 599].map((index) => ({
    type: 'accepted',
    ...number(index),
    venueOrderId: index,
  }));
  const entries = entriesOf([...facts, ...later]);
  const state = emptyState();
  for (const [index, entry] of entries.entries()) {
    if (index % 200 === 0 || index > 598) {
      stateHash(state);
      serialiseState(state);
    }
    apply(state, entry);
  }
  // Not settled yet, then settled.
  expect(serialiseState(state)).toBe(serialiseState(stateAfter([...facts, ...later])));
  stateHash(state);
  expect(serialiseState(state)).toBe(serialiseState(stateAfter([...facts, ...later])));
  expect(JSON.parse(serialiseState(state)).venues[0].instruments[0].orders).toHaveLength(600);
});

test('an order with a bar in its id, without an intent and without a venue’s id comes back as it was', () => {
  const { intent, ...order } = orderFields('BUY|open|5|7||1|2|||||||a|b|');
  expect([intent, order.venueOrderId, order.clientOrderId]).toEqual([null, null, 'a|b|']);
  for (const broken of [
    '',
    'BUY|open|5',
    'BUY|filled|5|7||1|2|||||||a',
    'BUY|open|x|7||1|2|||||||a',
    'BUY|open||7||1|2|||||||a',
  ])
    expect(() => orderFields(broken)).toThrow(SyntaxError);
});
