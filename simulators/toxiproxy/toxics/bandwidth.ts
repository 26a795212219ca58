import type { MakeBehaviour } from './behaviour.ts';

const pieceMs = 100;

/** Lets `rate` kilobytes pass each second; a rate of 0 lets nothing pass. What takes longer than 100 ms comes in pieces. */
export const bandwidth: MakeBehaviour<{ rate: number }> = (attributes) => {
  /** When the line is free again. */
  let freeMs = 0;
  return {
    async chunk({ bytes, atMs }, around) {
      let rest = bytes;
      while (rest.length > 0) {
        if (around.removed) {
          around.pass({ bytes: rest, atMs });
          return;
        }
        const bytesPerMs = attributes.rate;
        if (bytesPerMs <= 0) {
          await around.wait(Number.POSITIVE_INFINITY);
          continue;
        }
        const piece = rest.subarray(0, Math.max(1, Math.floor(bytesPerMs * pieceMs)));
        const dueMs = Math.max(freeMs, around.nowMs()) + piece.length / bytesPerMs;
        if (around.nowMs() < dueMs && (await around.wait(dueMs))) continue;
        freeMs = dueMs;
        around.pass({ bytes: piece, atMs });
        rest = rest.subarray(piece.length);
      }
    },
  };
};
