import type { VenueBounds } from '../../contract/engine.ts';

interface Signed {
  readonly timestampMs: number;
  readonly recvWindowMs: number;
}

/** Venue time after which the venue refuses the signed request. */
export function expiryMs(signed: Signed): number {
  return signed.timestampMs + signed.recvWindowMs;
}

/** Venue time after which the request can no longer reach the book, whatever delayed it within the profile's bounds. */
export function deadlineMs(signed: Signed, bounds: VenueBounds): number {
  return expiryMs(signed) + bounds.clockSkewMs + bounds.matchingDelayMs;
}
