import type { Amount } from '../../../src/common/amount.ts';
import type { Account } from '../accounts/account.ts';
import type { Instrument } from '../instruments.ts';
import type { Exchange } from '../matching/exchange.ts';
import type { Order, Side, TimeInForce } from '../matching/order.ts';

/** Places and cancels orders of the account `market`, whose balances have no end and whose orders may meet each other. */
export class MarketTrader {
  readonly #exchange: Exchange;
  readonly #account: Account;
  #lastId = 0;

  constructor(exchange: Exchange, account: Account) {
    this.#exchange = exchange;
    this.#account = account;
  }

  place(instrument: Instrument, side: Side, timeInForce: TimeInForce, price: Amount, quantity: Amount): Order {
    this.#lastId += 1;
    const placement = this.#exchange.place({
      account: this.#account,
      symbol: instrument.symbol,
      side,
      type: 'LIMIT',
      timeInForce,
      price,
      quantity,
      clientOrderId: `market-${this.#lastId}`,
      sender: 'market',
      requestId: 'market',
      operation: 'market',
      selfTradePrevention: 'NONE',
    });
    if ('rejected' in placement)
      throw new Error(`Expected the market's order to be accepted, got ${placement.rejected}`);
    return placement.order;
  }

  /** See {@link Exchange.together}. */
  together(commands: () => void): void {
    this.#exchange.together(commands);
  }

  cancel(order: Order): void {
    this.#exchange.cancel(order, order.clientOrderId);
  }
}
