/**
 * The venue's admin port: what the harness may see and steer. The engine never gets its address.
 *
 * GET  /status            → venueStatus
 * POST /matching/pause    orders and cancels are still taken, nothing trades and the simulated market stands still → 204
 * POST /matching/resume   → 204
 * POST /holds             body holdRequest → 201 {id}; the next matching requests are held at that point
 * GET  /holds             → array of holdState
 * POST /holds/:id/release → 204; held requests go on
 */
import { z } from 'zod';
import { venueBounds } from './engine.ts';

export const venueStatus = z.object({
  venue: z.string(),
  monoNs: z.string(),
  ledger: z.object({ file: z.string(), rows: z.number().int() }),
  matching: z.enum(['running', 'paused']),
  /** Trading accounts only, not the simulated market. */
  orders: z.object({
    accepted: z.number().int(),
    open: z.number().int(),
    openBySymbol: z.record(z.string(), z.number().int()),
  }),
  fills: z.number().int(),
  fillsBySymbol: z.record(z.string(), z.number().int()),
  marketTrades: z.number().int(),
  userStreams: z.number().int(),
  market: z.object({ source: z.enum(['seeded', 'recorded']), recordedLeft: z.number().int() }),
});
export type VenueStatus = z.infer<typeof venueStatus>;

export const holdRequest = z.object({
  /** e.g. `POST /api/v3/order`. */
  operation: z.string(),
  symbol: z.string().optional(),
  point: z.enum(['on-receipt', 'before-reply', 'after-fill']),
  count: z.number().int().positive().default(1),
});
export const holdState = z.object({
  id: z.string(),
  operation: z.string(),
  point: z.enum(['on-receipt', 'before-reply', 'after-fill']),
  count: z.number().int(),
  held: z.array(z.object({ request: z.string(), clientOrderId: z.string().nullable(), monoNs: z.string() })),
  released: z.boolean(),
});

/** What `muster venue` announces when it is ready (one JSON line on standard output with `--json`, and over IPC). */
export const venueReady = z.object({
  type: z.literal('ready'),
  venue: z.string(),
  /** `http://127.0.0.1:PORT`: REST, `/ws-api/v3`, `/ws`, `/stream`. */
  url: z.string(),
  adminUrl: z.string(),
  ledger: z.string(),
  symbols: z.array(z.string()),
  apiKey: z.string(),
  apiSecret: z.string(),
  bounds: venueBounds,
});
export type VenueReady = z.infer<typeof venueReady>;
