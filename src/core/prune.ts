/**
 * Forgetting: a day's fills and ended orders are needed, a year's are not (rows 4 and 11, rule 2's tombstones).
 *
 * - Fills are dropped from the oldest applied on, as long as they are old, so what stays is a suffix of the history: the
 *   position, cost and realised profit of the dropped ones stand as its base, and recomputing from there is exact. A fill
 *   that came late stands behind younger ones and goes with them.
 * - A dropped trade stays known: trade ids rise, so any at or below the highest dropped one that is not held was dropped.
 * - Of an alive order nothing is lost: what its fills executed stands in the order.
 * - The newest trade and the newest order of an instrument stay, however old: reconciliation asks the venue for both again,
 *   and must know them.
 */
import type { PruneRecord } from './records.ts';
import type { Instrument, State } from './state.ts';
import { changed, dropped, fillDropped } from './state-hash.ts';
import { applyTrade } from './trades.ts';

export function applyPrune(state: State, { beforeMs }: PruneRecord): void {
  if (beforeMs > state.head.prunedBeforeMs) state.head.prunedBeforeMs = beforeMs;
  for (const venue of state.venues.values()) {
    for (const instrument of venue.instruments.values()) {
      pruneFills(state, instrument, beforeMs);
      pruneTombstones(state, instrument, beforeMs);
    }
  }
}

function pruneFills(state: State, instrument: Instrument, beforeMs: number): void {
  const { fills, pruned, lastTradeId } = instrument;
  for (const [key, fill] of fills) {
    if (fill.tradeTimeMs >= beforeMs || fill.tradeId === lastTradeId) return;
    applyTrade(pruned, fill.side, fill.price, fill.quantity);
    pruned.fills += 1;
    if (fill.tradeId > pruned.tradeId) pruned.tradeId = fill.tradeId;
    fillDropped(state, instrument, fill);
    fills.delete(key);
    changed(state, instrument);
  }
}

/** From the first ended on, so that the work is proportional to what goes. */
function pruneTombstones(state: State, instrument: Instrument, beforeMs: number): void {
  const { tombstones } = instrument;
  const ofNewestTrade = instrument.fills.get(instrument.lastTradeId)?.clientOrderId;
  for (const [id, tombstone] of tombstones) {
    if (tombstone.endedUs >= beforeMs * 1000) return;
    if (id === ofNewestTrade || tombstone.venueOrderId === instrument.lastVenueOrderId) continue;
    tombstones.delete(id);
    dropped(state, tombstone);
  }
}
