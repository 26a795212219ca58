/** Collects what the gates of some venues are judged by, from the sessions and the state. */

import { formatAmount } from '../../common/amount.ts';
import type { FactLog } from '../fact-log.ts';
import { knownInstrument } from '../known-instrument.ts';
import { strategyVersion } from '../lifecycle/trader.ts';
import { describeLimits, limitsHold, limitsOf } from '../limits.ts';
import type { BalanceDifferences } from '../reconcile/reconcile-venue.ts';
import type { VenueSession } from '../session/venue-session.ts';
import type { GateEvidence } from './checklist.ts';
import type { Recomputation } from './recomputation.ts';

/** What the start found; the same for every gate of this incarnation. */
export interface StartEvidence {
  readonly incarnation: string;
  readonly checkpoint: GateEvidence['checkpoint'];
  readonly replayedEntries: number;
}

export interface EvidenceSources {
  readonly start: StartEvidence;
  readonly log: FactLog;
  readonly balanceDifferences: BalanceDifferences;
  readonly recomputation: Recomputation;
  journalWritable(): boolean;
  durableSequence(): bigint;
}

/** Over all instruments of the sessions, or over `only` one symbol: what holds another instrument is not its concern. */
export function gateEvidence(sources: EvidenceSources, sessions: readonly VenueSession[], only?: string): GateEvidence {
  const { start, log } = sources;
  const limits = limitsOf(log.state);
  const instruments = sessions
    .flatMap((session) => session.connection.symbols.map((symbol) => ({ session, symbol })))
    .filter(({ symbol }) => only === undefined || symbol === only);
  const named = (judge: (session: VenueSession, symbol: string) => boolean) =>
    instruments
      .filter(({ session, symbol }) => judge(session, symbol))
      .map(({ session, symbol }) => `${session.connection.name} ${symbol}`);
  return {
    ...start,
    recomputation: instruments.flatMap(({ session, symbol }) =>
      sources.recomputation.problems(session.connection.name, symbol),
    ),
    limits: limits === null ? null : describeLimits(limits),
    limitsHold: limits !== null && limitsHold(limits),
    linksUp: sessions.every((session) => session.linkErrors.length === 0),
    linkErrors: sessions.flatMap((session) => session.linkErrors),
    withoutMarket: named((session, symbol) => session.top(symbol) === null).map((name) => `${name} has no top of book`),
    journalWritable: sources.journalWritable(),
    durableSequence: sources.durableSequence(),
    configurationHash: log.state.head.configuration?.hash ?? null,
    strategy: `market maker version ${strategyVersion}`,
    notReconciled: sessions
      .filter((session) => !session.isLive)
      .map(({ connection }) => `${connection.name} is not reconciled`),
    pendingOrders: instruments.flatMap(({ session, symbol }) => unknownOrdersOf(log, session, symbol)),
    balanceDifferences: sessions.flatMap(({ connection }) => differencesOf(sources, connection.name)),
    unexpectedOrders: instruments.flatMap(({ session, symbol }) =>
      session.aheadOf(symbol).map((id) => `${session.connection.name} ${symbol} ${id} of a lost tail still stands`),
    ),
    notTrading: named((session, symbol) => session.rules(symbol)?.isTrading !== true).map(
      (name) => `${name} is not TRADING`,
    ),
    wideSpreads: named(isWide).map((name) => `${name} has a spread of 1 % or more`),
  };
}

export function unknownOrdersOf(log: FactLog, session: VenueSession, symbol: string): readonly string[] {
  const { orders } = knownInstrument(log.state, session.connection.name, symbol);
  return [...orders.values()]
    .filter(
      (order) => order.phase !== 'open' && (order.phase === 'unknown' || session.unknowns.has(order.clientOrderId)),
    )
    .map((order) => `order ${order.clientOrderId} has an unknown outcome`);
}

export function differencesOf(sources: EvidenceSources, venue: string): readonly string[] {
  return sources
    .balanceDifferences(sources.log.state, venue)
    .map(
      ({ asset, expected, seen }) =>
        `${venue} ${asset}: expected ${formatAmount(expected)}, seen ${formatAmount(seen)}`,
    );
}

function isWide(session: VenueSession, symbol: string): boolean {
  const top = session.top(symbol);
  return top !== null && (top.ask - top.bid) * 100n >= top.ask;
}
