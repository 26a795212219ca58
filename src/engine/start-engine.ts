/**
 * One incarnation of the reference engine, from the directory's lock to its end. Everything it touches comes in through
 * `options`; how it ends is a value, because only the command may end a process.
 */
import type { EngineOptions, RunningEngine } from './engine-options.ts';
import { Incarnation } from './lifecycle/incarnation.ts';

export type { EngineOptions, RunningEngine } from './engine-options.ts';

/** Starts at once and returns; opening and recovery go on behind the handle. */
export function startEngine(options: EngineOptions): RunningEngine {
  const incarnation = new Incarnation(options);
  incarnation.run();
  return incarnation;
}
