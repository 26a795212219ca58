import { expect, it } from 'vitest';
import { segmentBelow } from '../../src/drill/journal-places.ts';

const segments = (...firstIntents: (bigint | null)[]) =>
  firstIntents.map((firstIntent, index) => ({ file: `journal-${index + 1}`, firstIntent }));
const below = (checkpointSequence: bigint, ...firstIntents: (bigint | null)[]) =>
  segmentBelow({ intents: [], segments: segments(...firstIntents), checkpointSequence });

it('a segment is damaged below the checkpoint only where one stands before it and what is replayed begins behind it', () => {
  expect(below(100n, 1n, 20n, 40n)).toBe('journal-2');
  expect(below(30n, 1n, 20n, 40n)).toBeUndefined();
  expect(below(100n, 1n, 20n)).toBeUndefined();
  expect(below(0n, 1n, 20n, 40n)).toBeUndefined();
});

it('a segment of replies alone, in which no intent can be damaged, is passed over', () => {
  expect(below(100n, 1n, null, 40n, 60n)).toBe('journal-3');
});
