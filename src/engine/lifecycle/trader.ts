/** Turns the strategy's quotes of one instrument into journaled intents and cancels. */
import type { IntentRecord, StrategyRecord } from '../../core/records.ts';
import type { FactLog } from '../fact-log.ts';
import { knownInstrument } from '../known-instrument.ts';
import { type Limits, limitsOf, withinLimits } from '../limits.ts';
import type { VenueSession } from '../session/venue-session.ts';
import { defaultQuoteRules, type OwnQuote, quote } from '../strategy/market-maker.ts';
import type { Identity } from './identity.ts';

/** Every order is signed for this long, milliseconds. */
export const recvWindowMs = 1000;
export const strategyVersion = 1;

export class Trader {
  readonly #log: FactLog;
  readonly #identity: Identity;
  readonly #limits: Limits | null;
  #decision: number;

  constructor(log: FactLog, identity: Identity) {
    this.#log = log;
    this.#identity = identity;
    this.#limits = limitsOf(log.state);
    this.#decision = log.state.head.strategy?.decision ?? 0;
  }

  /** One look at one instrument in stage `full`. */
  step(session: VenueSession, symbol: string): void {
    const { name } = session.connection;
    const top = session.top(symbol);
    const rules = session.rules(symbol);
    if (top === null || rules === null) return;
    const known = knownInstrument(this.#log.state, name, symbol);
    const { position, orders } = known;
    const nowMs = session.venueNowMs();
    const own = [...orders.values()].map(
      (order): OwnQuote => ({
        clientOrderId: order.clientOrderId,
        side: order.side,
        price: order.price,
        remaining: order.quantity - order.executedShown,
        // An adopted order, whose intent nobody has, is as old as can be: it is replaced like any other.
        placedMs: order.intent?.timestampMs ?? 0,
        number: Number(order.clientOrderId.split('-')[2] ?? 0),
        cancelable: order.phase === 'open' && !session.desk.isCanceling(order.clientOrderId),
      }),
    );
    const view = { ...top, lastTradeMs: session.lastTradeMs(symbol), nowMs, position, own };
    const { cancel, place } = quote(view, { ...defaultQuoteRules, ...rules });
    for (const clientOrderId of cancel) session.desk.cancel(symbol, clientOrderId);
    const allowed = withinLimits(this.#limits, known, place);
    const granted = allowed.slice(0, session.grant(allowed.length));
    if (granted.length === 0) return;
    this.#decision += 1;
    const decision = this.#decision;
    const intents = granted.map(
      (each): IntentRecord => ({
        type: 'intent',
        venue: name,
        symbol,
        clientOrderId: this.#identity.clientOrderId(this.#identity.nextNumber()),
        ...each,
        orderType: 'LIMIT_MAKER',
        timestampMs: nowMs,
        recvWindowMs,
        decision,
      }),
    );
    session.desk.place(intents, [this.#strategyRecord(decision, name, symbol, position)]);
  }

  /** The strategy keeps no memory besides what it saw last; the record says what it decided from. */
  #strategyRecord(decision: number, venue: string, symbol: string, position: bigint): StrategyRecord {
    const json = JSON.stringify({ venue, symbol, position: position.toString() });
    return { type: 'strategy', decision, version: strategyVersion, json };
  }
}
