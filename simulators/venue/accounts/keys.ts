import { createHash } from 'node:crypto';
import type { Account } from './account.ts';

/** An API key: the ledger's sender. Several keys may trade one account. */
export interface ApiKey {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly account: Account;
}

/** Derives the `index`-th key of an account: equal seeds give equal keys. 64 letters and digits each, as Binance's. */
export function deriveKey(seed: number, account: Account, index: number): ApiKey {
  const derive = (part: string) =>
    createHash('sha256').update(`${seed}/${account.name}/${index}/${part}`).digest('hex');
  return { apiKey: derive('key'), apiSecret: derive('secret'), account };
}
