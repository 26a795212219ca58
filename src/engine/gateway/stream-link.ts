/**
 * Keeps one WebSocket link up: connects, notices its loss, connects again with jittered backoff. A link is lost when
 * the socket closes, when it does not open in time, or when it is silent although heartbeats are sent: a half-open
 * connection never says that it is gone. A lost socket is abandoned, its close never awaited.
 */
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Socket, SocketTransport } from '../../ports/transport.ts';
import { monotonicMs } from './venue-time.ts';

export interface StreamLinkOptions {
  readonly url: string;
  readonly connect: SocketTransport;
  readonly clock: Clock;
  readonly random: Random;
  readonly timing: LinkTiming;
  /** A request the peer answers, so that a live link is never silent. */
  heartbeat(): string;
  opened(): void;
  message(text: string): void;
  /** The link had opened and is gone; the next `opened` follows by itself. */
  lost(reason: string): void;
}

export interface LinkTiming {
  readonly connectTimeoutMs: number;
  readonly heartbeatMs: number;
  readonly silenceMs: number;
  readonly backoffMs: { readonly first: number; readonly cap: number };
}

/** A dead link is noticed within 1.5 s even when half-open; the longest pause between two attempts is one second. */
export const defaultLinkTiming: LinkTiming = {
  connectTimeoutMs: 1000,
  heartbeatMs: 500,
  silenceMs: 1500,
  backoffMs: { first: 50, cap: 1000 },
};

export class StreamLink {
  readonly #options: StreamLinkOptions;
  #socket: Socket | null = null;
  #open = false;
  #stopped = false;
  #failures = 0;
  #heardMs = 0;
  #cancelTimer: () => void = () => {};

  constructor(options: StreamLinkOptions) {
    this.#options = options;
  }

  start(): void {
    this.#connect();
  }

  get isOpen(): boolean {
    return this.#open;
  }

  send(text: string): void {
    if (this.#open) this.#socket?.send(text);
  }

  /** Gives the present connection up, for a reason seen elsewhere (a refused subscription), and connects again. */
  drop(reason: string): void {
    if (!this.#stopped && this.#socket !== null) this.#lose(reason);
  }

  stop(): void {
    this.#stopped = true;
    this.#open = false;
    this.#cancelTimer();
    this.#socket?.abandon();
    this.#socket = null;
  }

  #connect(): void {
    const { url, connect, clock, timing } = this.#options;
    this.#timer(timing.connectTimeoutMs, () => this.#lose(`did not open within ${timing.connectTimeoutMs} ms`));
    this.#socket = connect(url, {
      opened: () => {
        this.#open = true;
        this.#heardMs = monotonicMs(clock);
        this.#timer(timing.heartbeatMs, () => this.#beat());
        this.#options.opened();
      },
      message: (text) => {
        this.#heardMs = monotonicMs(clock);
        this.#failures = 0;
        this.#options.message(text);
      },
      closed: (reason) => this.#lose(reason),
    });
  }

  #beat(): void {
    const { clock, timing, heartbeat } = this.#options;
    const silentMs = monotonicMs(clock) - this.#heardMs;
    if (silentMs > timing.silenceMs) {
      this.#lose(`silent for ${Math.round(silentMs)} ms`);
      return;
    }
    this.#socket?.send(heartbeat());
    this.#timer(timing.heartbeatMs, () => this.#beat());
  }

  #lose(reason: string): void {
    const wasOpen = this.#open;
    this.#open = false;
    this.#socket?.abandon();
    this.#socket = null;
    this.#failures += 1;
    const { backoffMs } = this.#options.timing;
    this.#timer(backoffDelayMs(this.#failures, backoffMs, this.#options.random), () => this.#connect());
    if (wasOpen) this.#options.lost(reason);
  }

  /** One timer at a time: waiting to open, to beat, or to connect again. */
  #timer(delayMs: number, callback: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#stopped ? () => {} : this.#options.clock.after(delayMs, callback);
  }
}

/** Doubles from `first` up to `cap`, and takes a random half of it: many clients never return in step. */
export function backoffDelayMs(
  failures: number,
  bounds: { readonly first: number; readonly cap: number },
  random: Random,
): number {
  const fullMs = Math.min(bounds.cap, bounds.first * 2 ** Math.min(failures - 1, 20));
  return fullMs / 2 + (fullMs / 2) * random.next();
}
