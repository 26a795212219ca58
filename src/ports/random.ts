/** Seeded randomness for deterministic code. */
export interface Random {
  /** A float in [0, 1): for choices and delays, never for money. */
  next(): number;
}
