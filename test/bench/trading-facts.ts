import type { Fact } from '../../src/core/records.ts';

/** When the `number`th fact happened: a thousand a second. */
export const tradingTimeMs = (number: number) => 1_700_000_000_000 + number;

/** The `number`th fact of an endless day of making markets: intent, reply, picture, fill with its picture, in turn over three symbols. */
export function tradingFact(number: number): Fact {
  const orderNumber = Math.floor(number / 5) + 1;
  const symbol = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'][orderNumber % 3] ?? 'BTCUSDT';
  const key = {
    venue: orderNumber % 2 === 0 ? 'alpha' : 'beta',
    symbol,
    clientOrderId: flat(`m1700000000-${orderNumber}`),
  };
  const terms = {
    side: orderNumber % 4 < 2 ? ('BUY' as const) : ('SELL' as const),
    price: 3_943_248_000_000n,
    quantity: 500_000n,
  };
  const eventId = flat(String(number));
  switch (number % 5) {
    case 0:
      return {
        type: 'intent',
        ...key,
        ...terms,
        orderType: 'LIMIT_MAKER',
        timestampMs: 1_700_000_000_000,
        recvWindowMs: 1000,
        decision: orderNumber,
      };
    case 1:
      return { type: 'accepted', ...key, venueOrderId: orderNumber };
    case 2:
      return {
        type: 'order',
        ...key,
        ...terms,
        venueOrderId: orderNumber,
        executed: 0n,
        status: 'NEW',
        source: 'stream',
        eventId,
      };
    case 3:
      return {
        type: 'order',
        ...key,
        ...terms,
        venueOrderId: orderNumber,
        executed: 500_000n,
        status: 'FILLED',
        source: 'stream',
        eventId,
      };
    default:
      return {
        type: 'fill',
        ...key,
        ...terms,
        tradeId: orderNumber,
        venueOrderId: orderNumber,
        commission: 500n,
        commissionAsset: 'USDT',
        tradeTimeMs: tradingTimeMs(number),
        maker: true,
        source: 'stream',
        eventId,
      };
  }
}

/** The `number`th place up to which a venue was read: the fact whose application costs least. */
export function cursorFact(number: number): Fact {
  return { type: 'cursor', venue: 'alpha', cursor: { kind: 'event', id: flat(String(1_000_000_000_000 + number)) } };
}

/** The `number`th open order: intent, then reply, then picture. */
export function openOrderFacts(number: number): readonly Fact[] {
  const key = { venue: 'alpha', symbol: 'BTCUSDT', clientOrderId: flat(`m1500000000-${number}`) };
  const terms = { side: 'BUY' as const, price: 3_943_248_000_000n, quantity: 500_000n };
  const signed = { orderType: 'LIMIT_MAKER' as const, timestampMs: 1_700_000_000_000, recvWindowMs: 1000, decision: 1 };
  const venueOrderId = number + 1;
  return [
    { type: 'intent', ...key, ...terms, ...signed },
    { type: 'accepted', ...key, venueOrderId },
    { type: 'order', ...key, ...terms, venueOrderId, executed: 0n, status: 'NEW', source: 'stream' },
  ];
}

/** The same text in one piece, as it comes from the wire; V8 puts a template together only when it is first read. */
const flat = (text: string) => Buffer.from(text).toString('latin1');
