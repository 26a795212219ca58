/** Shows recorded moments at a speed: the distances between their times are waited for, divided by it. */
import type { Clock } from '../ports/clock.ts';

export interface Moment {
  /** Wall microseconds, UTC. */
  readonly timeUs: number;
  readonly lines: readonly string[];
}

/** Times as fast as it was recorded, or without any wait. */
export type Speed = number | 'max';

export interface PlayOptions {
  readonly speed: Speed;
  readonly clock: Pick<Clock, 'monotonicNs' | 'after'>;
  readonly signal: AbortSignal;
  show(lines: readonly string[]): void;
  /** What a long wait is for, as a sentence. */
  tell(text: string): void;
}

const longWaitMs = 5000;
const linesAtOnce = 1000;

/** Resolves with how many moments were shown: all, or those before `signal` was aborted. */
export async function play(moments: readonly Moment[], options: PlayOptions): Promise<number> {
  return options.speed === 'max' ? playAtOnce(moments, options) : playPaced(moments, options.speed, options);
}

/** Gives way between the pieces, so that an interrupt arrives. */
async function playAtOnce(moments: readonly Moment[], { signal, show, clock }: PlayOptions): Promise<number> {
  let lines: string[] = [];
  for (const [index, moment] of moments.entries()) {
    lines.push(...moment.lines);
    if (lines.length < linesAtOnce) continue;
    show(lines);
    lines = [];
    await wait(0, clock, signal);
    if (signal.aborted) return index + 1;
  }
  if (lines.length > 0) show(lines);
  return moments.length;
}

async function playPaced(
  moments: readonly Moment[],
  speed: number,
  { clock, signal, show, tell }: PlayOptions,
): Promise<number> {
  const startedNs = clock.monotonicNs();
  const firstUs = moments[0]?.timeUs ?? 0;
  for (const [index, { timeUs, lines }] of moments.entries()) {
    const dueMs = (timeUs - firstUs) / 1000 / speed;
    const delayMs = dueMs - Number(clock.monotonicNs() - startedNs) / 1e6;
    if (delayMs > longWaitMs) tell(`nothing was recorded for a while: the next line comes in ${seconds(delayMs)}`);
    if (delayMs > 0) await wait(delayMs, clock, signal);
    if (signal.aborted) return index;
    show(lines);
  }
  return moments.length;
}

const seconds = (ms: number) => `${Math.ceil(ms / 1000)} s`;

/** A timer's longest delay; what is longer is waited for in pieces. */
const timerMsMax = 2 ** 31 - 1;

async function wait(delayMs: number, clock: PlayOptions['clock'], signal: AbortSignal): Promise<void> {
  for (let leftMs = delayMs; leftMs >= 0 && !signal.aborted; leftMs -= timerMsMax) {
    await new Promise<void>((resolve) => {
      const over = () => {
        signal.removeEventListener('abort', over);
        cancel();
        resolve();
      };
      const cancel = clock.after(Math.min(leftMs, timerMsMax), over);
      signal.addEventListener('abort', over);
    });
  }
}
