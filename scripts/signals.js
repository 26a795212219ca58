/**
 * Passing signals on so that each reaches the child once. On Ctrl-C a terminal signals the whole foreground group, and
 * npm forwards the same signal to its child again: two signals for one key. So the child lives in a group of its own,
 * hears only from here, and a signal repeated faster than a person can press a key counts once.
 */
import process from 'node:process';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
const SAME_KEY_PRESS_MS = 150;

/**
 * @param {number} windowMs
 * @returns {(signal: string, nowMs: number) => boolean} whether to pass this one on
 */
export function oncePerKeyPress(windowMs = SAME_KEY_PRESS_MS) {
  /** @type {Map<string, number>} */
  const lastMs = new Map();
  return (signal, nowMs) => {
    const last = lastMs.get(signal);
    if (last !== undefined && nowMs - last < windowMs) return false;
    lastMs.set(signal, nowMs);
    return true;
  };
}

/**
 * @param {import('node:child_process').ChildProcess} child started with `detached: true`
 * @returns {() => void} stops forwarding
 */
export function forwardSignals(child) {
  const passOn = oncePerKeyPress();
  const forward = (/** @type {NodeJS.Signals} */ signal) => {
    if (passOn(signal, performance.now())) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  return () => {
    for (const signal of SIGNALS) process.off(signal, forward);
  };
}
