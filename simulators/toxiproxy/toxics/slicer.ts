import type { MakeBehaviour } from './behaviour.ts';

/**
 * Cuts data into pieces of `average_size` ± `size_variation` bytes and passes one each `delay` microseconds. A timer is no
 * finer than a millisecond, so shorter delays are saved up: the rate is right, the single gap is not.
 */
export const slicer: MakeBehaviour<{ average_size: number; size_variation: number; delay: number }> = (attributes) => {
  let dueMs = 0;
  return {
    async chunk({ bytes, atMs }, around) {
      dueMs = Math.max(dueMs, around.nowMs());
      for (let at = 0; at < bytes.length; ) {
        if (around.removed) {
          around.pass({ bytes: bytes.subarray(at), atMs });
          return;
        }
        const { average_size, size_variation, delay } = attributes;
        const size = average_size + (2 * around.random.next() - 1) * Math.min(size_variation, average_size);
        const piece = bytes.subarray(at, at + Math.max(1, Math.round(size)));
        around.pass({ bytes: piece, atMs });
        at += piece.length;
        dueMs += delay / 1000;
        while (!around.removed && dueMs - around.nowMs() >= 1) await around.wait(dueMs);
      }
    },
  };
};
