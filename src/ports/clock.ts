/** Time as the engine and the venue see it. The only source of time for deterministic code (design rule 8). */
export interface Clock {
  /** Wall time, milliseconds since the Unix epoch (UTC). */
  wallMs(): number;
  /** The kernel's monotonic clock in nanoseconds: comparable between all processes of one host. */
  monotonicNs(): bigint;
  /** Calls `callback` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}
