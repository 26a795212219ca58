/**
 * A journal directory as text, the way an engine hands it to an auditor: `muster inspect DIR --export ndjson`, one row a
 * journal entry. The harness reads journals only through this, so that any engine can be drilled alike; it interprets
 * the rows below and carries all others.
 */
import { z } from 'zod';
import { cursor } from './engine.ts';

const base = z.object({
  sequence: z.string(),
  epoch: z.number().int(),
  timeUs: z.number(),
  /** Monotonic time at which the sync that made the entry durable had returned, as the next batch states it; null when none follows. */
  durableMonoNs: z.string().nullable(),
});
const key = { venue: z.string(), symbol: z.string(), clientOrderId: z.string() };

export const intentRow = base.extend({
  type: z.literal('intent'),
  ...key,
  side: z.enum(['BUY', 'SELL']),
  price: z.string(),
  quantity: z.string(),
  timestampMs: z.number(),
  recvWindowMs: z.number(),
  decision: z.number(),
});
export const outcomeRow = base.extend({
  type: z.enum(['accepted', 'rejected', 'unknown', 'never-reached']),
  ...key,
});
export const orderRow = base.extend({ type: z.literal('order'), ...key, status: z.string() });
export const fillRow = base.extend({
  type: z.literal('fill'),
  ...key,
  tradeId: z.number().int(),
  side: z.enum(['BUY', 'SELL']),
  price: z.string(),
  quantity: z.string(),
});
export const adjustmentRow = base.extend({
  type: z.literal('adjustment'),
  venue: z.string(),
  asset: z.string(),
  delta: z.string(),
  reason: z.string(),
});
export const resumedRow = base.extend({
  type: z.literal('resumed'),
  scope: z.enum(['start', 'session']),
  venues: z.array(z.string()),
  economicHash: z.string(),
  cursors: z.record(z.string(), cursor),
});
/** Any other entry: carried, not interpreted. */
export const otherRow = base.extend({ type: z.string() }).loose();

export const journalRow = z.union([intentRow, outcomeRow, orderRow, fillRow, adjustmentRow, resumedRow, otherRow]);
export type IntentRow = z.infer<typeof intentRow>;
export type OutcomeRow = z.infer<typeof outcomeRow>;
export type OrderRow = z.infer<typeof orderRow>;
export type FillRow = z.infer<typeof fillRow>;
export type AdjustmentRow = z.infer<typeof adjustmentRow>;
export type ResumedRow = z.infer<typeof resumedRow>;
export type OtherRow = z.infer<typeof otherRow>;

/** The last line of an export: what the directory was found to be, and the hash of the state at its durable head. */
export const journalEnd = z.object({
  type: z.literal('end'),
  sequence: z.string(),
  entries: z.number().int(),
  stateHash: z.string(),
  economicHash: z.string(),
});
export type JournalEnd = z.infer<typeof journalEnd>;
