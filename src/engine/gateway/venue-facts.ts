/** What a venue says, turned into facts. Pure; the only place where its words become ours. */
import type { BalancesRecord, FillRecord, OrderRecord } from '../../core/records.ts';
import type { AccountPosition, AccountView, ExecutionReport, OrderView, TradeView } from './wire.ts';

/** The facts of one execution report. A trade gives the fill first, so that the order's picture never runs ahead of it. */
export function factsOfReport(venue: string, report: ExecutionReport): readonly (FillRecord | OrderRecord)[] {
  const eventId = String(report.I);
  // On a cancel `c` names the cancel request and `C` the order.
  const clientOrderId = report.C === '' ? report.c : report.C;
  const order: OrderRecord = {
    type: 'order',
    venue,
    symbol: report.s,
    clientOrderId,
    venueOrderId: report.i,
    side: report.S,
    price: report.p,
    quantity: report.q,
    executed: report.z,
    status: report.X,
    source: 'stream',
    eventId,
  };
  if (report.x !== 'TRADE') return [order];
  const fill: FillRecord = {
    type: 'fill',
    venue,
    symbol: report.s,
    clientOrderId,
    tradeId: report.t,
    venueOrderId: report.i,
    side: report.S,
    price: report.L,
    quantity: report.l,
    commission: report.n,
    commissionAsset: report.N ?? '',
    tradeTimeMs: report.T,
    maker: report.m,
    source: 'stream',
    eventId,
  };
  return [fill, order];
}

export function factOfOrder(venue: string, view: OrderView): OrderRecord {
  return {
    type: 'order',
    venue,
    symbol: view.symbol,
    clientOrderId: view.clientOrderId,
    venueOrderId: view.orderId,
    side: view.side,
    price: view.price,
    quantity: view.origQty,
    executed: view.executedQty,
    status: view.status,
    source: 'query',
  };
}

/** @param clientOrderId the order's own id: a venue's trade list names orders by number only. */
export function factOfTrade(venue: string, trade: TradeView, clientOrderId: string): FillRecord {
  return {
    type: 'fill',
    venue,
    symbol: trade.symbol,
    clientOrderId,
    tradeId: trade.id,
    venueOrderId: trade.orderId,
    side: trade.isBuyer ? 'BUY' : 'SELL',
    price: trade.price,
    quantity: trade.qty,
    commission: trade.commission,
    commissionAsset: trade.commissionAsset,
    tradeTimeMs: trade.time,
    maker: trade.isMaker,
    source: 'query',
  };
}

export function factOfAccount(venue: string, account: AccountView): BalancesRecord {
  return { type: 'balances', venue, balances: account.balances, source: 'query' };
}

export function factOfPosition(venue: string, position: AccountPosition): BalancesRecord {
  const balances = position.B.map(({ a, f, l }) => ({ asset: a, free: f, locked: l }));
  return { type: 'balances', venue, balances, source: 'stream' };
}
