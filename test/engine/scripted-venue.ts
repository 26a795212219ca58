import { parseAmount } from '../../src/common/amount.ts';
import { errorCode, type Reply } from '../../src/engine/gateway/reply.ts';
import type { RestClient } from '../../src/engine/gateway/rest-client.ts';
import type { OrderView, TradeView } from '../../src/engine/gateway/wire.ts';

export type ScriptedRest = Pick<
  RestClient,
  'time' | 'orderByClientId' | 'orderById' | 'cancel' | 'myTrades' | 'openOrders' | 'allOrders'
>;

/** A venue in memory: what it knows is data, and every request it got is written down. */
export class ScriptedVenue implements ScriptedRest {
  nowMs = 0;
  orders: OrderView[] = [];
  trades: TradeView[] = [];
  /** Answers for the next cancels instead of the venue's own. */
  cancelReplies: Reply<unknown>[] = [];
  /** Called before each request is answered. */
  onRequest: (request: string) => void = () => {};
  readonly requests: string[] = [];

  async time() {
    return this.#answer('time', this.nowMs);
  }

  async orderByClientId(_symbol: string, clientOrderId: string) {
    this.#note(`order ${clientOrderId}`);
    return found(this.orders.find((order) => order.clientOrderId === clientOrderId));
  }

  async orderById(_symbol: string, orderId: number) {
    this.#note(`order ${orderId}`);
    return found(this.orders.find((order) => order.orderId === orderId));
  }

  async cancel(_symbol: string, clientOrderId: string): Promise<Reply<unknown>> {
    this.#note(`cancel ${clientOrderId}`);
    return this.cancelReplies.shift() ?? refused(errorCode.cancelRejected, 'Unknown order sent.');
  }

  async openOrders() {
    return this.#answer(
      'openOrders',
      this.orders.filter(({ status }) => status === 'NEW' || status === 'PARTIALLY_FILLED'),
    );
  }

  async allOrders(_symbol: string, fromOrderId: number) {
    return this.#answer(
      `allOrders ${fromOrderId}`,
      this.orders.filter(({ orderId }) => orderId >= fromOrderId),
    );
  }

  async myTrades(_symbol: string, fromTradeId: number) {
    return this.#answer(`myTrades ${fromTradeId}`, this.trades.filter(({ id }) => id >= fromTradeId).slice(0, 1000));
  }

  #answer<Value>(request: string, value: Value): Reply<Value> {
    this.#note(request);
    return { kind: 'ok', value };
  }

  #note(request: string): void {
    this.requests.push(request);
    this.onRequest(request);
  }
}

export function refused(code: number, message: string, status = 400): Reply<never> {
  return { kind: 'refused', status, code, message };
}

function found(order: OrderView | undefined): Reply<OrderView> {
  return order === undefined ? refused(errorCode.noSuchOrder, 'Order does not exist.') : { kind: 'ok', value: order };
}

export function orderView(orderId: number, clientOrderId: string, change: Partial<OrderView> = {}): OrderView {
  return {
    symbol: 'BTCUSDT',
    orderId,
    clientOrderId,
    side: 'BUY',
    price: parseAmount('100'),
    origQty: parseAmount('2'),
    executedQty: 0n,
    status: 'NEW',
    ...change,
  };
}

export function tradeView(id: number, orderId: number): TradeView {
  return {
    id,
    orderId,
    symbol: 'BTCUSDT',
    price: parseAmount('100'),
    qty: parseAmount('1'),
    commission: parseAmount('0.001'),
    commissionAsset: 'BTC',
    time: 5,
    isBuyer: true,
    isMaker: true,
  };
}
