/**
 * Request weight per minute and unfilled orders per ten seconds, in fixed windows of the venue's clock. An order's
 * first fill takes it off the count again, so that a quoting engine whose orders trade is not throttled.
 */
import { wireErrors } from './errors.ts';

export const limits = { weightPerMinute: 6000, weightBeforeBan: 6600, ordersPer10Seconds: 1000 } as const;

const minuteMs = 60_000;
const tenSecondsMs = 10_000;

interface Window {
  startMs: number;
  count: number;
}

export class RateLimits {
  readonly #weight: Window = { startMs: 0, count: 0 };
  readonly #orders = new Map<string, Window>();

  /** Counts a request and refuses it above the limit: 429 first, 418 for whoever goes on. */
  useWeight(weight: number, nowMs: number): void {
    const window = this.#weight;
    roll(window, minuteMs, nowMs);
    window.count += weight;
    const untilMs = window.startMs + minuteMs;
    const retrySeconds = Math.ceil((untilMs - nowMs) / 1000);
    if (window.count > limits.weightBeforeBan) throw wireErrors.banned(untilMs, retrySeconds);
    if (window.count > limits.weightPerMinute) throw wireErrors.weight(limits.weightPerMinute, retrySeconds);
  }

  usedWeight(nowMs: number): number {
    roll(this.#weight, minuteMs, nowMs);
    return this.#weight.count;
  }

  checkOrder(account: string, nowMs: number): void {
    const window = this.#ordersOf(account, nowMs);
    if (window.count < limits.ordersPer10Seconds) return;
    const retrySeconds = Math.ceil((window.startMs + tenSecondsMs - nowMs) / 1000);
    throw wireErrors.orderRate(limits.ordersPer10Seconds, retrySeconds);
  }

  countOrder(account: string, nowMs: number): void {
    this.#ordersOf(account, nowMs).count += 1;
  }

  noteFirstFill(account: string, nowMs: number): void {
    const window = this.#ordersOf(account, nowMs);
    window.count = Math.max(0, window.count - 1);
  }

  orderCount(account: string, nowMs: number): number {
    return this.#ordersOf(account, nowMs).count;
  }

  #ordersOf(account: string, nowMs: number): Window {
    const window = this.#orders.get(account) ?? { startMs: 0, count: 0 };
    this.#orders.set(account, window);
    roll(window, tenSecondsMs, nowMs);
    return window;
  }
}

function roll(window: Window, lengthMs: number, nowMs: number): void {
  const startMs = Math.floor(nowMs / lengthMs) * lengthMs;
  if (startMs === window.startMs) return;
  window.startMs = startMs;
  window.count = 0;
}
