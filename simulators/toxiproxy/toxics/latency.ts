import type { MakeBehaviour } from './behaviour.ts';

/** Delays everything by `latency` ± `jitter`, milliseconds, drawn for each chunk. Order is kept. */
export const latency: MakeBehaviour<{ latency: number; jitter: number }> = (attributes) => ({
  async chunk(chunk, around) {
    const draw = 2 * around.random.next() - 1;
    const dueMs = () => chunk.atMs + attributes.latency + attributes.jitter * draw;
    while (!around.removed && around.nowMs() < dueMs()) await around.wait(dueMs());
    around.pass({ bytes: chunk.bytes, atMs: Math.max(chunk.atMs, Math.min(dueMs(), around.nowMs())) });
  },
});
