/** Turns the strategy's quotes of one instrument into journaled intents and cancels. */
import type { IntentRecord, StrategyRecord } from '../../core/records.ts';
import type { FactLog } from '../fact-log.ts';
import { knownInstrument } from '../known-instrument.ts';
import { type Limits, limitsOf, withinLimits } from '../limits.ts';
import type { MarketSink } from '../market/market-log.ts';
import type { VenueSession } from '../session/venue-session.ts';
import { lookAt } from '../strategy/look.ts';
import { defaultQuoteRules, quote } from '../strategy/market-maker.ts';
import type { Identity } from './identity.ts';

/** Every order is signed for this long, milliseconds. */
export const recvWindowMs = 1000;
export const strategyVersion = 1;

export class Trader {
  readonly #log: FactLog;
  readonly #identity: Identity;
  readonly #limits: Limits | null;
  readonly #market: MarketSink;
  #decision: number;

  constructor(log: FactLog, identity: Identity, market: MarketSink) {
    this.#log = log;
    this.#market = market;
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
    const nowMs = session.venueNowMs();
    const canceling = new Set([...known.orders.keys()].filter((id) => session.desk.isCanceling(id)));
    const view = lookAt(known, { ...top, lastTradeMs: session.lastTradeMs(symbol), nowMs, canceling });
    const { cancel, place } = quote(view, { ...defaultQuoteRules, ...rules });
    const allowed = withinLimits(this.#limits, known, place);
    const granted = allowed.slice(0, session.grant(allowed.length));
    if (granted.length > 0) this.#decision += 1;
    const decision = granted.length > 0 ? this.#decision : 0;
    this.#market.look({
      venue: name,
      symbol,
      venueTimeMs: nowMs,
      tick: rules.tick,
      step: rules.step,
      canceling: [...canceling],
      canceled: cancel,
      wanted: place.length,
      granted: granted.map((each) => place.indexOf(each)),
      decision,
    });
    for (const clientOrderId of cancel) session.desk.cancel(symbol, clientOrderId);
    if (granted.length === 0) return;
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
    session.desk.place(intents, [this.#strategyRecord(decision, name, symbol, known.position)]);
  }

  /** The strategy keeps no memory besides what it saw last; the record says what it decided from. */
  #strategyRecord(decision: number, venue: string, symbol: string, position: bigint): StrategyRecord {
    const json = JSON.stringify({ venue, symbol, position: position.toString() });
    return { type: 'strategy', decision, version: strategyVersion, json };
  }
}
