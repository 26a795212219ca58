/** A file of recorded trades as moments to play, and what there was in it. */
import type { RecordedTrade, RecordedTrades } from '../../simulators/venue/market/recorded-trades.ts';
import { type Amount, formatAmount } from '../common/amount.ts';
import { formatTime } from './inspect-points.ts';
import type { Moment } from './play.ts';
import { short } from './replay-timeline.ts';

export function tradeMoments({ symbol, trades }: RecordedTrades): readonly Moment[] {
  let day = '';
  return trades.map(({ timeUs, price, quantity, isBuyerMaker }) => {
    const [date = '', time = ''] = formatTime(timeUs).split('T');
    const head = date === day ? [] : [`${date} UTC`];
    day = date;
    const taker = isBuyerMaker ? 'sold' : 'bought';
    return {
      timeUs,
      lines: [...head, `${time.slice(0, 12)} ${symbol}  ${taker} ${short(quantity)} at ${short(price)}`],
    };
  });
}

export function tradesDocument(file: string, recorded: RecordedTrades) {
  const { from, to, first, last, low, high, bought, sold } = summaryOf(recorded);
  const amounts = Object.entries({ first, last, low, high, bought, sold }).map(([name, amount]) => [
    name,
    formatAmount(amount),
  ]);
  return {
    file,
    symbol: recorded.symbol,
    trades: recorded.trades.length,
    from: formatTime(from),
    to: formatTime(to),
    ...Object.fromEntries(amounts),
  };
}

export function tradesLines(recorded: RecordedTrades): string[] {
  const { from, to, first, last, low, high, bought, sold } = summaryOf(recorded);
  return [
    `${recorded.trades.length} trades of ${recorded.symbol}`,
    `from ${formatTime(from)} to ${formatTime(to)}`,
    `price ${short(first)} to ${short(last)}, between ${short(low)} and ${short(high)}`,
    `takers bought ${short(bought)} and sold ${short(sold)}`,
  ];
}

function summaryOf({ trades }: RecordedTrades) {
  const [first = nothing] = trades;
  const last = trades.at(-1) ?? nothing;
  const quantityOf = (sold: boolean) =>
    trades.reduce((sum, { quantity, isBuyerMaker }) => (isBuyerMaker === sold ? sum + quantity : sum), 0n);
  const extreme = (better: (left: Amount, right: Amount) => boolean) =>
    trades.reduce((found, { price }) => (better(price, found) ? price : found), first.price);
  return {
    from: first.timeUs,
    to: last.timeUs,
    first: first.price,
    last: last.price,
    low: extreme((left, right) => left < right),
    high: extreme((left, right) => left > right),
    bought: quantityOf(false),
    sold: quantityOf(true),
  };
}

/** A file that was read has at least one trade. */
const nothing: RecordedTrade = { price: 0n, quantity: 0n, timeUs: 0, isBuyerMaker: false };
