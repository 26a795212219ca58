/**
 * A 64-bit non-cryptographic hash in two 32-bit lanes: it finds drift and damage, not an adversary.
 *
 * - Fields of fixed size are put into slots of 64 bits, {@link amounts} and {@link numbers} naming the same memory; then
 *   {@link begin} mixes the first of them, {@link text} adds texts, and {@link low} and {@link high} tell the result.
 * - One mixer serves all: use is strictly slots, `begin`, texts, result, all in one tick.
 * - Lanes are signed 32-bit numbers, which V8 keeps without a box.
 */
const slotsMax = 16;
const memory = new ArrayBuffer(slotsMax * 8);
const words = new Int32Array(memory);

/** Slots that hold integers of at most 64 bits. */
export const amounts = new BigInt64Array(memory);
/** Slots that hold safe integers. */
export const numbers = new Float64Array(memory);

let a = 0;
let b = 0;

/** Begins a hash with the kind of what is hashed and the first `slots` slots. */
export function begin(kind: number, slots: number): void {
  let x = kind ^ 0x9e3779b9;
  let y = kind ^ 0x6a09e667;
  for (let index = 0; index < 2 * slots; index++) {
    const word = words[index] as number;
    x = Math.imul(x ^ word, 0x85ebca6b);
    x = (x << 13) | (x >>> 19);
    y = Math.imul(y + word, 0xc2b2ae35);
    y = ((y << 17) | (y >>> 15)) ^ x;
  }
  a = x;
  b = y;
}

/** Adds a text, two UTF-16 units at a time, and its length. */
export function text(value: string): void {
  const { length } = value;
  let x = a;
  let y = b;
  for (let index = 0; index <= length; index += 2) {
    const first = index < length ? value.charCodeAt(index) : length;
    const word = first | ((index + 1 < length ? value.charCodeAt(index + 1) : length) << 16);
    x = Math.imul(x ^ word, 0x85ebca6b);
    x = (x << 13) | (x >>> 19);
    y = Math.imul(y + word, 0xc2b2ae35);
    y = ((y << 17) | (y >>> 15)) ^ x;
  }
  a = x;
  b = y;
}

let rare = '';
let rareLow = 0;
let rareHigh = 0;

/** Adds a text by its own hash, which is kept while the same text comes again: for a long one that hardly ever changes. */
export function rareText(value: string): void {
  const x = a;
  const y = b;
  if (value !== rare) {
    a = 0;
    b = 0;
    text(value);
    rare = value;
    rareLow = low();
    rareHigh = high();
  }
  a = Math.imul(x ^ rareLow, 0x85ebca6b);
  b = Math.imul(y + rareHigh, 0xc2b2ae35) ^ a;
}

function avalanche(lane: number): number {
  let mixed = lane;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}

export function low(): number {
  return avalanche(a);
}

export function high(): number {
  return avalanche(b ^ Math.imul(a, 0x27d4eb2f));
}
