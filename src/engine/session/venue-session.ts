/**
 * One venue, from connect to trading and back: the single recovery path for start and reconnect. Independent of every
 * other venue.
 *
 *   links up → queries (events buffered since the subscription) → barrier on the user stream → everything applied in the
 *   ledger's order → unknown orders to rule 2 → live
 *
 * At the barrier the state equals the venue's ledger at the barrier's reply exactly; afterwards at the last event.
 */
import type { VenueConnection } from '../../contract/engine.ts';
import type { Fact } from '../../core/records.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Cryptography } from '../../ports/cryptography.ts';
import type { Log } from '../../ports/log.ts';
import type { Random } from '../../ports/random.ts';
import type { HttpTransport, SocketTransport } from '../../ports/transport.ts';
import type { EngineParts } from '../engine-parts.ts';
import type { FactLog } from '../fact-log.ts';
import { valueOrThrow } from '../gateway/reply.ts';
import { type RestClient, restClient } from '../gateway/rest-client.ts';
import { backoffDelayMs, defaultLinkTiming } from '../gateway/stream-link.ts';
import { OrderThrottle, orderLimit, RetryAfter } from '../gateway/throttle.ts';
import type { UserEvent } from '../gateway/user-stream.ts';
import { factOfAccount, factOfPosition, factsOfReport } from '../gateway/venue-facts.ts';
import { monotonicMs, VenueTime } from '../gateway/venue-time.ts';
import { knownInstrument } from '../known-instrument.ts';
import type { MarketSink } from '../market/market-log.ts';
import { earlierDeadlines } from '../orders/earlier-deadlines.ts';
import { OrderDesk } from '../orders/order-desk.ts';
import { asUnknown, UnknownOrders } from '../orders/unknown-orders.ts';
import { aheadAlarm, externalAlarm } from '../reconcile/alarms.ts';
import type { VenueReconciliation } from '../reconcile/reconcile-venue.ts';
import { MarketView, type Top } from './market-view.ts';
import { type SymbolRules, symbolRules } from './symbol-rules.ts';
import { VenueLinks } from './venue-links.ts';

export interface SessionOptions {
  readonly connection: VenueConnection;
  readonly log: FactLog;
  readonly parts: EngineParts;
  readonly http: HttpTransport;
  readonly connect: SocketTransport;
  readonly clock: Clock;
  readonly random: Random;
  readonly cryptography: Cryptography;
  readonly diary: Log;
  readonly market: MarketSink;
  /** All links are up and the venue is being asked. */
  recovering(venue: string): void;
  /** Our ids seen at the venue, before anything is recorded: an epoch used there must not be used again (rule 3). */
  idsSeen(ids: readonly string[]): void;
  reconciled(venue: string, detail: string): void;
  lost(venue: string, reason: string): void;
  unknownSettled(venue: string, waitedMs: number): void;
}

export class VenueSession {
  readonly connection: VenueConnection;
  readonly desk: OrderDesk;
  readonly unknowns: UnknownOrders;
  readonly rest: RestClient;
  readonly #options: SessionOptions;
  readonly #throttle: OrderThrottle;
  readonly #retryAfter: RetryAfter;
  readonly #venueTime: VenueTime;
  readonly #links: VenueLinks;
  readonly #market: MarketView;
  readonly #notBeforeMs: ReadonlyMap<string, number>;
  readonly #ahead = new Map<string, string>();
  #rules: ReadonlyMap<string, SymbolRules> = new Map();
  /** Events that wait for the barrier; null while they are applied as they come. */
  #buffer: UserEvent[] | null = [];
  #live = false;
  #attempt = 0;
  #failures = 0;
  #cancelRetry: () => void = () => {};

  constructor(options: SessionOptions) {
    this.#options = options;
    const { connection, log, parts, http, connect, clock, random, cryptography } = options;
    this.connection = connection;
    this.#market = new MarketView(connection.name, options.market);
    this.#venueTime = new VenueTime(clock);
    const retryAfter = new RetryAfter(clock);
    this.#retryAfter = retryAfter;
    this.rest = restClient({ connection, http, cryptography, clock, venueTime: this.#venueTime, retryAfter });
    this.#throttle = new OrderThrottle(clock, orderLimit.count, orderLimit.windowMs);
    this.unknowns = new UnknownOrders({
      log,
      portsFor: (symbol) => ({
        rest: this.rest,
        bounds: connection.bounds,
        venueNowMs: () => this.venueNowMs(),
        lastTradeId: () => knownInstrument(log.state, connection.name, symbol).lastTradeId,
      }),
      after: (delayMs, callback) => clock.after(delayMs, callback),
      monotonicMs: () => monotonicMs(clock),
      settled: (_order, waitedMs) => options.unknownSettled(connection.name, waitedMs),
    });
    this.desk = new OrderDesk({
      rest: this.rest,
      log,
      releaseEffects: parts.releaseEffects,
      venueNowMs: () => this.venueNowMs(),
      outcomeUnknown: (intent) => {
        if (this.#live) this.unknowns.take(intent);
      },
      unanswered: () => this.#links.lookAtOrderEntry(),
    });
    this.#links = new VenueLinks({
      connection,
      rest: this.rest,
      connect,
      clock,
      random,
      cryptography,
      venueNowMs: () => this.venueNowMs(),
      top: (symbol, bid, ask) => this.#market.setTop(symbol, bid, ask),
      traded: (symbol, trade) => this.#market.traded(symbol, trade, this.venueNowMs()),
      subscribed: () => {
        this.#buffer = [];
      },
      event: (event) => this.#event(event),
      allUp: () => void this.#recover(),
      lost: (reason) => this.#lost(reason),
    });
    this.#notBeforeMs = earlierDeadlines(log.state, connection);
  }

  start(): void {
    this.#links.start();
  }

  stop(): void {
    this.#attempt += 1;
    this.#live = false;
    this.#cancelRetry();
    this.#links.stop();
    this.unknowns.giveUp();
    this.desk.stop();
  }

  /** Reconciled, and every link up since. */
  get isLive(): boolean {
    return this.#live;
  }

  get linkErrors(): readonly string[] {
    return this.#links.describe();
  }

  /** How many of `wanted` new orders may be sent now: none before the time a Retry-After named. */
  grant(wanted: number): number {
    return this.#retryAfter.leftMs() > 0 ? 0 : this.#throttle.take(wanted);
  }

  venueNowMs(): number {
    return this.#venueTime.nowMs();
  }

  top(symbol: string): Top | null {
    return this.#market.top(symbol);
  }

  lastTradeMs(symbol: string): number {
    return this.#market.lastTradeMs(symbol);
  }

  rules(symbol: string): SymbolRules | null {
    return this.#rules.get(symbol) ?? null;
  }

  get sawLostTail(): boolean {
    return this.#ahead.size > 0;
  }

  /** Orders of a lost tail that still stand in the book. */
  aheadOf(symbol: string): readonly string[] {
    const { orders } = knownInstrument(this.#options.log.state, this.connection.name, symbol);
    return [...this.#ahead].filter(([id, of]) => of === symbol && orders.has(id)).map(([id]) => id);
  }

  /** Venue time before which a request of an earlier incarnation may still reach this instrument's book. */
  notBeforeMs(symbol: string): number {
    return this.#notBeforeMs.get(symbol) ?? 0;
  }

  #lost(reason: string): void {
    const wasLive = this.#live;
    this.#attempt += 1;
    this.#live = false;
    this.#cancelRetry();
    this.unknowns.giveUp();
    if (wasLive) this.#options.lost(this.connection.name, reason);
  }

  async #recover(): Promise<void> {
    const { diary } = this.#options;
    const { name } = this.connection;
    this.#attempt += 1;
    const attempt = this.#attempt;
    this.#buffer ??= [];
    this.#options.recovering(name);
    try {
      const reconciliation = await this.#ask();
      if (attempt !== this.#attempt) return;
      let before = 0;
      const barrier = await this.#links.user.accountStatus(() => {
        before = this.#buffer?.length ?? 0;
      });
      if (attempt !== this.#attempt) return;
      this.#options.idsSeen(reconciliation.seen);
      const balances = factOfAccount(name, barrier.account);
      this.#apply(reconciliation, before, [
        balances,
        { type: 'cursor', venue: name, cursor: { kind: 'reply', id: barrier.id } },
      ]);
      this.#failures = 0;
      this.#goLive(reconciliation);
    } catch (error) {
      if (attempt !== this.#attempt) return;
      diary.warn({ venue: name, error: String(error) }, 'reconciliation failed and is made again');
      this.#failures += 1;
      const delayMs = backoffDelayMs(this.#failures, defaultLinkTiming.backoffMs, this.#options.random);
      this.#cancelRetry = this.#options.clock.after(delayMs, () => void this.#recover());
    }
  }

  /** @throws QueryFailed */
  async #ask(): Promise<VenueReconciliation> {
    const { parts, log } = this.#options;
    const { name, symbols } = this.connection;
    this.#rules = symbolRules(valueOrThrow(await this.rest.exchangeInfo(symbols), 'exchangeInfo'));
    await Promise.all(symbols.map((symbol) => this.#askTop(symbol)));
    valueOrThrow(await this.rest.time(), 'time');
    valueOrThrow(await this.rest.account(), 'account');
    const { state } = log;
    return parts.reconcileVenue({
      venue: name,
      symbols,
      state,
      rest: this.rest,
      fetchMissedFills: parts.fetchMissedFills,
    });
  }

  /** A market that stands still sends nothing, so its top is asked for once. */
  async #askTop(symbol: string): Promise<void> {
    const { bidPrice, askPrice } = valueOrThrow(await this.rest.topOfBook(symbol), `top of book of ${symbol}`);
    this.#market.setTop(symbol, bidPrice, askPrice);
  }

  /** Queries first, then the events up to the barrier, the barrier, and the events after it: the ledger's order. */
  #apply(found: VenueReconciliation, before: number, barrier: readonly Fact[]): void {
    const { name } = this.connection;
    const events = this.#buffer ?? [];
    this.#buffer = null;
    const alarms = [...aheadAlarm(name, found.ahead), ...externalAlarm(name, found.external)];
    this.#options.log.record([
      ...alarms,
      ...found.facts,
      // Balances before the barrier are older than its own, and a part of them must not become a new directory's baseline.
      ...events.slice(0, before).flatMap((event) => (event.e === 'executionReport' ? this.#factsOf(event) : [])),
      ...barrier,
      ...events.slice(before).flatMap((event) => this.#factsOf(event)),
      { type: 'session', venue: name, state: 'connected' },
    ]);
  }

  #goLive(found: VenueReconciliation): void {
    const { log, diary } = this.#options;
    const { name, symbols } = this.connection;
    this.#live = true;
    for (const { symbol, clientOrderId } of found.ahead) {
      this.#ahead.set(clientOrderId, symbol);
      if (knownInstrument(log.state, name, symbol).orders.has(clientOrderId)) this.desk.cancel(symbol, clientOrderId);
    }
    for (const symbol of symbols) {
      for (const order of knownInstrument(log.state, name, symbol).orders.values()) {
        const unknown = order.phase === 'open' || this.desk.isInFlight(order.clientOrderId) ? null : asUnknown(order);
        if (unknown !== null) this.unknowns.take(unknown);
      }
    }
    const detail = `${found.fills} missed fills, ${found.ahead.length} orders of a lost tail`;
    diary.info({ venue: name, detail }, 'reconciled');
    this.#options.reconciled(name, detail);
  }

  #event(event: UserEvent): void {
    if (this.#buffer === null) this.#options.log.record(this.#factsOf(event));
    else this.#buffer.push(event);
  }

  #factsOf(event: UserEvent): readonly Fact[] {
    const { name } = this.connection;
    return event.e === 'executionReport' ? factsOfReport(name, event) : [factOfPosition(name, event)];
  }
}
