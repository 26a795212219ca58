/**
 * Everything the engine must still know after a crash: plain mutable data owned by whoever replays a journal.
 *
 * - It follows from the journal alone, and only `apply` changes it.
 * - Orders, tombstones and fills live below their instrument, so no key is ever composed while replaying. A client order
 *   id is never sent twice over all incarnations, so it names one order within its venue and symbol for good.
 * - Every hashed entity carries its own hash; the state's hash is their sum (see state-hash.ts).
 * - Amounts are integers of 10^-8, except where a name ends in `E16`: products of a price and a quantity, kept whole.
 */
import type { Amount } from '../common/amount.ts';
import type { Ending, OpenPhase } from './order-life-cycle.ts';
import type { Cursor, FillRecord, IntentRecord, Side, Stage } from './records.ts';
import type { Position } from './trades.ts';

/** The share of the state's hash that one entity contributes, as of the last time it was settled; lanes of signed 32 bits. */
export interface Hashed {
  hashLow: number;
  hashHigh: number;
  /** Changed since it was last settled; then it stands in {@link State.unsettled}. */
  changed: boolean;
}

export interface Order extends Hashed {
  readonly kind: 'order';
  readonly venue: string;
  readonly symbol: string;
  readonly clientOrderId: string;
  readonly side: Side;
  price: Amount;
  quantity: Amount;
  phase: OpenPhase;
  /** Null until a reply or a picture tells it. */
  venueOrderId: number | null;
  /** Largest executed quantity any picture showed. */
  executedShown: Amount;
  /** Sum of the fills applied; equals {@link executedShown} once everything has arrived. */
  executedByFills: Amount;
  /** What was signed; null for an order of the account that no intent of ours announced. */
  readonly intent: OrderIntent | null;
}

export interface OrderIntent {
  readonly orderType: IntentRecord['orderType'];
  readonly timestampMs: number;
  readonly recvWindowMs: number;
  readonly decision: number;
  /** Epoch and journal sequence of the intent. */
  readonly epoch: number;
  readonly sequence: bigint;
}

/** What remains of an ended order: its id is never sent again, and late news of it is recognised. */
export interface Tombstone extends Hashed {
  readonly kind: 'tombstone';
  readonly venue: string;
  readonly symbol: string;
  readonly clientOrderId: string;
  ending: Ending;
  venueOrderId: number | null;
  executedShown: Amount;
  executedByFills: Amount;
  /** When the entry that ended it was recorded, wall microseconds. */
  readonly endedUs: number;
}

export type Fill = Omit<FillRecord, 'type' | 'venue' | 'symbol' | 'source' | 'eventId'>;
export type TradeKey = number | string;

/** What an instrument's alive orders, pending and unknown ones included, may still do to its position. */
export interface Usage {
  orders: number;
  /** Quantity not yet in the position. */
  buying: Amount;
  selling: Amount;
}

/** What stood for the fills that were dropped: where recomputing the position begins. */
export interface Pruned extends Position {
  fills: number;
  /** Highest trade id among them: one at or below it that is not held is known. */
  tradeId: number;
  /** Sum of their hashes. */
  hashLow: number;
  hashHigh: number;
}

export interface Instrument extends Hashed {
  readonly kind: 'instrument';
  readonly venue: string;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /** Bought less sold since the directory's baseline, before commission. */
  position: Amount;
  /** What the position cost (negative for a short one), in quote units of 10^-16. */
  costE16: bigint;
  /** Realised profit and loss before commission, in quote units of 10^-16. */
  realisedE16: bigint;
  /** Highest ids seen: gaps are filled from here by id. */
  lastTradeId: number;
  lastVenueOrderId: number;
  stage: Stage | null;
  readonly usage: Usage;
  readonly pruned: Pruned;
  readonly orders: Map<string, Order>;
  /** In the order in which they ended. */
  readonly tombstones: Map<string, Tombstone>;
  /** In the order in which they were applied. */
  readonly fills: Map<TradeKey, Fill>;
}

export interface Balance extends Hashed {
  readonly kind: 'balance';
  readonly venue: string;
  readonly asset: string;
  /** Free and locked together as the journal explains them: baseline, fills, commissions, adjustments. */
  expectedTotal: Amount;
  /** Sum of the adjustments booked. */
  adjusted: Amount;
  /** The venue's last snapshot. */
  seenFree: Amount;
  seenLocked: Amount;
}

export interface Venue extends Hashed {
  readonly kind: 'venue';
  readonly name: string;
  cursor: Cursor | null;
  session: 'connected' | 'disconnected';
  hasBaseline: boolean;
  readonly balances: Map<string, Balance>;
  readonly instruments: Map<string, Instrument>;
}

/** Single values of the whole engine. */
export interface Head extends Hashed {
  readonly kind: 'head';
  /** Sequence of the last entry applied; 0 for the empty state. */
  sequence: bigint;
  timeUs: number;
  epoch: number;
  incarnation: string;
  /** Intents journaled over the life of the directory: the highest intent number. */
  intents: number;
  /** The last entry is the clean marker. */
  stopped: boolean;
  /** Fills and tombstones before this time have been dropped; 0 before the first prune. */
  prunedBeforeMs: number;
  configuration: { readonly hash: string; readonly json: string } | null;
  strategy: { readonly decision: number; readonly version: number; readonly json: string } | null;
  /** Alarms by code. */
  readonly alarms: Map<string, number>;
}

export type Entity = Order | Tombstone | Instrument | Balance | Venue | Head;

export interface State {
  readonly head: Head;
  readonly venues: Map<string, Venue>;
  /** Sum of the settled entities' and of all fills' hashes, two unsigned 32-bit lanes. */
  sumLow: number;
  sumHigh: number;
  readonly unsettled: Entity[];
}
