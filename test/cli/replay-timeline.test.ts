import { describe, expect, it } from 'vitest';
import { ReplayTimeline } from '../../src/cli/replay-timeline.ts';
import type { Fact, IntentRecord } from '../../src/core/records.ts';
import type { DecisionDifference, MergedEvent } from '../../src/engine/market/decide-again.ts';
import type { LookItem, MarketItem, StampedItem } from '../../src/engine/market/market-items.ts';

const startUs = Date.parse('2026-01-02T03:04:05.000Z') * 1000;
const at = { venue: 'A', symbol: 'BTCUSDT' };
const stamp = (ms: number, item: MarketItem): StampedItem => ({
  sequence: 7n,
  epoch: 1,
  timeUs: startUs + ms * 1000,
  item,
});
const top = (ms: number, bid: bigint): MergedEvent => ({
  kind: 'item',
  stamped: stamp(ms, { type: 'top', ...at, bid, ask: bid + 1_000_000n, carried: false }),
});
const trade = (ms: number, carried: boolean): MergedEvent => ({
  kind: 'item',
  stamped: stamp(ms, {
    type: 'trade',
    ...at,
    carried,
    tradeId: 1,
    price: 10_050_000_000n,
    quantity: 100_000_000n,
    venueTimeMs: 0,
  }),
});
const entry = (ms: number, fact: Fact, intentWithoutLook = false): MergedEvent => ({
  kind: 'entry',
  entry: { sequence: 8n, epoch: 1, timeUs: startUs + ms * 1000, fact },
  intentWithoutLook,
});
const intent: IntentRecord = {
  type: 'intent',
  ...at,
  clientOrderId: 'm-1-2',
  side: 'BUY',
  orderType: 'LIMIT_MAKER',
  price: 10_000_000_000n,
  quantity: 50_000_000n,
  timestampMs: 0,
  recvWindowMs: 1000,
  decision: 3,
};
const look: LookItem = {
  type: 'look',
  ...at,
  venueTimeMs: 0,
  tick: 1n,
  step: 1n,
  canceling: [],
  canceled: ['m-1-1'],
  wanted: 2,
  granted: [0],
  decision: 3,
};
const decided = (ms: number, difference: DecisionDifference | null): MergedEvent => ({
  kind: 'decided',
  stamped: stamp(ms, look),
  look,
  intents: [intent],
  difference,
});

function linesOf(events: readonly MergedEvent[]): readonly string[] {
  const timeline = new ReplayTimeline();
  for (const event of events) timeline.see(event);
  return timeline.end().flatMap(({ lines }) => lines);
}

describe('the timeline of a replay', () => {
  it('tells once a second what a market did, without what stood before', () => {
    const lines = linesOf([top(0, 10_000_000_000n), trade(10, true), top(500, 10_001_000_000n), top(1200, 1n)]);
    expect(lines).toEqual([
      '2026-01-02 UTC',
      '03:04:06.000 A BTCUSDT  bid 100.01 ask 100.02, 2 tops, 0 trades',
      expect.stringContaining('03:04:07.000 A BTCUSDT  bid 0.00000001'),
    ]);
    expect(linesOf([trade(0, false)]).at(-1)).toContain('0 tops, 1 trades, last 100.5');
  });

  it('shows each decision as its cancels and quotes, and what was held back', () => {
    expect(linesOf([entry(20, intent), decided(20, null)]).slice(1)).toEqual([
      '03:04:05.020 A BTCUSDT  cancel m-1-1',
      '03:04:05.020 A BTCUSDT  place BUY 0.5 at 100, m-1-2',
      '03:04:05.020 A BTCUSDT  1 of 2 quotes held back by limits',
    ]);
  });

  it('shows a decision that differs with both sides, and marks what was not compared', () => {
    const difference = { decision: 3, sequence: 7n, timeUs: startUs, ...at, journaled: 'this', again: 'that' };
    const shown = linesOf([decided(0, difference)]).join('\n');
    expect(shown).toMatch(/DIFFERENT: decision 3 behind sequence 7\n.*journaled {2}this\n.*again {6}that$/);
    expect(linesOf([entry(0, intent, true)]).at(-1)).toContain('not compared: its look was not kept');
    expect(linesOf([{ kind: 'not-compared', stamped: stamp(0, look), look, why: 'lost' }]).at(-1)).toContain(
      'a look not compared: what it looked at was lost',
    );
  });

  it('shows fills, alarms and ends of orders, and keeps the bookkeeping of the engine out', () => {
    const order = { ...at, clientOrderId: 'm-1-2', side: 'BUY', price: 1n, quantity: 1n, venueOrderId: 1 } as const;
    const facts: readonly Fact[] = [
      { type: 'metrics', json: '{}' },
      { type: 'order', ...order, executed: 0n, status: 'NEW', source: 'stream' },
      { type: 'order', ...order, executed: 0n, status: 'CANCELED', source: 'stream' },
      { type: 'alarm', code: 'venue-ahead', text: 'an order above the head' },
      {
        type: 'fill',
        ...order,
        tradeId: 9,
        commission: 0n,
        commissionAsset: 'USDT',
        tradeTimeMs: 0,
        maker: true,
        source: 'stream',
      },
    ];
    expect(linesOf(facts.map((fact) => entry(0, fact))).slice(1)).toEqual([
      '03:04:05.000 A BTCUSDT  m-1-2 CANCELED',
      '03:04:05.000 ALARM venue-ahead: an order above the head',
      '03:04:05.000 A BTCUSDT  fill BUY 0.00000001 at 0.00000001, m-1-2, trade 9',
    ]);
  });
});
