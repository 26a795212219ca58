/** What the journal's benchmarks share: a temporary directory that goes away, medians, and the output lines. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Bar = { readonly atLeast: number } | { readonly atMost: number };

/** One line of JSON for each figure: its value, and the bar it must reach and whether it does, where there is one. */
export function report(name: string, measured: number, unit: string, bar?: Bar): void {
  const value = Number(measured.toPrecision(4));
  const met = bar === undefined ? undefined : 'atLeast' in bar ? measured >= bar.atLeast : measured <= bar.atMost;
  process.stdout.write(`${JSON.stringify({ name, value, unit, ...(bar === undefined ? {} : { bar, met }) })}\n`);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]) => quantile(values, 0.5);

export async function inTemporaryDirectory(run: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  try {
    await run(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

export const secondsSince = (startNs: bigint) => Number(process.hrtime.bigint() - startNs) / 1e9;
