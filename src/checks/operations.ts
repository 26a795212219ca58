/** What a request asks of the venue, by its operation as the ledger names it. */
import type { AnsweredRequest, Ledger } from './ledger.ts';

const placing = new Set(['POST /api/v3/order', 'order.place']);
const cancelling = /^(DELETE |order\.cancel$|openOrders\.cancelAll$)/;
const querying =
  /^(GET |ping$|time$|exchangeInfo$|depth$|myTrades$|allOrders$|\w+\.status$|userDataStream\.|session\.)/;

export type OperationKind = 'new order' | 'cancel' | 'query' | 'other';

export function operationKind(operation: string): OperationKind {
  if (placing.has(operation)) return 'new order';
  if (cancelling.test(operation)) return 'cancel';
  return querying.test(operation) ? 'query' : 'other';
}

export const queries = {
  account: ['GET /api/v3/account', 'account.status'],
  openOrders: ['GET /api/v3/openOrders', 'openOrders.status'],
  trades: ['GET /api/v3/myTrades', 'myTrades'],
  order: ['GET /api/v3/order', 'order.status'],
  allOrders: ['GET /api/v3/allOrders', 'allOrders'],
} as const;

/** Requests of the account that can create an order, in the order the venue received them. */
export function placingRequests(ledger: Ledger): AnsweredRequest[] {
  return ledger.requests.filter(({ request }) => {
    const own = request.account === null || request.account === ledger.account;
    return own && placing.has(request.operation);
  });
}

/** The venue answered it well and the answer was really sent. */
export function answeredWell({ answer }: AnsweredRequest): boolean {
  return answer !== null && answer.status === 200 && answer.delivered === 'sent';
}
