/**
 * An account: exact balances, its open orders and, for trading accounts, its history. What an open order needs is
 * locked: quantity x limit of the quote asset for a buy, the quantity of the base asset for a sell.
 */
import { type Amount, multiply } from '../../../src/common/amount.ts';
import type { Instrument } from '../instruments.ts';
import type { Order, Side, Trade } from '../matching/order.ts';

export interface Balance {
  free: Amount;
  locked: Amount;
}

export interface Account {
  readonly name: string;
  /** `market` may owe any amount and keeps no history; nobody ever asks for it. */
  readonly kind: 'trading' | 'market';
  readonly balances: Map<string, Balance>;
  readonly books: Map<string, AccountBook>;
  updatedMs: number;
}

/** An account's orders and trades of one symbol, in the order in which they came. */
export interface AccountBook {
  readonly open: Map<string, Order>;
  readonly orders: Order[];
  readonly byOrderId: Map<number, Order>;
  /** The newest order with that client id: ids may be used again once their order is done. */
  readonly byClientOrderId: Map<string, Order>;
  readonly trades: Trade[];
}

export function createAccount(
  name: string,
  kind: Account['kind'],
  balances: Readonly<Record<string, Amount>>,
): Account {
  const entries = Object.entries(balances).map(([asset, free]): [string, Balance] => [asset, { free, locked: 0n }]);
  return { name, kind, balances: new Map(entries), books: new Map(), updatedMs: 0 };
}

export function balanceOf(account: Account, asset: string): Balance {
  const found = account.balances.get(asset);
  if (found !== undefined) return found;
  const balance = { free: 0n, locked: 0n };
  account.balances.set(asset, balance);
  return balance;
}

export function accountBook(account: Account, symbol: string): AccountBook {
  const found = account.books.get(symbol);
  if (found !== undefined) return found;
  const book: AccountBook = {
    open: new Map(),
    orders: [],
    byOrderId: new Map(),
    byClientOrderId: new Map(),
    trades: [],
  };
  account.books.set(symbol, book);
  return book;
}

/** What an order of that size locks. */
export function lockFor(
  instrument: Instrument,
  side: Side,
  limit: Amount,
  quantity: Amount,
): readonly [string, Amount] {
  return side === 'BUY' ? [instrument.quote, multiply(limit, quantity)] : [instrument.base, quantity];
}

/** Locks, or answers false and changes nothing when a trading account has not enough free. */
export function lock(account: Account, asset: string, amount: Amount): boolean {
  const balance = balanceOf(account, asset);
  if (account.kind === 'trading' && balance.free < amount) return false;
  balance.free -= amount;
  balance.locked += amount;
  return true;
}

export function unlock(account: Account, asset: string, amount: Amount): void {
  const balance = balanceOf(account, asset);
  balance.locked -= amount;
  balance.free += amount;
}
