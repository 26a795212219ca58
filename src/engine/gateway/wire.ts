/** The parts of Binance Spot's replies and events the engine reads. Unknown keys are ignored, wrong ones refused. */
import { z } from 'zod';
import { type Amount, parseAmount } from '../../common/amount.ts';

const amount = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .transform((text): Amount => parseAmount(text));
const side = z.enum(['BUY', 'SELL']);
const status = z
  .enum(['NEW', 'PARTIALLY_FILLED', 'FILLED', 'CANCELED', 'REJECTED', 'EXPIRED', 'EXPIRED_IN_MATCH'])
  .transform((word) => (word === 'EXPIRED_IN_MATCH' ? 'EXPIRED' : word));
const id = z.number().int();

export const errorBody = z.object({ code: z.number().int(), msg: z.string() });
export const serverTime = z.object({ serverTime: z.number() });
export const anything = z.unknown();

export const orderView = z.object({
  symbol: z.string(),
  orderId: id,
  clientOrderId: z.string(),
  side,
  price: amount,
  origQty: amount,
  executedQty: amount,
  status,
});
export type OrderView = z.infer<typeof orderView>;
export const orderViews = z.array(orderView);

export const placedOrder = z.object({ orderId: id, clientOrderId: z.string() });

export const tradeView = z.object({
  id,
  orderId: id,
  symbol: z.string(),
  price: amount,
  qty: amount,
  commission: amount,
  commissionAsset: z.string(),
  time: z.number(),
  isBuyer: z.boolean(),
  isMaker: z.boolean(),
});
export type TradeView = z.infer<typeof tradeView>;
export const tradeViews = z.array(tradeView);

export const accountView = z.object({
  balances: z.array(z.object({ asset: z.string(), free: amount, locked: amount })),
});
export type AccountView = z.infer<typeof accountView>;

/** Of a symbol's rules only its state, tick and step are read. */
export const exchangeInfo = z.object({
  symbols: z.array(
    z.object({
      symbol: z.string(),
      status: z.string(),
      filters: z.array(z.object({ filterType: z.string(), tickSize: amount.optional(), stepSize: amount.optional() })),
    }),
  ),
});
export type ExchangeInfo = z.infer<typeof exchangeInfo>;

export const bookTicker = z.object({ symbol: z.string(), bidPrice: amount, askPrice: amount });

export const executionReport = z.object({
  e: z.literal('executionReport'),
  s: z.string(),
  /** Client order id; on a cancel the order's own is `C`. */
  c: z.string(),
  C: z.string(),
  S: side,
  p: amount,
  q: amount,
  z: amount,
  x: z.string(),
  X: status,
  i: id,
  I: z.union([z.number(), z.string()]),
  l: amount,
  L: amount,
  n: amount,
  N: z.string().nullable(),
  t: id,
  T: z.number(),
  m: z.boolean(),
});
export type ExecutionReport = z.infer<typeof executionReport>;

export const accountPosition = z.object({
  e: z.literal('outboundAccountPosition'),
  B: z.array(z.object({ a: z.string(), f: amount, l: amount })),
});
export type AccountPosition = z.infer<typeof accountPosition>;

/** A message of the WebSocket API: the reply to a request, or an event of a subscription. */
export const userMessage = z.union([
  z.object({ event: z.looseObject({ e: z.string() }) }),
  z.object({
    id: z.union([z.string(), z.number()]).nullable(),
    status: z.number().int(),
    result: z.unknown().optional(),
    error: errorBody.optional(),
  }),
]);

export const streamMessage = z.object({ stream: z.string(), data: z.unknown() });
export const bookTickerEvent = z.object({ s: z.string(), b: amount, a: amount });
export const tradeEvent = z.object({ s: z.string(), t: id, p: amount, q: amount });
