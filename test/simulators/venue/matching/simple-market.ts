import type { Side, TimeInForce } from '../../../../simulators/venue/matching/order.ts';

interface SimpleOrder {
  readonly id: number;
  readonly who: number;
  readonly side: Side;
  readonly ticks: number;
  steps: number;
  open: boolean;
}

export interface SimpleTrade {
  readonly maker: number;
  readonly taker: number;
  readonly ticks: number;
  readonly steps: number;
}

/** An independent model of a book: one list of all orders, searched from the start for every single trade. */
export function simpleMarket() {
  const orders: SimpleOrder[] = [];
  const trades: SimpleTrade[] = [];

  function opposite(taker: SimpleOrder): SimpleOrder[] {
    const sign = taker.side === 'BUY' ? 1 : -1;
    return orders
      .filter((order) => order.open && order.side !== taker.side && sign * (taker.ticks - order.ticks) >= 0)
      .sort((one, other) => sign * (one.ticks - other.ticks) || one.id - other.id);
  }

  function place(who: number, side: Side, ticks: number, steps: number, timeInForce: TimeInForce): void {
    const taker: SimpleOrder = { id: orders.length + 1, who, side, ticks, steps, open: false };
    orders.push(taker);
    const supply = opposite(taker).reduce((sum, order) => sum + order.steps, 0);
    if (timeInForce === 'FOK' && supply < steps) return;
    while (taker.steps > 0) {
      const [maker] = opposite(taker);
      if (maker === undefined) break;
      if (maker.who === who) return;
      const traded = Math.min(taker.steps, maker.steps);
      maker.steps -= traded;
      taker.steps -= traded;
      maker.open = maker.steps > 0;
      trades.push({ maker: maker.id, taker: taker.id, ticks: maker.ticks, steps: traded });
    }
    taker.open = taker.steps > 0 && timeInForce === 'GTC';
  }

  return {
    trades,
    place,
    /** `index` counts orders from zero. */
    cancel(index: number): void {
      const order = orders[index];
      if (order !== undefined) order.open = false;
    },
  };
}
