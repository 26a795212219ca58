import canonicalize from 'canonicalize';
import { formatAmount } from '../../common/amount.ts';
import type { VenueConnection } from '../../contract/engine.ts';
import type { Cryptography } from '../../ports/cryptography.ts';
import { defaultLimits, limitsImage } from '../limits.ts';
import { defaultQuoteRules } from '../strategy/market-maker.ts';
import { recvWindowMs, strategyVersion } from './trader.ts';

/**
 * What the engine is configured to do, as the journal keeps it: canonical JSON and its sha256 (row 9). Addresses and
 * keys are left out: they change from start to start and say nothing about what may be traded.
 */
export function configurationOf(
  venues: readonly VenueConnection[],
  cryptography: Cryptography,
): { readonly hash: string; readonly json: string } {
  const { quoteValue, levelTicks, positionQuotes, ...rules } = defaultQuoteRules;
  const json = canonicalize({
    venues: venues.map(({ name, symbols, bounds }) => ({ name, symbols, bounds })),
    recvWindowMs,
    limits: limitsImage(defaultLimits),
    strategy: {
      version: strategyVersion,
      ...rules,
      quoteValue: formatAmount(quoteValue),
      levelTicks: Number(levelTicks),
      positionQuotes: Number(positionQuotes),
    },
  });
  if (json === undefined) throw new Error('Expected the configuration to have a canonical JSON text');
  return { hash: cryptography.sha256Hex(json), json };
}
