/**
 * Whether syncs were slow enough to tell an intent that was durable when it was sent from one that was lucky (I9): the
 * median wait of an intent for its sync, by the journal's own times, against the measured round trip of a link.
 */
import type { JournalEvidence } from '../checks/index.ts';

const ratioMin = 10;
const samples = 15;

/** Median of a few requests in milliseconds; null when one fails. */
export async function medianRoundTripMs(url: string): Promise<number | null> {
  const times: number[] = [];
  for (let index = 0; index < samples; index += 1) {
    const started = performance.now();
    const reply = await fetch(url, { signal: AbortSignal.timeout(1000) }).catch(() => null);
    if (reply === null) return null;
    await reply.arrayBuffer();
    times.push(performance.now() - started);
  }
  return median(times);
}

export function syncsWereSlowed(
  journals: readonly Pick<JournalEvidence, 'rows'>[],
  linkLatencyMs: number | null,
): boolean {
  if (linkLatencyMs === null) return false;
  const wallAheadOfMonoMs = Date.now() - Number(process.hrtime.bigint()) / 1e6;
  const waitsMs = (journals.at(-1)?.rows ?? []).flatMap((row) =>
    row.type === 'intent' && row.durableMonoNs !== null
      ? [Number(row.durableMonoNs) / 1e6 + wallAheadOfMonoMs - row.timeUs / 1000]
      : [],
  );
  return waitsMs.length > 0 && median(waitsMs) >= ratioMin * linkLatencyMs;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
