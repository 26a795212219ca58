/** The orders of one venue under rule 2. Each holds its own instrument until it is settled; all run at the same time. */
import type { Order } from '../../core/state.ts';
import type { FactLog } from '../fact-log.ts';
import { type ResolverPorts, resolveUnknown, type UnknownOrder } from './resolve-unknown.ts';

export interface UnknownOrdersOptions {
  readonly log: FactLog;
  portsFor(symbol: string): Omit<ResolverPorts, 'pause'>;
  after(delayMs: number, callback: () => void): () => void;
  monotonicMs(): number;
  settled(order: UnknownOrder, waitedMs: number): void;
}

export class UnknownOrders {
  readonly #options: UnknownOrdersOptions;
  /** By client order id: how to give the attempt up. */
  readonly #running = new Map<string, () => void>();

  constructor(options: UnknownOrdersOptions) {
    this.#options = options;
  }

  /** Takes an order up; one already taken up is left as it is. */
  take(order: UnknownOrder): void {
    if (!this.#running.has(order.clientOrderId)) void this.#resolve(order);
  }

  has(clientOrderId: string): boolean {
    return this.#running.has(clientOrderId);
  }

  /** The session is gone: the orders stay unknown in the journal and are taken up again after reconciliation. */
  giveUp(): void {
    const running = [...this.#running.values()];
    this.#running.clear();
    for (const abandon of running) abandon();
  }

  async #resolve(order: UnknownOrder): Promise<void> {
    const { log, portsFor, after, monotonicMs, settled } = this.#options;
    const startedMs = monotonicMs();
    let over = false;
    let wake: () => void = () => {};
    const pause = (delayMs: number) =>
      new Promise<void>((resolve, reject) => {
        if (over) return reject(new Error('the attempt is over'));
        const cancelTimer = after(delayMs, resolve);
        wake = () => {
          cancelTimer();
          reject(new Error('the attempt is over'));
        };
      });
    this.#running.set(order.clientOrderId, () => {
      over = true;
      wake();
    });
    try {
      const facts = await resolveUnknown(order, { ...portsFor(order.symbol), pause });
      if (over) return;
      this.#running.delete(order.clientOrderId);
      log.record(facts);
      settled(order, monotonicMs() - startedMs);
    } catch (error) {
      if (!over) throw error;
    }
  }
}

/** An order as rule 2 needs it. An order no intent of ours announced has no expiry to wait for: it was seen, so it is not unknown. */
export function asUnknown(order: Order): UnknownOrder | null {
  const { venue, symbol, clientOrderId, intent } = order;
  if (intent === null) return null;
  return { venue, symbol, clientOrderId, timestampMs: intent.timestampMs, recvWindowMs: intent.recvWindowMs };
}
