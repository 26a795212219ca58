/**
 * What an engine shows the world: its environment, its exit statuses and its three read-only resources. The reference
 * engine serves all of it (level L3); a foreign engine may serve less and is judged by less. Amounts are decimal text.
 */
import { z } from 'zod';

/** Exit statuses of an engine that mean something to its supervisor. A restart follows none of the last three. */
export const engineExit = { stopped: 0, failed: 1, writeFailed: 20, directoryRefused: 21, livePeer: 22 } as const;
export const engineExitsWithoutRestart: readonly number[] = [
  engineExit.writeFailed,
  engineExit.directoryRefused,
  engineExit.livePeer,
];

/** Whether a file of the reference engine's data directory is a checkpoint of a recent generation; their names sort by position. */
export function isCheckpointFile(name: string): boolean {
  return /(^|\/)checkpoint-\d+\.mcp$/.test(name);
}

/** Sequence of the last journal entry a checkpoint of a recent generation holds. */
export function checkpointSequence(name: string): bigint {
  return BigInt(/checkpoint-(\d+)\.mcp$/.exec(name)?.[1] ?? 0);
}

/** A checkpoint that is being written: it counts only once it has been renamed. */
export const unfinishedCheckpoint = /^checkpoint-\d+\.mcp\.tmp$/;

/** Whether a file is a copy of the base checkpoint, at the start of the retained journal. */
export function isBaseCheckpointFile(name: string): boolean {
  return /(^|\/)base-\d+-[ab]\.mcp$/.test(name);
}

/** Whether a file is a segment of the journal; their names sort by position. */
export function isSegmentFile(name: string): boolean {
  return /(^|\/)journal-\d+\.log$/.test(name);
}

/** Environment of an engine process. */
export const engineEnvironment = {
  /** JSON: {@link venueConnections}. */
  venues: 'MUSTER_VENUES',
  /** Port for `/health`, `/recovery`, `/state` on 127.0.0.1. */
  httpPort: 'MUSTER_HTTP_PORT',
  dataDirectory: 'MUSTER_DATA_DIR',
  /** Optional: size of a journal segment in bytes, for drills that need several in little time. An engine without segments may ignore it. */
  segmentBytes: 'MUSTER_SEGMENT_BYTES',
} as const;

/** Bounds a venue profile declares, in milliseconds: how long after a request's expiry it may still reach the book. */
export const venueBounds = z.object({
  clockSkewMs: z.number().int().nonnegative(),
  matchingDelayMs: z.number().int().nonnegative(),
  readLagMs: z.number().int().nonnegative(),
});
export type VenueBounds = z.infer<typeof venueBounds>;

/** One venue as the engine reaches it: three links, one account, one key. */
export const venueConnection = z.object({
  name: z.string().min(1),
  /** e.g. `http://127.0.0.1:21001`: signed REST below `/api/v3`. */
  orderEntryUrl: z.string(),
  /** e.g. `ws://127.0.0.1:21002/ws-api/v3`. */
  userStreamUrl: z.string(),
  /** e.g. `ws://127.0.0.1:21003`: `/stream?streams=…`. */
  marketDataUrl: z.string(),
  apiKey: z.string().min(1),
  apiSecret: z.string().min(1),
  symbols: z.array(z.string().min(1)).min(1),
  bounds: venueBounds,
});
export type VenueConnection = z.infer<typeof venueConnection>;
export const venueConnections = z.array(venueConnection).min(1);

const monotonicNs = z.string().regex(/^\d+$/);
const amount = z.string().regex(/^-?\d+(\.\d+)?$/);

/** Something a person should look at: told once, in the order of `number` from 1 in each incarnation. */
export const engineAlert = z.object({
  number: z.number().int().positive(),
  code: z.string().min(1),
  text: z.string(),
  /** When the engine noticed it. */
  monoNs: monotonicNs,
});
export type EngineAlert = z.infer<typeof engineAlert>;

/**
 * What an engine may send over its IPC channel, where it has one, before it ends by itself: why, and what its health
 * showed last. Its supervisor tells both.
 */
export const engineLastWords = z.object({
  type: z.literal('ended'),
  reason: z.string(),
  alerts: z.array(engineAlert),
});
export type EngineLastWords = z.infer<typeof engineLastWords>;

/** `GET /health`: 200 while the process lives and its loop turns. */
export const engineHealth = z.object({
  status: z.enum(['recovering', 'trading', 'stopping']),
  pid: z.number().int(),
  incarnation: z.string(),
  epoch: z.number().int().nullable(),
  version: z.string(),
  /** The newest alerts of this incarnation, ascending; an engine without alerts may leave it out. */
  alerts: z.array(engineAlert).default([]),
});
export type EngineHealth = z.infer<typeof engineHealth>;

export const recoveryPhaseNames = ['assess', 'recover', 'reconcile', 'validate', 'resume'] as const;
export const recoveryPhase = z.object({
  name: z.enum(recoveryPhaseNames),
  startedMonoNs: monotonicNs,
  endedMonoNs: monotonicNs.nullable(),
  detail: z.string(),
});

/** Where a venue's ordered source had been followed to: see the ledger's `event` and `answer` rows. */
export const cursor = z.object({ kind: z.enum(['event', 'reply']), id: z.string() });
export type StreamCursor = z.infer<typeof cursor>;

export const gate = z.object({
  /** Group and box in the words of the pre-restart checklist. */
  group: z.string(),
  box: z.string(),
  status: z.enum(['green', 'red', 'not assessed']),
  evidence: z.string(),
});
export type Gate = z.infer<typeof gate>;

export const resumedPoint = z.object({
  sequence: z.string(),
  monoNs: monotonicNs,
  economicHash: z.string(),
  cursors: z.record(z.string(), cursor),
});

/** One recovery: of the whole engine at its start, or of one venue's session after a disconnect. */
export const recovery = z.object({
  scope: z.enum(['start', 'session']),
  venues: z.array(z.string()),
  /** What the start found: `first` an empty directory, `clean` a clean marker, `crash` neither. Null for a session. */
  previousEnd: z.enum(['first', 'clean', 'crash']).nullable(),
  /** Session only: when the loss of a link was noticed. */
  detectedMonoNs: monotonicNs.nullable(),
  phases: z.array(recoveryPhase),
  gates: z.array(gate),
  instruments: z.array(
    z.object({
      venue: z.string(),
      symbol: z.string(),
      stage: z.enum(['cancel-only', 'full']),
      sinceMonoNs: monotonicNs,
      /** Why it is held in cancel-only; null in full. */
      hold: z.string().nullable(),
    }),
  ),
  /** Unknown orders resolved during it, with the wait their expiries forced, in milliseconds. */
  unknownOrders: z.object({ resolved: z.number().int(), waitedMs: z.number() }),
  resumed: resumedPoint.nullable(),
});
export type Recovery = z.infer<typeof recovery>;

/** `GET /recovery`. */
export const engineRecovery = z.object({
  incarnation: z.string(),
  startedMonoNs: monotonicNs,
  checkpointUsed: z.object({ file: z.string(), sequence: z.string(), fallbackDepth: z.number().int() }).nullable(),
  refused: z.array(z.object({ file: z.string(), offset: z.number().int(), reason: z.string() })),
  tornTail: z.object({ file: z.string(), offset: z.number().int(), bytes: z.number().int() }).nullable(),
  replayedEntries: z.number().int(),
  /** The newest last. */
  recoveries: z.array(recovery),
});
export type EngineRecovery = z.infer<typeof engineRecovery>;

const openOrder = z.object({
  venue: z.string(),
  symbol: z.string(),
  clientOrderId: z.string(),
  venueOrderId: z.number().int(),
  side: z.enum(['BUY', 'SELL']),
  price: amount,
  quantity: amount,
  executed: amount,
});
const fill = z.object({
  venue: z.string(),
  symbol: z.string(),
  tradeId: z.number().int(),
  clientOrderId: z.string(),
  side: z.enum(['BUY', 'SELL']),
  price: amount,
  quantity: amount,
  commission: amount,
  commissionAsset: z.string(),
});

/**
 * `GET /state` (now) and `GET /state?at=resumed` (as captured with the last `resumed` record; 404 before the first).
 * Answered only once the durable sequence covers it. Its orders, fills and balances are exact at `cursors`.
 */
export const engineState = z.object({
  incarnation: z.string(),
  epoch: z.number().int().nullable(),
  sequence: z.string(),
  monoNs: monotonicNs,
  stateHash: z.string(),
  economicHash: z.string(),
  cursors: z.record(z.string(), cursor),
  positions: z.array(
    z.object({
      venue: z.string(),
      symbol: z.string(),
      /** Bought less sold in base units since the directory's baseline, before commission. */
      quantity: amount,
      realisedPnl: amount,
    }),
  ),
  balances: z.array(z.object({ venue: z.string(), asset: z.string(), free: amount, locked: amount })),
  openOrders: z.array(openOrder),
  /** Intents without a known outcome: not yet acknowledged, or unknown. */
  pendingOrders: z.array(
    z.object({
      venue: z.string(),
      symbol: z.string(),
      clientOrderId: z.string(),
      expiryMs: z.number(),
      outcome: z.enum(['sent', 'accepted', 'unknown']),
    }),
  ),
  fills: z.array(fill),
});
export type EngineState = z.infer<typeof engineState>;
