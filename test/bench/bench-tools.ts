/** What the journal's benchmarks share: a temporary directory that goes away, medians, and the output lines. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One line of JSON for each figure; `bar` is what it must reach, where there is one. */
export function report(name: string, value: number, unit: string, bar?: number): void {
  process.stdout.write(
    `${JSON.stringify({ name, value: Number(value.toPrecision(4)), unit, ...(bar === undefined ? {} : { bar }) })}\n`,
  );
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
