/** Waiting for a condition of the running system: bounded, and broken off by an interrupt. */

/** Why a drill could not be carried through: its verdict becomes inconclusive. */
export class InconclusiveError extends Error {
  override readonly name = 'InconclusiveError';
}

/** The run was interrupted: outcome `aborted`. */
export class AbortedError extends Error {
  override readonly name = 'AbortedError';
}

export interface Deadline {
  /** Aborted by an interrupt. */
  readonly signal: AbortSignal;
  /** Monotonic nanoseconds at which the drill gives up. */
  readonly atMonoNs: bigint;
}

/** Throws when interrupted or past the deadline. */
export function checkDeadline(deadline: Deadline, waitingFor: string): void {
  if (deadline.signal.aborted) throw new AbortedError(`interrupted while waiting for ${waitingFor}`);
  if (process.hrtime.bigint() > deadline.atMonoNs) {
    throw new InconclusiveError(`the drill's deadline passed while waiting for ${waitingFor}`);
  }
}

/** A pause that an interrupt ends. */
export function pause(deadline: Deadline, durationMs: number): Promise<void> {
  if (deadline.signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      deadline.signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, durationMs);
    deadline.signal.addEventListener('abort', done, { once: true });
  });
}

/**
 * Polls `probe` until it gives something other than null. @throws InconclusiveError naming `waitingFor` after `withinMs`
 * (a probe that timed out is not a result), AbortedError on an interrupt.
 */
export async function until<T>(
  deadline: Deadline,
  waitingFor: string,
  withinMs: number,
  probe: () => Promise<T | null>,
  everyMs = 25,
): Promise<T> {
  const end = process.hrtime.bigint() + BigInt(Math.round(withinMs * 1e6));
  for (;;) {
    checkDeadline(deadline, waitingFor);
    const value = await probe();
    if (value !== null) return value;
    if (process.hrtime.bigint() > end) throw new InconclusiveError(`waited ${withinMs} ms in vain for ${waitingFor}`);
    await pause(deadline, everyMs);
  }
}
