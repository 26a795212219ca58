/**
 * The state's 64-bit hash: the sum of its entities' hashes, lane by lane and modulo 2^32.
 *
 * - A changed entity is only marked; it is hashed again when the state is settled, once a batch however often it changed.
 * - Fills never change: each is added when it arrives.
 * - The sum does not depend on order, so it equals the sum over the same entities counted from scratch.
 */
import { entityHash, fillHash } from './entity-hash.ts';
import type { Entity, Fill, Instrument, State } from './state.ts';

/** Registers a new entity. */
export function created<Kind extends Entity>(state: State, entity: Kind): Kind {
  changed(state, entity);
  return entity;
}

/** Marks an entity whose fields changed. */
export function changed(state: State, entity: Entity): void {
  if (entity.changed) return;
  entity.changed = true;
  state.unsettled.push(entity);
}

/** Takes an entity out of the state. It may still stand among the unsettled, where settling passes over it. */
export function dropped(state: State, entity: Entity): void {
  state.sumLow = (state.sumLow - entity.hashLow) >>> 0;
  state.sumHigh = (state.sumHigh - entity.hashHigh) >>> 0;
  entity.hashLow = 0;
  entity.hashHigh = 0;
  entity.changed = false;
}

export function fillAdded(state: State, instrument: Instrument, fill: Fill): void {
  const hash = fillHash(instrument, fill);
  state.sumLow = (state.sumLow + hash.low) >>> 0;
  state.sumHigh = (state.sumHigh + hash.high) >>> 0;
}

/** The fill leaves the state and is remembered in the sum of the instrument's pruned ones. */
export function fillDropped(state: State, instrument: Instrument, fill: Fill): void {
  const hash = fillHash(instrument, fill);
  state.sumLow = (state.sumLow - hash.low) >>> 0;
  state.sumHigh = (state.sumHigh - hash.high) >>> 0;
  instrument.pruned.hashLow = (instrument.pruned.hashLow + hash.low) >>> 0;
  instrument.pruned.hashHigh = (instrument.pruned.hashHigh + hash.high) >>> 0;
}

/** Of all fills the instrument ever had, whether or not they were pruned. */
export function fillsHash(instrument: Instrument): bigint {
  let low = instrument.pruned.hashLow;
  let high = instrument.pruned.hashHigh;
  for (const fill of instrument.fills.values()) {
    const hash = fillHash(instrument, fill);
    low = (low + hash.low) >>> 0;
    high = (high + hash.high) >>> 0;
  }
  return (BigInt(high) << 32n) | BigInt(low);
}

/** The state's hash, with every changed entity settled first. */
export function stateHash(state: State): bigint {
  for (const entity of state.unsettled) {
    if (!entity.changed) continue;
    const hash = entityHash(entity);
    state.sumLow = (state.sumLow - entity.hashLow + hash.low) >>> 0;
    state.sumHigh = (state.sumHigh - entity.hashHigh + hash.high) >>> 0;
    entity.hashLow = hash.low;
    entity.hashHigh = hash.high;
    entity.changed = false;
  }
  state.unsettled.length = 0;
  return (BigInt(state.sumHigh) << 32n) | BigInt(state.sumLow);
}

/** The same hash counted anew from every entity, trusting nothing that was kept. */
export function recomputedStateHash(state: State): bigint {
  let low = 0;
  let high = 0;
  const add = (hash: { readonly low: number; readonly high: number }) => {
    low = (low + hash.low) >>> 0;
    high = (high + hash.high) >>> 0;
  };
  add(entityHash(state.head));
  for (const venue of state.venues.values()) {
    add(entityHash(venue));
    for (const balance of venue.balances.values()) add(entityHash(balance));
    for (const instrument of venue.instruments.values()) {
      add(entityHash(instrument));
      for (const order of instrument.orders.values()) add(entityHash(order));
      for (const tombstone of instrument.tombstones.values()) add(entityHash(tombstone));
      for (const fill of instrument.fills.values()) add(fillHash(instrument, fill));
    }
  }
  return (BigInt(high) << 32n) | BigInt(low);
}

/** Sixteen hexadecimal digits. */
export function formatHash(hash: bigint): string {
  return hash.toString(16).padStart(16, '0');
}
