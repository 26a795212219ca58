/**
 * The story of a replayed directory as appended lines: what the markets did once a recorded second and instrument, and
 * each decision, fill and change of an order as it came.
 */
import { type Amount, formatAmount } from '../common/amount.ts';
import type { Fact, FactType, IntentRecord } from '../core/records.ts';
import type { MergedEvent, NotCompared } from '../engine/market/decide-again.ts';
import type { StampedItem, TopItem } from '../engine/market/market-items.ts';
import { formatTime } from './inspect-points.ts';
import type { Moment } from './play.ts';

const windowUs = 1_000_000;

/** What one instrument's market did within a window. */
interface Window {
  top: TopItem | null;
  tops: number;
  trades: number;
  lastPrice: Amount | null;
}

export class ReplayTimeline {
  readonly #moments: Moment[] = [];
  readonly #windows = new Map<string, Window>();
  #windowEndUs = 0;
  #day = '';

  readonly see = (event: MergedEvent): void => {
    const timeUs = event.kind === 'entry' ? event.entry.timeUs : event.stamped.timeUs;
    if (timeUs >= this.#windowEndUs) this.#closeWindow(timeUs);
    if (event.kind === 'item') this.#market(event.stamped);
    else this.#add(timeUs, linesOf(event));
  };

  /** Everything that was seen. */
  end(): readonly Moment[] {
    this.#closeWindow(this.#windowEndUs);
    return this.#moments;
  }

  #market({ item }: StampedItem): void {
    if (item.type === 'look') return;
    const key = `${item.venue} ${item.symbol}`;
    const window = this.#windows.get(key) ?? { top: null, tops: 0, trades: 0, lastPrice: null };
    this.#windows.set(key, window);
    const news = item.carried ? 0 : 1;
    if (item.type === 'top') {
      window.top = item;
      window.tops += news;
    } else {
      window.trades += news;
      window.lastPrice = item.price;
    }
  }

  #closeWindow(nowUs: number): void {
    for (const [key, window] of this.#windows) {
      const { top, tops, trades, lastPrice } = window;
      if (tops + trades === 0) continue;
      const book = top === null ? [] : [`bid ${short(top.bid)} ask ${short(top.ask)}`];
      const last = lastPrice === null || trades === 0 ? '' : `, last ${short(lastPrice)}`;
      const text = [...book, `${tops} tops`, `${trades} trades${last}`].join(', ');
      this.#add(this.#windowEndUs, [`${key}  ${text}`]);
      window.tops = 0;
      window.trades = 0;
    }
    this.#windowEndUs = Math.floor(nowUs / windowUs + 1) * windowUs;
  }

  #add(timeUs: number, texts: readonly string[]): void {
    if (texts.length === 0) return;
    const [day = '', time = ''] = formatTime(timeUs).split('T');
    const head = day === this.#day ? [] : [`${day} UTC`];
    this.#day = day;
    this.#moments.push({ timeUs, lines: [...head, ...texts.map((text) => `${time.slice(0, 12)} ${text}`)] });
  }
}

function linesOf(event: Exclude<MergedEvent, { readonly kind: 'item' }>): readonly string[] {
  if (event.kind === 'entry') {
    const { fact } = event.entry;
    if (fact.type === 'intent') {
      return event.intentWithoutLook
        ? [`${at(fact)}  place ${quoteText(fact)}, not compared: its look was not kept`]
        : [];
    }
    return factLines(fact);
  }
  const { look, stamped } = event;
  const place = at(look);
  if (event.kind === 'not-compared') return [`${place}  a look not compared: ${whyNotCompared[event.why]}`];
  const { intents, difference } = event;
  if (difference !== null) {
    return [
      `${place}  DIFFERENT: decision ${look.decision} behind sequence ${stamped.sequence}`,
      `${place}    journaled  ${difference.journaled}`,
      `${place}    again      ${difference.again}`,
    ];
  }
  const held = look.wanted - look.granted.length;
  return [
    ...look.canceled.map((id) => `${place}  cancel ${id}`),
    ...intents.map((intent) => `${place}  place ${quoteText(intent)}`),
    ...(held === 0 ? [] : [`${place}  ${held} of ${look.wanted} quotes held back by limits`]),
  ];
}

export const whyNotCompared: Readonly<Record<NotCompared, string>> = {
  'without-market': 'no top of the book is known before it',
  lost: 'what it looked at was lost before it was durable',
  unjournaled: 'its intents were lost before they were durable, or lie behind the end',
};

const at = ({ venue, symbol }: { readonly venue: string; readonly symbol: string }) => `${venue} ${symbol}`;

const quoteText = ({ side, quantity, price, clientOrderId }: IntentRecord) =>
  `${side} ${short(quantity)} at ${short(price)}, ${clientOrderId}`;

/** Facts that are worth a line; all others say how the engine keeps its books. */
const factTexts: { readonly [Type in FactType]?: (fact: Extract<Fact, { type: Type }>) => readonly string[] } = {
  epoch: ({ epoch }) => [`a life of the engine begins with epoch ${epoch}`],
  stopped: () => ['the engine stopped in order'],
  resumed: ({ venues }) => [`resumed: ${venues.join(', ')}`],
  session: ({ venue, state }) => [`${venue}  ${state}`],
  stage: (fact) => [`${at(fact)}  stage ${fact.stage}: ${fact.reason}`],
  alarm: ({ code, text }) => [`ALARM ${code}: ${text}`],
  rejected: (fact) => [`${at(fact)}  ${fact.clientOrderId} refused: ${fact.reason}`],
  unknown: (fact) => [`${at(fact)}  ${fact.clientOrderId} unknown: ${fact.cause}`],
  'never-reached': (fact) => [`${at(fact)}  ${fact.clientOrderId} never reached the book`],
  order: (fact) =>
    fact.status === 'CANCELED' || fact.status === 'EXPIRED' || fact.status === 'REJECTED'
      ? [`${at(fact)}  ${fact.clientOrderId} ${fact.status}`]
      : [],
  fill: (fact) => [
    `${at(fact)}  fill ${fact.side} ${short(fact.quantity)} at ${short(fact.price)}, ${fact.clientOrderId}, trade ${fact.tradeId}`,
  ],
};

function factLines(fact: Fact): readonly string[] {
  const text = factTexts[fact.type] as ((fact: Fact) => readonly string[]) | undefined;
  return text?.(fact) ?? [];
}

/** Without the zeros behind the last decimal that says something. */
export const short = (amount: Amount) => formatAmount(amount).replace(/\.?0+$/, '');
