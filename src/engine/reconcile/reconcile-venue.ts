/** One venue's reconciliation over its instruments: fetch, compare, ask for what is missing. Sends queries only. */
import type { Fact } from '../../core/records.ts';
import type { State } from '../../core/state.ts';
import { valueOrThrow } from '../gateway/reply.ts';
import type { RestClient } from '../gateway/rest-client.ts';
import { factOfOrder, factOfTrade } from '../gateway/venue-facts.ts';
import type { OrderView } from '../gateway/wire.ts';
import { knownInstrument } from '../known-instrument.ts';
import { type FetchMissedFills, fetchPicture, type InstrumentPicture } from './fetch.ts';
import { compareInstrument, isKnown, isOurs } from './reconcile-instrument.ts';

export interface VenueReconciliation {
  readonly facts: readonly Fact[];
  readonly ahead: readonly OrderView[];
  readonly external: readonly OrderView[];
  /** Fills the journal did not have. */
  readonly fills: number;
  /** Client ids of ours that the venue listed. */
  readonly seen: readonly string[];
}

export type ReconcileVenue = (input: {
  readonly venue: string;
  readonly symbols: readonly string[];
  readonly state: State;
  readonly rest: RestClient;
  readonly fetchMissedFills: FetchMissedFills;
}) => Promise<VenueReconciliation>;

/** @throws QueryFailed when a question stays without an answer; the whole attempt is then made again. */
export const reconcileVenue: ReconcileVenue = async ({ venue, symbols, state, rest, fetchMissedFills }) => {
  const parts = await Promise.all(
    symbols.map(async (symbol) => {
      const instrument = knownInstrument(state, venue, symbol);
      const picture = await fetchPicture(rest, symbol, instrument, fetchMissedFills);
      return reconcileInstrument(venue, state, picture, rest);
    }),
  );
  return {
    facts: parts.flatMap((part) => part.facts),
    ahead: parts.flatMap((part) => part.ahead),
    external: parts.flatMap((part) => part.external),
    fills: parts.reduce((sum, part) => sum + part.fills, 0),
    seen: parts.flatMap((part) => part.seen),
  };
};

async function reconcileInstrument(
  venue: string,
  state: State,
  picture: InstrumentPicture,
  rest: RestClient,
): Promise<VenueReconciliation> {
  const { symbol } = picture;
  const known = knownInstrument(state, venue, symbol);
  const comparison = compareInstrument(venue, known, picture);
  const facts = [...comparison.facts];
  const ahead = [...comparison.ahead];
  for (const clientOrderId of comparison.vanished) {
    const order = valueOrThrow(
      await rest.orderByClientId(symbol, clientOrderId),
      `order ${clientOrderId} of ${symbol}`,
    );
    facts.push(factOfOrder(venue, order));
  }
  for (const orderId of new Set(comparison.orphanTrades.map((trade) => trade.orderId))) {
    const order = valueOrThrow(await rest.orderById(symbol, orderId), `order ${orderId} of ${symbol}`);
    if (!isOurs(order.clientOrderId)) continue;
    const trades = comparison.orphanTrades.filter((trade) => trade.orderId === orderId);
    facts.push(...trades.map((trade) => factOfTrade(venue, trade, order.clientOrderId)), factOfOrder(venue, order));
    if (!isKnown(known, order.clientOrderId)) ahead.push(order);
  }
  const fills = facts.filter((fact) => fact.type === 'fill' && !known.fills.has(fact.tradeId)).length;
  const seen = facts.filter((fact) => fact.type === 'order').map((fact) => fact.clientOrderId);
  return { facts, ahead, external: comparison.external, fills, seen };
}

/** Assets whose total the venue shows differently from what the journal explains; empty when all agree (row 5). */
export type BalanceDifferences = (
  state: State,
  venue: string,
) => readonly { readonly asset: string; readonly expected: bigint; readonly seen: bigint }[];

export const balanceDifferences: BalanceDifferences = (state, venue) =>
  [...(state.venues.get(venue)?.balances.values() ?? [])]
    .map(({ asset, expectedTotal, seenFree, seenLocked }) => ({
      asset,
      expected: expectedTotal,
      seen: seenFree + seenLocked,
    }))
    .filter(({ expected, seen }) => expected !== seen);
