/** What a comparison of the journal's trades with the venues' found, for people and for programs. */
import { formatAmount } from '../common/amount.ts';
import { type InstrumentTrades, isSame, type Trade } from '../durability/inspect/compare-trades.ts';
import { formatTime } from './inspect-points.ts';
import { short } from './replay-timeline.ts';

export interface TradeComparison {
  readonly instruments: readonly InstrumentTrades[];
  /** Why the journal could not be read to its end. */
  readonly damage: string | null;
  /** Venues of the journal that were not asked or did not answer, and why. */
  readonly notCompared: readonly { readonly venue: string; readonly reason: string }[];
  /** Orders of the accounts that are not ours; their trades are left out. */
  readonly externalOrders: number;
}

export type TradesVerdict = 'same' | 'different' | 'damaged' | 'not-compared';

export function tradesVerdict({ instruments, damage, notCompared }: TradeComparison): TradesVerdict {
  if (!instruments.every(isSame)) return 'different';
  if (damage !== null) return 'damaged';
  return notCompared.length > 0 ? 'not-compared' : 'same';
}

export function comparisonDocument(found: TradeComparison) {
  return {
    verdict: tradesVerdict(found),
    damage: found.damage,
    notCompared: found.notCompared,
    externalOrders: found.externalOrders,
    instruments: found.instruments.map(({ onlyJournal, onlyVenue, different, ...rest }) => ({
      ...rest,
      onlyJournal: onlyJournal.map(tradeDocument),
      onlyVenue: onlyVenue.map(tradeDocument),
      different: different.map(({ trade, fields }) => ({ tradeId: trade.tradeId, fields })),
    })),
  };
}

const tradeDocument = ({ venue, symbol, ...trade }: Trade) => ({
  ...trade,
  price: formatAmount(trade.price),
  quantity: formatAmount(trade.quantity),
  commission: formatAmount(trade.commission),
});

export function comparisonLines(found: TradeComparison): string[] {
  const { instruments, damage, notCompared, externalOrders } = found;
  return [
    ...instruments.flatMap(instrumentLines),
    ...(externalOrders === 0
      ? []
      : [`${externalOrders} orders of the accounts are not ours: their trades are left out`]),
    ...notCompared.map(({ venue, reason }) => `${venue}  not compared: ${reason}`),
    ...(damage === null ? [] : [`the journal is damaged and was read no further: ${damage}`]),
    '',
    verdictLine(found),
  ];
}

function instrumentLines({ venue, symbol, same, onlyJournal, onlyVenue, different, forgotten }: InstrumentTrades) {
  const old =
    forgotten.journal + forgotten.venue === 0
      ? []
      : [`  forgotten by the journal: ${forgotten.journal}, listed by the venue of that age: ${forgotten.venue}`];
  return [
    `${venue} ${symbol}  ${same} the same, ${onlyJournal.length} only in the journal, ${onlyVenue.length} only at the venue, ${different.length} different`,
    ...old,
    ...onlyJournal.map((trade) => `  only in the journal  ${tradeText(trade)}`),
    ...onlyVenue.map((trade) => `  only at the venue  ${tradeText(trade)}`),
    ...different.flatMap(({ trade, fields }) => [
      `  DIFFERENT  trade ${trade.tradeId}`,
      ...fields.map(({ field, journal, venue: there }) => `    ${field}: journal ${journal}, venue ${there}`),
    ]),
  ];
}

const tradeText = ({ tradeId, tradeTimeMs, side, quantity, price, clientOrderId }: Trade) =>
  `trade ${tradeId}, ${formatTime(tradeTimeMs * 1000)}, ${side} ${short(quantity)} at ${short(price)}, ${clientOrderId}`;

function verdictLine(found: TradeComparison): string {
  const same = found.instruments.reduce((sum, each) => sum + each.same, 0);
  switch (tradesVerdict(found)) {
    case 'same':
      return `journal and venues have the same ${same} trades`;
    case 'different':
      return 'journal and venues do not have the same trades';
    case 'damaged':
      return `the same ${same} trades as far as the journal can be read: damaged`;
    case 'not-compared':
      return 'not everything could be compared';
  }
}
