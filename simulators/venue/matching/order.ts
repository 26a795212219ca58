import type { Amount } from '../../../src/common/amount.ts';
import type { Account } from '../accounts/account.ts';
import type { PriceLevel } from './order-book.ts';

export type Side = 'BUY' | 'SELL';
export type OrderType = 'LIMIT' | 'LIMIT_MAKER' | 'MARKET';
export type TimeInForce = 'GTC' | 'IOC' | 'FOK';
export type OrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'EXPIRED' | 'EXPIRED_IN_MATCH';
/** `NONE` is for the simulated market alone: its takers trade with its own makers. */
export type SelfTradePrevention = 'NONE' | 'EXPIRE_TAKER';

/** What matching needs to know of an order. */
export interface BookOrder {
  readonly account: Account;
  readonly side: Side;
  /** The worst price it may trade at; what a buy locks is computed from it. */
  readonly limit: Amount;
  readonly quantity: Amount;
  readonly selfTradePrevention: SelfTradePrevention;
  executed: Amount;
  executedQuote: Amount;
  /** Its place in the queue of its price; all null while it is not in the book. */
  level: PriceLevel | null;
  ahead: BookOrder | null;
  behind: BookOrder | null;
}

export interface Order extends BookOrder {
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly sender: string;
  readonly requestId: string;
  /** The wire operation that placed it. */
  readonly operation: string;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  /** As sent; zero for a MARKET order. */
  readonly price: Amount;
  readonly acceptedMs: number;
  readonly fills: Trade[];
  status: OrderStatus;
  updatedMs: number;
  /** Set when self-trade prevention ended it. */
  prevented: { readonly matchId: number; readonly quantity: Amount; readonly makerOrderId: number } | null;
}

export interface Trade {
  /** Counts per symbol, from 1 without gaps. */
  readonly tradeId: number;
  readonly symbol: string;
  readonly price: Amount;
  readonly quantity: Amount;
  readonly quoteQuantity: Amount;
  readonly timeMs: number;
  readonly buyer: Order;
  readonly seller: Order;
  readonly buyerIsMaker: boolean;
  /** In base units: commission is taken from what is received. */
  readonly buyerCommission: Amount;
  /** In quote units. */
  readonly sellerCommission: Amount;
}

export function remaining(order: BookOrder): Amount {
  return order.quantity - order.executed;
}

export function isOpen(order: Order): boolean {
  return order.status === 'NEW' || order.status === 'PARTIALLY_FILLED';
}
