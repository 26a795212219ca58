/** Our client order ids: `m-<epoch>-<number>`. The number counts within an epoch, so a pair is never used twice (rule 3). */
export function clientOrderId(epoch: number, number: number): string {
  return `m-${epoch}-${number}`;
}

/** The epoch in one of our ids, null for an id that is not ours. */
export function epochOfClientOrderId(id: string): number | null {
  const match = /^m-(\d+)-\d+$/.exec(id);
  return match?.[1] === undefined ? null : Number(match[1]);
}

/** The highest epoch in any of our ids among `ids`; 0 when there is none. */
export function highestEpoch(ids: Iterable<string>): number {
  let highest = 0;
  for (const id of ids) highest = Math.max(highest, epochOfClientOrderId(id) ?? 0);
  return highest;
}

/**
 * A new leadership term (rule 3): above every epoch this directory and the venues know, and above those a lost
 * directory may have used, because each was at least the wall clock's seconds.
 */
export function nextEpoch(lastKnown: number, wallMs: number, highestAtVenues: number): number {
  return Math.max(lastKnown + 1, Math.floor(wallMs / 1000), highestAtVenues + 1);
}
