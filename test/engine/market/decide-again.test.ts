import { describe, expect, it } from 'vitest';
import { apply } from '../../../src/core/apply.ts';
import { emptyState } from '../../../src/core/find-or-create.ts';
import type { Entry, Fact, IntentRecord } from '../../../src/core/records.ts';
import { durabilityParts } from '../../../src/durability/parts.ts';
import { DecisionsAgain, type MergedEvent } from '../../../src/engine/market/decide-again.ts';
import type { LookItem, MarketItem, StampedItem } from '../../../src/engine/market/market-items.ts';

const at = { venue: 'A', symbol: 'BTCUSDT' };
const top = (bid: bigint): MarketItem => ({ type: 'top', ...at, bid, ask: bid + 20n, carried: false });
const look = (changes: Partial<LookItem> = {}): LookItem => ({
  type: 'look',
  ...at,
  venueTimeMs: 5000,
  tick: 1n,
  step: 1n,
  canceling: [],
  canceled: [],
  wanted: 1,
  granted: [0],
  decision: 1,
  ...changes,
});
const intent = (price: bigint, decision = 1): IntentRecord => ({
  type: 'intent',
  ...at,
  clientOrderId: `m-1-${decision}`,
  side: 'BUY',
  orderType: 'LIMIT_MAKER',
  price,
  quantity: 1n,
  timestampMs: 5000,
  recvWindowMs: 1000,
  decision,
});
const epoch = (number: number): Fact => ({ type: 'epoch', epoch: number, incarnation: `life ${number}` });

/** Entry N is the Nth fact; an item is stamped with the sequence and epoch given beside it. */
function again(facts: readonly (readonly [number, Fact])[], items: readonly (readonly [number, number, MarketItem])[]) {
  const events: MergedEvent[] = [];
  const stamped = items.map(
    ([sequence, epochThen, item]): StampedItem => ({ sequence: BigInt(sequence), epoch: epochThen, timeUs: 0, item }),
  );
  const merged = new DecisionsAgain({
    stretches: [{ file: 'market-00000001.log', life: 'new', items: stamped }],
    // Joins the best bid: enough of a strategy to see what it was shown.
    strategy: ({ bid }) => ({ cancel: [], place: [{ side: 'BUY', price: bid, quantity: 1n }] }),
    onEvent: (event) => events.push(event),
  });
  const state = emptyState();
  for (const [index, [epochThen, fact]] of facts.entries()) {
    const entry: Entry = { sequence: BigInt(index + 1), epoch: epochThen, timeUs: 0, fact };
    merged.beforeEntry(state, entry);
    apply(state, entry, durabilityParts.core);
  }
  const kinds = events.filter(({ kind }) => kind === 'decided' || kind === 'not-compared');
  return { ...merged.end(state), kinds };
}

describe('decisions made again (row 67)', () => {
  it('are compared with the intents behind the look, by the top seen before it', () => {
    const same = again(
      [
        [1, epoch(1)],
        [1, intent(100n)],
      ],
      [
        [1, 1, top(100n)],
        [1, 1, look()],
      ],
    );
    expect(same).toMatchObject({ looks: 1, decisions: 1, intents: 1, differences: [], intentsWithoutLook: 0 });
    const other = again(
      [
        [1, epoch(1)],
        [1, intent(100n)],
      ],
      [
        [1, 1, top(101n)],
        [1, 1, look()],
      ],
    );
    expect(other.differences).toMatchObject([
      {
        decision: 1,
        sequence: 1n,
        ...at,
        journaled: expect.stringContaining('0.00000100'),
        again: expect.stringContaining('0.00000101'),
      },
    ]);
  });

  it('count an intent whose look the market files do not hold, and never call it equal', () => {
    const found = again(
      [
        [1, epoch(1)],
        [1, intent(100n, 1)],
        [1, intent(101n, 2)],
      ],
      [
        [1, 1, top(100n)],
        [1, 1, look()],
      ],
    );
    expect(found).toMatchObject({ looks: 1, intents: 1, differences: [], intentsWithoutLook: 1 });
  });

  it('tell a decision that a crash lost before it was durable from one that differs', () => {
    const found = again(
      [
        [1, epoch(1)],
        [2, epoch(2)],
      ],
      [
        [1, 1, top(100n)],
        [1, 1, look()],
      ],
    );
    expect(found).toMatchObject({ looks: 0, differences: [], unjournaled: 1 });
    expect(found.kinds).toMatchObject([{ kind: 'not-compared', why: 'unjournaled' }]);
    const living = again(
      [
        [1, epoch(1)],
        [1, { type: 'session', venue: 'A', state: 'connected' }],
      ],
      [
        [1, 1, top(100n)],
        [1, 1, look()],
      ],
    );
    expect(living).toMatchObject({ looks: 1, unjournaled: 0 });
    expect(living.differences).toHaveLength(1);
  });

  it('say of each look that was not compared why', () => {
    const found = again(
      [
        [1, epoch(1)],
        [2, epoch(2)],
      ],
      [
        [1, 1, look({ granted: [], decision: 0 })],
        [5, 1, look()],
      ],
    );
    expect(found).toMatchObject({ looks: 0, withoutMarket: 1, lost: 1 });
    expect(found.kinds).toMatchObject([{ why: 'without-market' }, { why: 'lost' }]);
  });
});
