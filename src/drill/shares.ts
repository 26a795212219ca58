import type { DrillRecord } from '../record/schema.ts';

/** The harness's own share of a drill's wall time, by what it did. */
export class Shares {
  readonly #shares: { name: string; durationMs: number }[] = [];

  async during<T>(name: string, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.#shares.push({ name, durationMs: performance.now() - started });
    }
  }

  summary(startedMonoNs: bigint): DrillRecord['harness'] {
    const ownMs = this.#shares.reduce((sum, { durationMs }) => sum + durationMs, 0);
    return { wallMs: Number(process.hrtime.bigint() - startedMonoNs) / 1e6, ownMs, shares: this.#shares };
  }
}
