/**
 * The strategy's decisions made again from the journal and the market files, merged by their stamps (row 67): an item
 * stamped with sequence N is seen after entry N and before entry N+1, as the engine saw it. Each look is made again with
 * the state of that moment, and compared with what was canceled, wanted and journaled then.
 *
 * - What cannot be made again is never called equal: a look without a known top, a look at facts that were lost before
 *   they were durable, one whose intents were lost so, and journaled intents whose look is not in the market files are
 *   counted apart.
 */
import { formatAmount } from '../../common/amount.ts';
import type { Entry, IntentRecord } from '../../core/records.ts';
import type { State } from '../../core/state.ts';
import { knownInstrument } from '../known-instrument.ts';
import { lookAt } from '../strategy/look.ts';
import { defaultQuoteRules, type NewQuote, type Quoting, quote } from '../strategy/market-maker.ts';
import type { LookItem, StampedItem, TopItem } from './market-items.ts';
import type { MarketStretch } from './read-market.ts';

export type Strategy = typeof quote;

export interface DecisionDifference {
  readonly decision: number;
  /** Of the journal at the look. */
  readonly sequence: bigint;
  readonly timeUs: number;
  readonly venue: string;
  readonly symbol: string;
  readonly journaled: string;
  readonly again: string;
}

export interface DecidedAgain {
  readonly looks: number;
  /** Looks that placed or canceled something. */
  readonly decisions: number;
  readonly intents: number;
  readonly differences: readonly DecisionDifference[];
  /** Looks that could not be made again, by why. */
  readonly withoutMarket: number;
  readonly lost: number;
  readonly unjournaled: number;
  /** Journaled intents whose look is not in the market files: a crash loses the last items. */
  readonly intentsWithoutLook: number;
}

/** Why a look was not compared: no top was known, its facts were lost, or the intents it led to were. */
export type NotCompared = 'without-market' | 'lost' | 'unjournaled';

/** One step of the merged story. A look's `decided` or `not-compared` comes behind the intents it led to. */
export type MergedEvent =
  | { readonly kind: 'entry'; readonly entry: Entry; readonly intentWithoutLook: boolean }
  | { readonly kind: 'item'; readonly stamped: StampedItem }
  | {
      readonly kind: 'decided';
      readonly stamped: StampedItem;
      readonly look: LookItem;
      readonly intents: readonly IntentRecord[];
      /** Null when it is the same again. */
      readonly difference: DecisionDifference | null;
    }
  | {
      readonly kind: 'not-compared';
      readonly stamped: StampedItem;
      readonly look: LookItem;
      readonly why: NotCompared;
    };

export interface MergeOptions {
  readonly stretches: readonly MarketStretch[];
  readonly strategy?: Strategy;
  readonly onEvent?: (event: MergedEvent) => void;
}

interface Pending {
  readonly stamped: StampedItem;
  readonly look: LookItem;
  readonly again: Quoting;
  readonly intents: IntentRecord[];
}

export class DecisionsAgain {
  readonly #queue: readonly { readonly stretch: MarketStretch; readonly stamped: StampedItem }[];
  readonly #strategy: Strategy;
  readonly #onEvent: (event: MergedEvent) => void;
  readonly #tops = new Map<string, TopItem>();
  readonly #lastTradeMs = new Map<string, number>();
  #next = 0;
  #stretch: MarketStretch | null = null;
  #pending: Pending | null = null;
  #looks = 0;
  #decisions = 0;
  #intents = 0;
  #withoutMarket = 0;
  #lost = 0;
  #unjournaled = 0;
  #intentsWithoutLook = 0;
  readonly #differences: DecisionDifference[] = [];

  constructor({ stretches, strategy, onEvent }: MergeOptions) {
    this.#queue = stretches.flatMap((stretch) => stretch.items.map((stamped) => ({ stretch, stamped })));
    this.#strategy = strategy ?? quote;
    this.#onEvent = onEvent ?? (() => {});
  }

  /** Call before `entry` is applied to `state`: what was seen until then is looked at first. */
  beforeEntry(state: State, entry: Entry): void {
    this.#seeUpTo(state, entry);
    const { fact } = entry;
    const pending = this.#pending;
    if (fact.type === 'intent' && pending?.look.decision === fact.decision) pending.intents.push(fact);
    else if (pending !== null && isLaterLife(entry, pending.stamped)) this.#settleAtEndOfLife();
    else if (fact.type !== 'strategy') this.#settle();
    const intentWithoutLook = fact.type === 'intent' && this.#pending === null;
    if (intentWithoutLook) this.#intentsWithoutLook += 1;
    this.#onEvent({ kind: 'entry', entry, intentWithoutLook });
  }

  /** Call when the journal has ended. */
  end(state: State): DecidedAgain {
    this.#seeUpTo(state, null);
    this.#settleAtEndOfLife();
    return {
      looks: this.#looks,
      decisions: this.#decisions,
      intents: this.#intents,
      differences: this.#differences,
      withoutMarket: this.#withoutMarket,
      lost: this.#lost,
      unjournaled: this.#unjournaled,
      intentsWithoutLook: this.#intentsWithoutLook,
    };
  }

  #seeUpTo(state: State, entry: Entry | null): void {
    for (;;) {
      const next = this.#queue[this.#next];
      if (next === undefined) return;
      const { stretch, stamped } = next;
      const reached = stamped.sequence <= state.head.sequence;
      if (!reached && entry !== null && !isLaterLife(entry, stamped)) return;
      this.#next += 1;
      if (stretch !== this.#stretch) this.#enter(stretch);
      if (reached) this.#see(state, stamped);
      else if (stamped.item.type === 'look') {
        this.#lost += 1;
        this.#onEvent({ kind: 'not-compared', stamped, look: stamped.item, why: 'lost' });
      }
    }
  }

  #enter(stretch: MarketStretch): void {
    this.#stretch = stretch;
    if (stretch.life === 'continued') return;
    this.#tops.clear();
    this.#lastTradeMs.clear();
  }

  #see(state: State, stamped: StampedItem): void {
    this.#settle();
    const { item } = stamped;
    const key = `${item.venue} ${item.symbol}`;
    if (item.type === 'top') this.#tops.set(key, item);
    else if (item.type === 'trade') this.#lastTradeMs.set(key, item.venueTimeMs);
    else this.#look(state, stamped, item, key);
    this.#onEvent({ kind: 'item', stamped });
  }

  #look(state: State, stamped: StampedItem, look: LookItem, key: string): void {
    const top = this.#tops.get(key);
    if (top === undefined) {
      this.#withoutMarket += 1;
      this.#onEvent({ kind: 'not-compared', stamped, look, why: 'without-market' });
      return;
    }
    const { venue, symbol, venueTimeMs: nowMs, tick, step } = look;
    const lastTradeMs = this.#lastTradeMs.get(key) ?? 0;
    const inputs = { bid: top.bid, ask: top.ask, lastTradeMs, nowMs, canceling: new Set(look.canceling) };
    const view = lookAt(knownInstrument(state, venue, symbol), inputs);
    const again = this.#strategy(view, { ...defaultQuoteRules, tick, step });
    this.#pending = { stamped, look, again, intents: [] };
  }

  /** Nothing of the life that looked last follows: what it decided may have been lost before it was durable. */
  #settleAtEndOfLife(): void {
    const pending = this.#pending;
    if (pending !== null && pending.intents.length < pending.look.granted.length) {
      const { stamped, look } = pending;
      this.#unjournaled += 1;
      this.#pending = null;
      this.#onEvent({ kind: 'not-compared', stamped, look, why: 'unjournaled' });
    }
    this.#settle();
  }

  /** Compares the last look with what followed it. */
  #settle(): void {
    const pending = this.#pending;
    if (pending === null) return;
    this.#pending = null;
    const { stamped, look, again, intents } = pending;
    this.#looks += 1;
    if (look.canceled.length > 0 || look.wanted > 0) this.#decisions += 1;
    this.#intents += intents.length;
    const journaled = textOf(look.canceled, intents, look.wanted);
    const granted = look.granted.flatMap((index) => again.place[index] ?? []);
    const now = textOf(again.cancel, granted, again.place.length);
    const { sequence, timeUs } = stamped;
    const { decision, venue, symbol } = look;
    const difference = journaled === now ? null : { decision, sequence, timeUs, venue, symbol, journaled, again: now };
    if (difference !== null) this.#differences.push(difference);
    this.#onEvent({ kind: 'decided', stamped, look, intents, difference });
  }
}

/** An item of an earlier life whose entry was lost: the sequence it names went to another fact of a later one. */
function isLaterLife({ epoch, fact }: Entry, stamped: StampedItem): boolean {
  return epoch > stamped.epoch || fact.type === 'configuration';
}

function textOf(canceled: readonly string[], quotes: readonly NewQuote[], wanted: number): string {
  const cancel = canceled.length === 0 ? 'cancel nothing' : `cancel ${canceled.join(', ')}`;
  const place = quotes.map(
    ({ side, price, quantity }) => `${side} ${formatAmount(quantity)} at ${formatAmount(price)}`,
  );
  return `${cancel}; place ${place.length === 0 ? 'nothing' : place.join(', ')} of ${wanted} wanted`;
}
