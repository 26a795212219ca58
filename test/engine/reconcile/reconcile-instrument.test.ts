import { describe, expect, it } from 'vitest';
import { apply } from '../../../src/core/apply.ts';
import { emptyState } from '../../../src/core/find-or-create.ts';
import type { Fact } from '../../../src/core/records.ts';
import { knownInstrument } from '../../../src/engine/known-instrument.ts';
import { fetchMissedFills, fetchPicture } from '../../../src/engine/reconcile/fetch.ts';
import { compareInstrument } from '../../../src/engine/reconcile/reconcile-instrument.ts';
import { orderView, ScriptedVenue, tradeView } from '../scripted-venue.ts';

function stateOf(...facts: readonly Fact[]) {
  const state = emptyState();
  for (const fact of facts) apply(state, { sequence: state.head.sequence + 1n, epoch: 7, timeUs: 0, fact });
  return state;
}

function intent(clientOrderId: string): Fact {
  const signed = { timestampMs: 10_000, recvWindowMs: 1000, decision: 1 };
  const terms = { side: 'BUY', orderType: 'LIMIT_MAKER', price: 100n, quantity: 2n } as const;
  return { type: 'intent', venue: 'A', symbol: 'BTCUSDT', clientOrderId, ...terms, ...signed };
}

const shown = (orderId: number, clientOrderId: string, status: 'NEW' | 'FILLED' = 'NEW'): Fact => {
  const { side, price, origQty } = orderView(orderId, clientOrderId);
  const key = { venue: 'A', symbol: 'BTCUSDT', clientOrderId, venueOrderId: orderId };
  return { type: 'order', ...key, side, price, quantity: origQty, executed: 0n, status, source: 'query' };
};

async function compared(venue: ScriptedVenue, ...facts: readonly Fact[]) {
  const known = knownInstrument(stateOf(...facts), 'A', 'BTCUSDT');
  return compareInstrument('A', known, await fetchPicture(venue, 'BTCUSDT', known, fetchMissedFills));
}

describe('the comparison of one instrument with its venue', () => {
  it('books a fill the journal missed under the order its number names (row 32)', async () => {
    const venue = new ScriptedVenue();
    venue.orders = [orderView(9, 'm-7-1', { status: 'PARTIALLY_FILLED', executedQty: 100_000_000n })];
    venue.trades = [tradeView(5, 9)];
    const { facts, ahead } = await compared(venue, intent('m-7-1'), shown(9, 'm-7-1'));
    expect(facts.map((fact) => fact.type)).toEqual(['fill', 'order']);
    expect(facts[0]).toMatchObject({ tradeId: 5, clientOrderId: 'm-7-1', source: 'query' });
    expect(ahead).toEqual([]);
  });

  it('asks for the last known trade again, and booking it twice changes nothing', async () => {
    const venue = new ScriptedVenue();
    venue.orders = [orderView(9, 'm-7-1', { status: 'PARTIALLY_FILLED' })];
    venue.trades = [tradeView(5, 9)];
    const { facts } = await compared(venue, intent('m-7-1'), shown(9, 'm-7-1'));
    const again = await compared(venue, intent('m-7-1'), ...facts);
    expect(venue.requests).toContain('myTrades 5');
    const once = knownInstrument(stateOf(intent('m-7-1'), ...facts), 'A', 'BTCUSDT');
    const twice = knownInstrument(stateOf(intent('m-7-1'), ...facts, ...again.facts), 'A', 'BTCUSDT');
    expect(twice.position).toBe(once.position);
    expect(twice.fills.size).toBe(1);
  });

  it('fetches more trades than one page by id (row 12)', async () => {
    const venue = new ScriptedVenue();
    venue.trades = Array.from({ length: 2500 }, (_, index) => tradeView(index + 1, 9));
    const trades = await fetchMissedFills(venue, 'BTCUSDT', 0);
    expect(trades).toHaveLength(2500);
    expect(venue.requests).toEqual(['myTrades 0', 'myTrades 1001', 'myTrades 2001']);
  });

  it('asks for an open order that no list shows, instead of taking it for gone', async () => {
    const { vanished, facts } = await compared(new ScriptedVenue(), intent('m-7-1'), shown(9, 'm-7-1'));
    expect(vanished).toEqual(['m-7-1']);
    expect(facts).toEqual([]);
  });

  it('leaves an intent without an outcome to rule 2 when the venue does not list it', async () => {
    const { vanished, facts } = await compared(new ScriptedVenue(), intent('m-7-1'));
    expect({ vanished, facts }).toEqual({ vanished: [], facts: [] });
  });

  it('adopts an order of ours the journal does not know, and names it as proof of a lost tail (rows 21, 38)', async () => {
    const venue = new ScriptedVenue();
    venue.orders = [orderView(9, 'm-6-3'), orderView(10, 'somebody')];
    const { ahead, external, facts } = await compared(venue);
    expect(ahead.map((order) => order.clientOrderId)).toEqual(['m-6-3']);
    expect(external.map((order) => order.clientOrderId)).toEqual(['somebody']);
    expect(facts).toHaveLength(1);
  });

  it('does not take an ended order of ours for one of a lost tail', async () => {
    const venue = new ScriptedVenue();
    venue.orders = [orderView(9, 'm-7-1', { status: 'FILLED' })];
    const { ahead } = await compared(venue, intent('m-7-1'), shown(9, 'm-7-1', 'FILLED'));
    expect(ahead).toEqual([]);
  });

  it('hands on trades whose order neither side lists', async () => {
    const venue = new ScriptedVenue();
    venue.trades = [tradeView(5, 77)];
    const { orphanTrades, facts } = await compared(venue);
    expect(orphanTrades.map((trade) => trade.id)).toEqual([5]);
    expect(facts).toEqual([]);
  });
});
