/** Who was at the other end of a venue's connection: told by the time it was opened, not by anything an engine wrote in it. */
import type { DrillEvidence } from './evidence.ts';
import type { Ledger } from './ledger.ts';

/** Index of the incarnation that opened the connection: the latest one started by then. Null when none was, or the ledger never saw it open. */
export function incarnationOfConnection(
  { incarnations }: Pick<DrillEvidence, 'incarnations'>,
  ledger: Ledger,
  connection: number,
): number | null {
  const opened = ledger.connections.get(connection);
  if (opened === undefined) return null;
  const index = incarnations.findLastIndex(({ startedMonoNs }) => BigInt(startedMonoNs) <= BigInt(opened.monoNs));
  return index === -1 ? null : index;
}

/** Milliseconds from one monotonic time to another, fractions kept to the microsecond. */
export function msBetween(fromMonoNs: string, toMonoNs: string): number {
  return Number((BigInt(toMonoNs) - BigInt(fromMonoNs)) / 1000n) / 1000;
}

export function isBefore(aMonoNs: string, bMonoNs: string): boolean {
  return BigInt(aMonoNs) < BigInt(bMonoNs);
}
