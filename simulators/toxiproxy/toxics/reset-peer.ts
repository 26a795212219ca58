import type { MakeBehaviour, Surroundings } from './behaviour.ts';

/** Resets the connection `timeout` milliseconds after the first data or the end that meets it. Data is lost. */
export const resetPeer: MakeBehaviour<{ timeout: number }> = (attributes) => {
  const resetLater = async (around: Surroundings) => {
    const metMs = around.nowMs();
    const dueMs = () => metMs + attributes.timeout;
    while (!around.removed && around.nowMs() < dueMs()) await around.wait(dueMs());
    if (!around.removed) around.reset();
  };
  return { chunk: (_lost, around) => resetLater(around), end: resetLater };
};
