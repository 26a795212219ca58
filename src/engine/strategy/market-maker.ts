/**
 * The reference strategy: two quotes a side around the top of the book. A pure function of what it is shown; it exists
 * to keep orders resting and get filled, not to earn. Laws (kept by property tests):
 *
 * - a new quote never crosses an own quote, also not one whose cancel is under way;
 * - position plus what rests on a side never passes the bound;
 * - it never cancels its last resting quote: one stays until another rests;
 * - it joins its own quote at the top instead of outbidding itself, and replaces for age only after the market traded:
 *   when nothing moves it comes to rest.
 */
import type { Amount } from '../../common/amount.ts';
import type { Side } from '../../core/records.ts';

export interface QuoteRules {
  readonly tick: Amount;
  readonly step: Amount;
  readonly levelsPerSide: number;
  /** Ticks between the levels of one side. */
  readonly levelTicks: bigint;
  /** Value of one quote, in the quote asset. */
  readonly quoteValue: Amount;
  /** Bound on the position's size, in quotes. */
  readonly positionQuotes: bigint;
  /** A quote off its target is replaced from this age on. */
  readonly settleMs: number;
  /** A quote on its target is replaced from this age on, plus up to half of it again by its number. */
  readonly renewMs: number;
}

export const defaultQuoteRules: Omit<QuoteRules, 'tick' | 'step'> = {
  levelsPerSide: 2,
  levelTicks: 3n,
  quoteValue: 400_00000000n,
  positionQuotes: 40n,
  settleMs: 230,
  renewMs: 250,
};

export interface OwnQuote {
  readonly clientOrderId: string;
  readonly side: Side;
  readonly price: Amount;
  readonly remaining: Amount;
  /** Venue time it was signed with. */
  readonly placedMs: number;
  /** Spreads renewals over time. */
  readonly number: number;
  /** Shown by the venue and not asked to be canceled: may be canceled now. */
  readonly cancelable: boolean;
}

export interface MarketView {
  readonly bid: Amount;
  readonly ask: Amount;
  /** Venue time of the last trade seen; 0 before the first. */
  readonly lastTradeMs: number;
  readonly nowMs: number;
  readonly position: Amount;
  readonly own: readonly OwnQuote[];
}

export interface NewQuote {
  readonly side: Side;
  readonly price: Amount;
  readonly quantity: Amount;
}

export interface Quoting {
  readonly cancel: readonly string[];
  readonly place: readonly NewQuote[];
}

const scale = 100_000_000n;

export function quote(view: MarketView, rules: QuoteRules): Quoting {
  const quantity = quoteQuantity(view, rules);
  if (view.bid <= 0n || view.ask <= view.bid || quantity <= 0n) return { cancel: [], place: [] };
  const bids = sideOf('BUY', view, rules, quantity);
  const asks = sideOf('SELL', view, rules, quantity);
  // Both sides decide on the same view, so they must not cross each other either.
  const lowestAsk = lowest(asks.place.map((quoted) => quoted.price));
  const place = [...bids.place.filter(({ price }) => lowestAsk === null || price < lowestAsk), ...asks.place];
  const resting = view.own.filter((each) => each.cancelable).length;
  return { cancel: [...bids.cancel, ...asks.cancel].slice(0, Math.max(0, resting - 1)), place };
}

function quoteQuantity(view: MarketView, rules: QuoteRules): Amount {
  if (view.ask <= 0n) return 0n;
  return ((rules.quoteValue * scale) / view.ask / rules.step) * rules.step;
}

function sideOf(side: Side, view: MarketView, rules: QuoteRules, quantity: Amount): Quoting {
  const own = view.own.filter((each) => each.side === side);
  const targets = targetPrices(side, view, rules, own, quantity);
  const due = own.find((each) => each.cancelable && isDue(each, targets, view, rules));
  // One cancel a side and step, so that the other level keeps resting meanwhile.
  const cancel = due === undefined ? [] : [due.clientOrderId];
  const resting = own.reduce((sum, each) => sum + each.remaining, 0n);
  const exposed = side === 'BUY' ? view.position : -view.position;
  let room = rules.positionQuotes * quantity - exposed - resting;
  const place: NewQuote[] = [];
  for (const price of targets) {
    if (own.length + place.length >= rules.levelsPerSide) break;
    if (own.some((each) => each.price === price) || crossesOwn(side, price, view.own) || room < quantity) continue;
    place.push({ side, price, quantity });
    room -= quantity;
  }
  return { cancel, place };
}

/** Best level first. Improves the others' best price by a tick, leans away from the side the position is heavy on. */
function targetPrices(
  side: Side,
  view: MarketView,
  rules: QuoteRules,
  own: readonly OwnQuote[],
  quantity: Amount,
): readonly Amount[] {
  const { tick, levelTicks, levelsPerSide, positionQuotes } = rules;
  const inwards = side === 'BUY' ? tick : -tick;
  const top = side === 'BUY' ? view.bid : view.ask;
  const heavy = side === 'BUY' ? view.position : -view.position;
  const lean = heavy > 0n ? (heavy * 6n) / (positionQuotes * quantity) : 0n;
  const improved = view.bid + tick < view.ask ? top + inwards : top;
  const best = own.some((each) => each.price === top) ? top : improved - inwards * lean;
  return Array.from({ length: levelsPerSide }, (_, level) => best - inwards * levelTicks * BigInt(level)).filter(
    (price) => price > 0n,
  );
}

function isDue(own: OwnQuote, targets: readonly Amount[], view: MarketView, rules: QuoteRules): boolean {
  const ageMs = view.nowMs - own.placedMs;
  if (!targets.includes(own.price)) return ageMs >= rules.settleMs;
  const renewMs = rules.renewMs + ((own.number * 37) % Math.max(1, Math.floor(rules.renewMs / 2)));
  return ageMs >= renewMs && view.lastTradeMs > own.placedMs;
}

function crossesOwn(side: Side, price: Amount, own: readonly OwnQuote[]): boolean {
  return own.some((each) =>
    side === 'BUY' ? each.side === 'SELL' && each.price <= price : each.side === 'BUY' && each.price >= price,
  );
}

function lowest(prices: readonly Amount[]): Amount | null {
  return prices.reduce<Amount | null>((least, price) => (least === null || price < least ? price : least), null);
}
