/**
 * What an engine on an old backup, or behind a lost tail, does not know: intents of its predecessor that are still on
 * their way. All were signed before this life began, because it holds the directory's lock; so they expire together.
 */
import type { VenueBounds } from '../../contract/engine.ts';
import { deadlineMs } from './expiry.ts';

/**
 * How long a request of a lost tail may still reach a venue, milliseconds; 0 or less: not any more. A venue that knows
 * orders of ours the journal does not says that the tail is lost for all of them.
 */
export function lostTailLeftMs(
  venues: readonly { readonly sawLostTail: boolean }[],
  bounds: VenueBounds,
  recvWindowMs: number,
  sinceStartMs: number,
): number {
  if (!venues.some(({ sawLostTail }) => sawLostTail)) return 0;
  return deadlineMs({ timestampMs: 0, recvWindowMs }, bounds) + 1 - sinceStartMs;
}
