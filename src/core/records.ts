/**
 * The facts a journal holds. A record says what happened or what was decided; replaying all of them in order gives the
 * state again, byte for byte, and sends nothing. Strategy decisions appear as their outcome (intents), never to be re-run.
 *
 * Every amount is an exact integer of 10^-8. Times named `…Ms` are wall milliseconds, UTC.
 */
import type { Amount } from '../common/amount.ts';

export type Side = 'BUY' | 'SELL';
export type Stage = 'cancel-only' | 'full';

/** Where a venue fact was learnt: pushed on the user stream, or fetched by a query during reconciliation or a check. */
export type Source = 'stream' | 'query';

/** Terminal and live states of an order as the venue reports them (Binance words). */
export type VenueOrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'REJECTED' | 'EXPIRED';

/**
 * How far the engine has followed a venue's one ordered source, the user stream: the execution id (`I`) of the last
 * applied event, or the id of the last reply that came through the same socket (a barrier). Both stand in the venue's ledger.
 */
export interface Cursor {
  readonly kind: 'event' | 'reply';
  readonly id: string;
}

interface OrderKey {
  readonly venue: string;
  readonly symbol: string;
  readonly clientOrderId: string;
}

/** The first record of a directory, and again at each change of configuration. */
export interface ConfigurationRecord {
  readonly type: 'configuration';
  /** sha256 hex of the canonical JSON text. */
  readonly hash: string;
  readonly json: string;
}

/** A new leadership term, durable before its first send (design rule 3). */
export interface EpochRecord {
  readonly type: 'epoch';
  readonly epoch: number;
  readonly incarnation: string;
}

/** An order the engine decided on, durable before a byte of it is sent, carrying its own expiry (mechanism 2). */
export interface IntentRecord extends OrderKey {
  readonly type: 'intent';
  readonly side: Side;
  readonly orderType: 'LIMIT' | 'LIMIT_MAKER';
  readonly price: Amount;
  readonly quantity: Amount;
  /** Venue time it is signed with; never re-signed. */
  readonly timestampMs: number;
  readonly recvWindowMs: number;
  /** Groups the intents of one strategy decision. */
  readonly decision: number;
}

/** The reply said yes: the venue's order id is known. The order counts as open only once the ordered source shows it. */
export interface AcceptedRecord extends OrderKey {
  readonly type: 'accepted';
  readonly venueOrderId: number;
}

/** A definitive refusal: the order never reached the book. */
export interface RejectedRecord extends OrderKey {
  readonly type: 'rejected';
  readonly code: number;
  readonly reason: string;
}

/** The outcome of a request is not known (5xx, time-out, dropped socket, missing ack): design rule 2 governs it from here. */
export interface UnknownRecord extends OrderKey {
  readonly type: 'unknown';
  readonly cause: string;
}

/** Rule 2 proved that the order never reached the book. Its id stays a tombstone. */
export interface NeverReachedRecord extends OrderKey {
  readonly type: 'never-reached';
  /** The venue's own time at the proof, after expiry plus the profile's bounds. */
  readonly venueTimeMs: number;
}

/** What the venue says of one of our orders. Idempotent and monotone: an older picture never undoes a newer one. */
export interface OrderRecord extends OrderKey {
  readonly type: 'order';
  readonly venueOrderId: number;
  readonly side: Side;
  readonly price: Amount;
  readonly quantity: Amount;
  readonly executed: Amount;
  readonly status: VenueOrderStatus;
  readonly source: Source;
  /** Present when it came by the stream: becomes the venue's cursor. */
  readonly eventId?: string;
}

/** One trade of one of our orders, keyed by (venue, symbol, trade id). A repeated key is ignored. */
export interface FillRecord extends OrderKey {
  readonly type: 'fill';
  readonly tradeId: number;
  readonly venueOrderId: number;
  readonly side: Side;
  readonly price: Amount;
  readonly quantity: Amount;
  readonly commission: Amount;
  readonly commissionAsset: string;
  readonly tradeTimeMs: number;
  readonly maker: boolean;
  readonly source: Source;
  readonly eventId?: string;
}

/** Balances as the venue shows them. The first one of a venue is the baseline the expected balances start from. */
export interface BalancesRecord {
  readonly type: 'balances';
  readonly venue: string;
  readonly balances: readonly { readonly asset: string; readonly free: Amount; readonly locked: Amount }[];
  readonly source: Source;
}

/** A difference that no fill explains, booked so that expected equals seen; it always comes with an alarm. */
export interface AdjustmentRecord {
  readonly type: 'adjustment';
  readonly venue: string;
  readonly asset: string;
  readonly delta: Amount;
  readonly reason: string;
}

/** The reconciliation barrier of one venue: everything up to this cursor has been applied. */
export interface CursorRecord {
  readonly type: 'cursor';
  readonly venue: string;
  readonly cursor: Cursor;
}

export interface SessionRecord {
  readonly type: 'session';
  readonly venue: string;
  readonly state: 'connected' | 'disconnected';
}

/** Strategy state after a decision batch: opaque text to the core, versioned and hashed with the rest of the state. */
export interface StrategyRecord {
  readonly type: 'strategy';
  readonly decision: number;
  readonly version: number;
  readonly json: string;
}

export interface StageRecord {
  readonly type: 'stage';
  readonly venue: string;
  readonly symbol: string;
  readonly stage: Stage;
  readonly reason: string;
}

export interface AlarmRecord {
  readonly type: 'alarm';
  /** A word such as `checkpoint-fallback`, `venue-ahead`, `unexplained-balance`. */
  readonly code: string;
  readonly text: string;
}

/** Written when the last instrument in scope reached stage `full`: the point where positions, orders and trades are judged. */
export interface ResumedRecord {
  readonly type: 'resumed';
  /** `start` covers every venue; otherwise the one venue whose session was recovered. */
  readonly scope: 'start' | 'session';
  readonly venues: readonly string[];
  readonly economicHash: string;
  readonly cursors: Readonly<Record<string, Cursor>>;
}

/**
 * What the engine counted since its last one: JSON, for whoever reads the journal. The state keeps nothing of it.
 */
export interface MetricsRecord {
  readonly type: 'metrics';
  readonly json: string;
}

/** Forgets fills and ended orders older than a time; what is owned and owed stays as it was (see prune.ts). */
export interface PruneRecord {
  readonly type: 'prune';
  readonly beforeMs: number;
}

/** The clean marker of an orderly stop, or of a directory rebuilt from the venues. Recovery still reconciles. */
export interface StoppedRecord {
  readonly type: 'stopped';
  readonly mode: 'cancel' | 'rebuilt';
}

export type Fact =
  | ConfigurationRecord
  | EpochRecord
  | IntentRecord
  | AcceptedRecord
  | RejectedRecord
  | UnknownRecord
  | NeverReachedRecord
  | OrderRecord
  | FillRecord
  | BalancesRecord
  | AdjustmentRecord
  | CursorRecord
  | SessionRecord
  | StrategyRecord
  | StageRecord
  | AlarmRecord
  | ResumedRecord
  | StoppedRecord
  | MetricsRecord
  | PruneRecord;

export type FactType = Fact['type'];

/** A fact in its place: what the journal stores and the core applies. */
export interface Entry {
  /** Counts from 1 without gaps over the life of the directory. */
  readonly sequence: bigint;
  readonly epoch: number;
  /** Wall microseconds, UTC, when the engine recorded it. */
  readonly timeUs: number;
  readonly fact: Fact;
}
