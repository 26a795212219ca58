import fc from 'fast-check';
import { expect, test } from 'vitest';
import { economicHash } from '../../src/core/economic-hash.ts';
import type { Fact } from '../../src/core/records.ts';
import { factOf, manyFacts, stateAfter } from './arbitrary-facts.ts';

test('facts that own and owe nothing leave it as it was', () => {
  const idle = fc.oneof(
    factOf('epoch') as fc.Arbitrary<Fact>,
    factOf('stage'),
    factOf('cursor'),
    factOf('session'),
    factOf('strategy'),
    factOf('alarm'),
    factOf('stopped'),
  );
  fc.assert(
    fc.property(manyFacts, fc.array(idle, { maxLength: 5 }), (facts, more) => {
      expect(economicHash(stateAfter([...facts, ...more]))).toBe(economicHash(stateAfter(facts)));
    }),
  );
});

test('a new fill changes it', () => {
  fc.assert(
    fc.property(manyFacts, factOf('fill'), (facts, fill) => {
      expect(economicHash(stateAfter([...facts, { ...fill, tradeId: 99 }]))).not.toBe(economicHash(stateAfter(facts)));
    }),
  );
});
