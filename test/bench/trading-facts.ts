import type { Fact } from '../../src/core/records.ts';

/** The `number`th fact of an endless day of making markets: intent, reply, picture, fill with its picture, in turn over three symbols. */
export function tradingFact(number: number): Fact {
  const orderNumber = Math.floor(number / 5) + 1;
  const symbol = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'][orderNumber % 3] ?? 'BTCUSDT';
  const key = { venue: orderNumber % 2 === 0 ? 'alpha' : 'beta', symbol, clientOrderId: `m1700000000-${orderNumber}` };
  const terms = {
    side: orderNumber % 4 < 2 ? ('BUY' as const) : ('SELL' as const),
    price: 3_943_248_000_000n,
    quantity: 500_000n,
  };
  const eventId = String(number);
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
        tradeTimeMs: 1_700_000_000_000,
        maker: true,
        source: 'stream',
        eventId,
      };
  }
}
