import type { Behaviour, MakeBehaviour, Surroundings } from './behaviour.ts';

/**
 * Lets nothing through, and closes the connection once nothing has come for `timeout` milliseconds; 0 holds it for ever.
 * Data is lost. Removing the toxic closes what it held.
 */
export const timeout: MakeBehaviour<{ timeout: number }> = (attributes): Behaviour => {
  let quietSinceMs = 0;
  const watch = async (around: Surroundings) => {
    while (!around.removed) {
      const dueMs = attributes.timeout > 0 ? quietSinceMs + attributes.timeout : Number.POSITIVE_INFINITY;
      if (around.nowMs() >= dueMs) return around.close();
      await around.wait(dueMs);
    }
  };
  return {
    begin(around) {
      quietSinceMs = around.nowMs();
      void watch(around);
    },
    chunk(_lost, around) {
      quietSinceMs = around.nowMs();
    },
    remove: (around) => around.close(),
  };
};
