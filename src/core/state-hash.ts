/**
 * The state's 64-bit hash: the sum of its entities' hashes, lane by lane and modulo 2^32.
 *
 * - A changed entity is only marked; it is hashed again when the state is settled, once a batch however often it changed.
 * - Fills never change: each is added when it arrives.
 * - The sum does not depend on order, so it equals the sum over the same entities counted from scratch.
 */
import { mixEntity, mixFill } from './entity-hash.ts';
import { high, low } from './mixer.ts';
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
  state.sumLow = (state.sumLow - entity.hashLow) | 0;
  state.sumHigh = (state.sumHigh - entity.hashHigh) | 0;
  entity.hashLow = 0;
  entity.hashHigh = 0;
  entity.changed = false;
}

export function fillAdded(state: State, instrument: Instrument, fill: Fill): void {
  mixFill(instrument, fill);
  state.sumLow = (state.sumLow + low()) | 0;
  state.sumHigh = (state.sumHigh + high()) | 0;
}

/** The fill leaves the state and is remembered in the sum of the instrument's pruned ones. */
export function fillDropped(state: State, instrument: Instrument, fill: Fill): void {
  mixFill(instrument, fill);
  state.sumLow = (state.sumLow - low()) | 0;
  state.sumHigh = (state.sumHigh - high()) | 0;
  instrument.pruned.hashLow = (instrument.pruned.hashLow + low()) | 0;
  instrument.pruned.hashHigh = (instrument.pruned.hashHigh + high()) | 0;
}

/** Of all fills the instrument ever had, whether or not they were pruned. */
export function fillsHash(instrument: Instrument): bigint {
  const sum = new LaneSum(instrument.pruned.hashLow, instrument.pruned.hashHigh);
  for (const fill of instrument.fills.values()) {
    mixFill(instrument, fill);
    sum.addMixed();
  }
  return sum.value;
}

/** The state's hash, with every changed entity settled first. */
export function stateHash(state: State): bigint {
  for (const entity of state.unsettled) {
    if (!entity.changed) continue;
    mixEntity(entity);
    const entityLow = low();
    const entityHigh = high();
    state.sumLow = (state.sumLow - entity.hashLow + entityLow) | 0;
    state.sumHigh = (state.sumHigh - entity.hashHigh + entityHigh) | 0;
    entity.hashLow = entityLow;
    entity.hashHigh = entityHigh;
    entity.changed = false;
  }
  state.unsettled.length = 0;
  return new LaneSum(state.sumLow, state.sumHigh).value;
}

/** The same hash counted anew from every entity, trusting nothing that was kept. */
export function recomputedStateHash(state: State): bigint {
  const sum = new LaneSum(0, 0);
  const add = (entity: Entity) => {
    mixEntity(entity);
    sum.addMixed();
  };
  add(state.head);
  for (const venue of state.venues.values()) {
    add(venue);
    for (const balance of venue.balances.values()) add(balance);
    for (const instrument of venue.instruments.values()) {
      add(instrument);
      for (const order of instrument.orders.values()) add(order);
      for (const tombstone of instrument.tombstones.values()) add(tombstone);
      for (const fill of instrument.fills.values()) {
        mixFill(instrument, fill);
        sum.addMixed();
      }
    }
  }
  return sum.value;
}

/** A sum in two lanes of 32 bits. */
class LaneSum {
  #low: number;
  #high: number;

  constructor(lowLane: number, highLane: number) {
    this.#low = lowLane;
    this.#high = highLane;
  }

  /** Adds what stands in the mixer. */
  addMixed(): void {
    this.#low = (this.#low + low()) | 0;
    this.#high = (this.#high + high()) | 0;
  }

  get value(): bigint {
    return (BigInt(this.#high >>> 0) << 32n) | BigInt(this.#low >>> 0);
  }
}

/** Sixteen hexadecimal digits. */
export function formatHash(hash: bigint): string {
  return hash.toString(16).padStart(16, '0');
}
