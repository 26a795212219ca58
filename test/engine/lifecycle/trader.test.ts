import { describe, expect, it } from 'vitest';
import { parseAmount } from '../../../src/common/amount.ts';
import type { IntentRecord } from '../../../src/core/records.ts';
import { Identity } from '../../../src/engine/lifecycle/identity.ts';
import { Trader } from '../../../src/engine/lifecycle/trader.ts';
import { defaultLimits, type Limits, limitsImage } from '../../../src/engine/limits.ts';
import type { VenueSession } from '../../../src/engine/session/venue-session.ts';
import { ManualClock } from '../manual-clock.ts';
import { memoryLog } from './fact-log-rig.ts';

const deaf = { top: () => {}, trade: () => {}, look: () => {} };

/** What a trader places in one step of an instrument at 100 and 100.10, under these limits. */
function placed(limits: Limits): readonly IntentRecord[] {
  const { log } = memoryLog();
  log.record([{ type: 'configuration', hash: 'ab', json: JSON.stringify({ limits: limitsImage(limits) }) }]);
  const intents: IntentRecord[] = [];
  const session = {
    connection: { name: 'alpha' },
    top: () => ({ bid: parseAmount('100'), ask: parseAmount('100.10') }),
    rules: () => ({ tick: parseAmount('0.01'), step: parseAmount('0.001'), isTrading: true }),
    lastTradeMs: () => 0,
    venueNowMs: () => 1_700_000_000_000,
    grant: (wanted: number) => wanted,
    desk: {
      isCanceling: () => false,
      cancel: () => {},
      place: (each: readonly IntentRecord[]) => intents.push(...each),
    },
  };
  const trader = new Trader(log, new Identity(log, new ManualClock(), 'now', () => {}), deaf);
  trader.step(session as unknown as VenueSession, 'BTCUSDT');
  return intents;
}

describe('a trader (row 6)', () => {
  it('places all its quotes within the default limits', () => {
    expect(placed(defaultLimits)).toHaveLength(4);
  });

  it('places no intent that would exceed the number of orders', () => {
    expect(placed({ ...defaultLimits, openOrders: 3 })).toHaveLength(3);
  });

  it('places no intent that would exceed the worst-case position', () => {
    const intents = placed({ ...defaultLimits, positionValue: parseAmount('500') });
    expect(intents.map(({ side }) => side).sort()).toEqual(['BUY', 'SELL']);
  });
});
