/** Top of book and trades of a venue's symbols over one combined stream. Carries no orders, so nothing here is journaled. */
import type { Amount } from '../../common/amount.ts';
import { StreamLink, type StreamLinkOptions } from './stream-link.ts';
import { parseJson } from './user-stream.ts';
import { bookTickerEvent, streamMessage, tradeEvent } from './wire.ts';

export interface MarketDataOptions
  extends Pick<StreamLinkOptions, 'connect' | 'clock' | 'random' | 'timing' | 'opened' | 'lost'> {
  /** e.g. `ws://127.0.0.1:21003`. */
  readonly url: string;
  readonly symbols: readonly string[];
  top(symbol: string, bid: Amount, ask: Amount): void;
  traded(symbol: string, trade: { readonly tradeId: number; readonly price: Amount; readonly quantity: Amount }): void;
}

export class MarketData {
  readonly #link: StreamLink;
  #beats = 0;

  constructor(options: MarketDataOptions) {
    const streams = options.symbols.flatMap((symbol) => [
      `${symbol.toLowerCase()}@bookTicker`,
      `${symbol.toLowerCase()}@trade`,
    ]);
    this.#link = new StreamLink({
      ...options,
      url: `${options.url}/stream?streams=${streams.join('/')}`,
      // A market may stand still; the answer to this request shows that the link does not.
      heartbeat: () => JSON.stringify({ method: 'LIST_SUBSCRIPTIONS', id: ++this.#beats }),
      message: (text) => readMarketMessage(text, options),
    });
  }

  start(): void {
    this.#link.start();
  }

  stop(): void {
    this.#link.stop();
  }
}

function readMarketMessage(text: string, options: MarketDataOptions): void {
  const message = streamMessage.safeParse(parseJson(text));
  if (!message.success) return;
  const { stream, data } = message.data;
  if (stream.endsWith('@trade')) {
    const trade = tradeEvent.safeParse(data);
    if (!trade.success) return;
    const { s: symbol, t: tradeId, p: price, q: quantity } = trade.data;
    options.traded(symbol, { tradeId, price, quantity });
  } else {
    const top = bookTickerEvent.safeParse(data);
    if (top.success) options.top(top.data.s, top.data.b, top.data.a);
  }
}
