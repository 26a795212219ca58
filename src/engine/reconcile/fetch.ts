/** What one venue knows of one instrument, fetched by id from where the journal stands (rows 31, 32). */
import type { Instrument } from '../../core/state.ts';
import { valueOrThrow } from '../gateway/reply.ts';
import { pageSize, type RestClient } from '../gateway/rest-client.ts';
import type { OrderView, TradeView } from '../gateway/wire.ts';

export interface InstrumentPicture {
  readonly symbol: string;
  readonly openOrders: readonly OrderView[];
  /** Every order with an id from the last known one on, whatever became of it. */
  readonly newerOrders: readonly OrderView[];
  readonly trades: readonly TradeView[];
}

/**
 * Every trade with an id from `fromTradeId` on, page by page. The last known trade is asked for again on purpose: that
 * duplicates are ignored is then exercised by every recovery.
 * @throws QueryFailed
 */
export type FetchMissedFills = (
  rest: Pick<RestClient, 'myTrades'>,
  symbol: string,
  fromTradeId: number,
) => Promise<readonly TradeView[]>;

export const fetchMissedFills: FetchMissedFills = (rest, symbol, fromTradeId) =>
  everyPage(
    fromTradeId,
    async (from) => valueOrThrow(await rest.myTrades(symbol, from), `myTrades of ${symbol}`),
    (trade) => trade.id,
  );

/** @throws QueryFailed */
export async function fetchPicture(
  rest: Pick<RestClient, 'openOrders' | 'allOrders' | 'myTrades'>,
  symbol: string,
  known: Pick<Instrument, 'lastTradeId' | 'lastVenueOrderId'>,
  fetchFills: FetchMissedFills,
): Promise<InstrumentPicture> {
  const openOrders = valueOrThrow(await rest.openOrders(symbol), `openOrders of ${symbol}`);
  const newerOrders = await everyPage(
    known.lastVenueOrderId,
    async (from) => valueOrThrow(await rest.allOrders(symbol, from), `allOrders of ${symbol}`),
    (order) => order.orderId,
  );
  const trades = await fetchFills(rest, symbol, known.lastTradeId);
  return { symbol, openOrders, newerOrders, trades };
}

async function everyPage<Row>(
  fromId: number,
  page: (fromId: number) => Promise<readonly Row[]>,
  idOf: (row: Row) => number,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let from = fromId;
  for (;;) {
    const next = await page(from);
    rows.push(...next);
    const last = next.at(-1);
    if (next.length < pageSize || last === undefined) return rows;
    from = idOf(last) + 1;
  }
}
