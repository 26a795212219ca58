/**
 * A 64-bit non-cryptographic hash over words, in two 32-bit lanes: it finds drift and damage, not an adversary.
 * One mixer is reused for every entity; use is strictly `begin`, then words, then `low` and `high`, all in one tick.
 */
const scratch = new BigInt64Array(1);
const scratchWords = new Uint32Array(scratch.buffer);

let a = 0;
let b = 0;

export function begin(kind: number): void {
  a = kind ^ 0x9e3779b9;
  b = kind ^ 0x6a09e667;
}

export function word(value: number): void {
  a = Math.imul(a ^ value, 0x85ebca6b);
  a = (a << 13) | (a >>> 19);
  b = Math.imul(b + value, 0xc2b2ae35);
  b = ((b << 17) | (b >>> 15)) ^ a;
}

/** A safe integer, negative ones included. */
export function integer(value: number): void {
  word(value | 0);
  word(Math.floor(value / 0x1_0000_0000) | 0);
}

/** An integer of at most 64 bits. */
export function amount(value: bigint): void {
  scratch[0] = value;
  word(scratchWords[0] ?? 0);
  word(scratchWords[1] ?? 0);
}

/** An integer of at most 128 bits. */
export function wideAmount(value: bigint): void {
  amount(value);
  amount(value >> 64n);
}

export function text(value: string): void {
  for (let index = 0; index < value.length; index++) word(value.charCodeAt(index));
  word(0x1_0000 + value.length);
}

function avalanche(lane: number): number {
  let mixed = lane;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export function low(): number {
  return avalanche(a);
}

export function high(): number {
  return avalanche(b ^ Math.imul(a, 0x27d4eb2f));
}
