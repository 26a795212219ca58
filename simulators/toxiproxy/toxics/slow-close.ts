import type { MakeBehaviour } from './behaviour.ts';

/** Passes data at once, and the end of the connection `delay` milliseconds late. */
export const slowClose: MakeBehaviour<{ delay: number }> = (attributes) => ({
  chunk: (chunk, around) => around.pass(chunk),
  async end(around) {
    const endedMs = around.nowMs();
    const dueMs = () => endedMs + attributes.delay;
    while (!around.removed && around.nowMs() < dueMs()) await around.wait(dueMs());
  },
});
