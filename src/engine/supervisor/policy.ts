/** The supervisor's numbers and the rules that use them. All times in milliseconds. */
export interface SupervisorPolicy {
  /** Between the starts of two health polls. */
  readonly healthEveryMs: number;
  /** A health request without a reply for this long is a miss. */
  readonly healthTimeoutMs: number;
  /** Hung: nothing but misses for this long… */
  readonly hungAfterMs: number;
  /** …and at least this many, so that a supervisor that was itself held up does not kill a healthy engine. */
  readonly hungAfterMisses: number;
  /** An engine that has never been healthy is hung after this long. */
  readonly startGraceMs: number;
  /** SIGTERM to SIGKILL. The seed: 30 s. */
  readonly stopDeadlineMs: number;
  /** The first restart follows at once; each one after a short life doubles the pause, from here… */
  readonly backoffMs: number;
  /** …to here. */
  readonly backoffMsMax: number;
  /** A life this long ends the series of short ones. */
  readonly stableAfterMs: number;
}

export const defaultSupervisorPolicy: SupervisorPolicy = {
  healthEveryMs: 250,
  healthTimeoutMs: 1000,
  hungAfterMs: 5000,
  hungAfterMisses: 4,
  startGraceMs: 15_000,
  stopDeadlineMs: 30_000,
  backoffMs: 100,
  backoffMsMax: 5000,
  stableAfterMs: 10_000,
};

/** Pause before the restart that follows `shortLives` short lives in a row. */
export function backoff(policy: SupervisorPolicy, shortLives: number): number {
  return shortLives <= 1 ? 0 : Math.min(policy.backoffMsMax, policy.backoffMs * 2 ** (shortLives - 2));
}
