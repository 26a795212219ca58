import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Random } from '../ports/random.ts';

/** Deterministic {@link Random}: equal seeds give equal sequences on every machine. `seed` is a 32-bit integer. */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  return { next: () => (generator.next() >>> 0) / 0x1_0000_0000 };
}
