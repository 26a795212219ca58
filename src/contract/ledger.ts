/**
 * The truth ledger: a venue's append-only NDJSON file of every request it received and everything that happened, in
 * one order (`n` from 1 without gaps). Engines cannot see it; the checks judge by it alone. Amounts are decimal text.
 *
 * Book activity of the simulated market itself (account `market`) is not listed order by order, only by its trades.
 */
import { z } from 'zod';
import { venueBounds } from './engine.ts';

const base = z.object({
  n: z.number().int().positive(),
  /** Monotonic nanoseconds when the row was made (for a request: when it was received). */
  monoNs: z.string(),
  wallMs: z.number(),
});
const side = z.enum(['BUY', 'SELL']);

/** First row: the venue and its rules. */
export const openRow = base.extend({
  kind: z.literal('open'),
  venue: z.string(),
  seed: z.number().int(),
  bounds: venueBounds,
  symbols: z.array(
    z.object({ symbol: z.string(), base: z.string(), quote: z.string(), tick: z.string(), step: z.string() }),
  ),
  /** Starting balances of every trading account. */
  accounts: z.array(
    z.object({ account: z.string(), balances: z.array(z.object({ asset: z.string(), total: z.string() })) }),
  ),
});
export const connectionRow = base.extend({
  kind: z.literal('connection'),
  connection: z.number().int(),
  action: z.enum(['opened', 'closed']),
});
/** A request as received, before anything looked at it. `id` is the uuid answered in `x-mbx-uuid` (REST) or the client's own id (WebSocket API). */
export const requestRow = base.extend({
  kind: z.literal('request'),
  id: z.string(),
  connection: z.number().int(),
  transport: z.enum(['rest', 'ws-api']),
  /** e.g. `POST /api/v3/order`, `userDataStream.subscribe.signature`. */
  operation: z.string(),
  /** API key, null when unsigned. The ledger's sender. */
  sender: z.string().nullable(),
  account: z.string().nullable(),
  symbol: z.string().nullable(),
  clientOrderId: z.string().nullable(),
  /** All parameters as received, except the signature. */
  params: z.record(z.string(), z.string()),
});
/** The outcome of a request and whether it was really sent. Its `n` is the ledger position the answer speaks for. */
export const answerRow = base.extend({
  kind: z.literal('answer'),
  id: z.string(),
  operation: z.string(),
  symbol: z.string().nullable(),
  /** HTTP status (or the `status` of a WebSocket API reply). */
  status: z.number().int(),
  /** Binance error code, null on success. */
  code: z.number().int().nullable(),
  delivered: z.enum(['sent', 'withheld', 'connection-gone']),
});
/** A state change of an account's order. */
export const orderRow = base.extend({
  kind: z.literal('order'),
  change: z.enum(['accepted', 'traded', 'canceled', 'expired']),
  account: z.string(),
  sender: z.string(),
  /** Request that placed it. */
  requestId: z.string(),
  orderId: z.number().int(),
  clientOrderId: z.string(),
  symbol: z.string(),
  side,
  price: z.string(),
  quantity: z.string(),
  executed: z.string(),
  status: z.enum(['NEW', 'PARTIALLY_FILLED', 'FILLED', 'CANCELED', 'EXPIRED']),
});
const tradeSide = z.object({
  account: z.string(),
  orderId: z.number().int(),
  clientOrderId: z.string(),
  commission: z.string(),
  commissionAsset: z.string(),
});
export const tradeRow = base.extend({
  kind: z.literal('trade'),
  tradeId: z.number().int(),
  symbol: z.string(),
  price: z.string(),
  quantity: z.string(),
  buyer: tradeSide,
  seller: tradeSide,
  buyerIsMaker: z.boolean(),
});
/** Balances of one account after the happening just before it; only the assets that changed. */
export const balanceRow = base.extend({
  kind: z.literal('balance'),
  account: z.string(),
  balances: z.array(z.object({ asset: z.string(), free: z.string(), locked: z.string() })),
});
/** A user-stream event, made in this place of the order. `eventId` is the execution id `I` of an executionReport, else null. */
export const eventRow = base.extend({
  kind: z.literal('event'),
  account: z.string(),
  event: z.string(),
  eventId: z.string().nullable(),
  symbol: z.string().nullable(),
  clientOrderId: z.string().nullable(),
  /** Connections it was written to; empty when nobody was subscribed. */
  connections: z.array(z.number().int()),
});
/** Something the harness told the venue through the admin port. */
export const controlRow = base.extend({
  kind: z.literal('control'),
  action: z.string(),
  detail: z.record(z.string(), z.string()),
});

export const ledgerRow = z.discriminatedUnion('kind', [
  openRow,
  connectionRow,
  requestRow,
  answerRow,
  orderRow,
  tradeRow,
  balanceRow,
  eventRow,
  controlRow,
]);
export type LedgerRow = z.infer<typeof ledgerRow>;
export type LedgerRowOf<Kind extends LedgerRow['kind']> = Extract<LedgerRow, { kind: Kind }>;
/** A row before the ledger gave it its place. */
export type NewLedgerRow = LedgerRow extends infer Row
  ? Row extends LedgerRow
    ? Omit<Row, 'n' | 'monoNs' | 'wallMs'>
    : never
  : never;
