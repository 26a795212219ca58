/**
 * The trades of a journal directory against those the venues list. The journal is read before the venues are asked, and
 * where they know more it is read once more: beside a live engine either side may be ahead by what just happened.
 */
import { compareTrades, type Trade } from '../durability/inspect/compare-trades.ts';
import { type JournalTrades, journalTrades } from '../durability/inspect/journal-trades.ts';
import { type JournalDirectory, type OnProgress, readDirectory } from '../durability/inspect/read-directory.ts';
import { type AskedVenue, runAskTrades } from '../node/engine/run-ask-trades.ts';
import type { TradeComparison } from './compare-trades-text.ts';

export interface CompareOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly report: OnProgress;
  tell(text: string): void;
}

/** @throws MusterError (exit 3) where the environment does not say which venues there are. */
export async function compareWithVenues(source: JournalDirectory, options: CompareOptions): Promise<TradeComparison> {
  const before = await journalTrades(source, options.report);
  const symbolsOf = (venue: string) => before.trades.flatMap((trade) => (trade.venue === venue ? [trade.symbol] : []));
  const asked = await runAskTrades({ ...options, symbolsOf });
  const first = compared(before, asked);
  if (first.instruments.every(({ onlyVenue }) => onlyVenue.length === 0)) return first;
  const now = await journalTrades(await readDirectory(source.disk, source.directory), options.report);
  return compared({ ...now, trades: upTo(now.trades, before.trades, asked) }, asked);
}

function compared(journal: JournalTrades, asked: readonly AskedVenue[]): TradeComparison {
  const answered = asked.filter((each) => 'trades' in each);
  const isAnswered = ({ venue }: { readonly venue: string }) => answered.some((each) => each.venue === venue);
  const instruments = compareTrades(
    { trades: journal.trades.filter(isAnswered), forgotten: journal.forgotten.filter(isAnswered) },
    answered.flatMap(({ trades }) => trades),
  );
  const silent = asked.flatMap((each) => ('problem' in each ? [{ venue: each.venue, reason: each.problem }] : []));
  const unasked = [...new Set([...journal.trades, ...journal.forgotten].map(({ venue }) => venue))]
    .filter((venue) => !asked.some((each) => each.venue === venue))
    .map((venue) => ({ venue, reason: 'no venue of that name is configured in MUSTER_VENUES' }));
  const externalOrders = answered.reduce((sum, each) => sum + each.externalOrders, 0);
  return { instruments, damage: journal.damage, notCompared: [...silent, ...unasked], externalOrders };
}

/** Of a journal read after the venues were asked: what it had before, and of the rest what they list. */
function upTo(now: readonly Trade[], before: readonly Trade[], asked: readonly AskedVenue[]): readonly Trade[] {
  const keys = new Set([...before, ...asked.flatMap((each) => ('trades' in each ? each.trades : []))].map(keyOf));
  return now.filter((trade) => keys.has(keyOf(trade)));
}

const keyOf = ({ venue, symbol, tradeId }: Pick<Trade, 'venue' | 'symbol' | 'tradeId'>) =>
  JSON.stringify([venue, symbol, tradeId]);
