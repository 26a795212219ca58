import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Account, balanceOf, createAccount } from '../../../../simulators/venue/accounts/account.ts';
import { instruments } from '../../../../simulators/venue/instruments.ts';
import { Exchange, type ExchangeListener } from '../../../../simulators/venue/matching/exchange.ts';
import type { Order, Side, TimeInForce, Trade } from '../../../../simulators/venue/matching/order.ts';
import { simpleMarket } from './simple-market.ts';

const symbol = 'BTCUSDT';
const unit = 100_000_000n;
const tick = 1_000_000n;

type Step =
  | { kind: 'place'; who: number; side: Side; ticks: number; steps: number; timeInForce: TimeInForce }
  | { kind: 'cancel'; which: number };

const place = fc.record({
  kind: fc.constant('place' as const),
  who: fc.nat(2),
  side: fc.constantFrom<Side>('BUY', 'SELL'),
  ticks: fc.integer({ min: 95, max: 105 }),
  steps: fc.integer({ min: 1, max: 9 }),
  timeInForce: fc.constantFrom<TimeInForce>('GTC', 'GTC', 'GTC', 'IOC', 'FOK'),
});
const cancel = fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(200) });
const steps = fc.array(fc.oneof({ weight: 5, arbitrary: place }, { weight: 1, arbitrary: cancel }), { maxLength: 120 });

interface Seen {
  readonly trades: Trade[];
  readonly orders: Order[];
}

function setUp(): { exchange: Exchange; accounts: Account[]; seen: Seen } {
  const seen: Seen = { trades: [], orders: [] };
  const listener: ExchangeListener = {
    accepted: (order) => seen.orders.push(order),
    traded: (trade) => seen.trades.push(trade),
    canceled: () => {},
    expired: () => {},
    bookTouched: () => {},
  };
  const accounts = ['a', 'b', 'c'].map((name) =>
    createAccount(name, 'trading', { BTC: 1000n * unit, USDT: 1_000_000n * unit }),
  );
  return { exchange: new Exchange(instruments, () => 0, listener), accounts, seen };
}

function run(exchange: Exchange, accounts: readonly Account[], seen: Seen, step: Step): void {
  if (step.kind === 'cancel') {
    const order = seen.orders[step.which];
    if (order !== undefined) exchange.cancel(order, 'cancel');
    return;
  }
  const account = accounts[step.who];
  if (account === undefined) throw new Error('Expected an account');
  exchange.place({
    account,
    symbol,
    side: step.side,
    type: 'LIMIT',
    timeInForce: step.timeInForce,
    price: BigInt(step.ticks) * tick,
    quantity: BigInt(step.steps) * unit,
    clientOrderId: `id-${seen.orders.length}`,
    sender: account.name,
    requestId: 'request',
    operation: 'test',
    selfTradePrevention: 'EXPIRE_TAKER',
  });
}

describe('the exchange, whatever orders and cancels come,', () => {
  test('trades exactly what a simple search over all open orders trades: best price first, then the oldest', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { exchange, accounts, seen } = setUp();
        const simple = simpleMarket();
        for (const step of list) {
          run(exchange, accounts, seen, step);
          if (step.kind === 'cancel') simple.cancel(step.which);
          else simple.place(step.who, step.side, step.ticks, step.steps, step.timeInForce);
        }
        const found = seen.trades.map(({ buyer, seller, price, quantity, buyerIsMaker }) => ({
          maker: (buyerIsMaker ? buyer : seller).orderId,
          taker: (buyerIsMaker ? seller : buyer).orderId,
          ticks: Number(price / tick),
          steps: Number(quantity / unit),
        }));
        expect(found).toEqual(simple.trades);
      }),
    );
  });

  test('never leaves its book crossed, and each level holds the sum of its orders', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { exchange, accounts, seen } = setUp();
        const book = exchange.book(symbol);
        for (const step of list) {
          run(exchange, accounts, seen, step);
          const bid = book.bids.at(-1);
          const ask = book.asks.at(-1);
          if (bid !== undefined && ask !== undefined) expect(bid.price).toBeLessThan(ask.price);
        }
        for (const level of [...book.bids, ...book.asks]) {
          const resting = seen.orders.filter((order) => order.level === level);
          expect(level.quantity).toBe(resting.reduce((sum, order) => sum + order.quantity - order.executed, 0n));
        }
      }),
    );
  });

  test('conserves every asset: what the accounts lack is the commission, and what is locked is what open orders need', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { exchange, accounts, seen } = setUp();
        for (const step of list) run(exchange, accounts, seen, step);
        const total = (asset: string) =>
          accounts.reduce(
            (sum, account) => sum + balanceOf(account, asset).free + balanceOf(account, asset).locked,
            0n,
          );
        const baseFees = seen.trades.reduce((sum, trade) => sum + trade.buyerCommission, 0n);
        const quoteFees = seen.trades.reduce((sum, trade) => sum + trade.sellerCommission, 0n);
        expect(total('BTC') + baseFees).toBe(3000n * unit);
        expect(total('USDT') + quoteFees).toBe(3_000_000n * unit);
        for (const account of accounts) {
          const open = seen.orders.filter((order) => order.account === account && order.level !== null);
          const need = (side: Side, each: (order: Order) => bigint) =>
            open.filter((order) => order.side === side).reduce((sum, order) => sum + each(order), 0n);
          const left = (order: Order) => order.quantity - order.executed;
          expect(balanceOf(account, 'BTC').locked).toBe(need('SELL', left));
          expect(balanceOf(account, 'USDT').locked).toBe(need('BUY', (order) => (left(order) * order.limit) / unit));
        }
      }),
    );
  });

  test('never lets an account trade with itself', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { exchange, accounts, seen } = setUp();
        for (const step of list) run(exchange, accounts, seen, step);
        for (const { buyer, seller } of seen.trades) expect(buyer.account).not.toBe(seller.account);
      }),
    );
  });

  test('trades after a pause what waited, in the order in which it came, and nothing during it', () => {
    fc.assert(
      fc.property(steps, steps, (before, during) => {
        const { exchange, accounts, seen } = setUp();
        for (const step of before) run(exchange, accounts, seen, step);
        const traded = seen.trades.length;
        exchange.pause();
        for (const step of during) run(exchange, accounts, seen, step);
        expect(seen.trades).toHaveLength(traded);
        exchange.resume();
        const takers = seen.trades
          .slice(traded)
          .map(({ buyer, seller, buyerIsMaker }) => (buyerIsMaker ? seller : buyer).orderId);
        expect(takers).toEqual([...takers].sort((one, other) => one - other));
        const { bids, asks } = exchange.book(symbol);
        const [bid, ask] = [bids.at(-1), asks.at(-1)];
        if (bid !== undefined && ask !== undefined) expect(bid.price).toBeLessThan(ask.price);
      }),
    );
  });
});
