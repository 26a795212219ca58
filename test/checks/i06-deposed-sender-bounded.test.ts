import { describe, expect, it } from 'vitest';
import {
  asGuard,
  crash,
  exercised,
  finishJournal,
  journalBeforeKill,
  ledgerBeforeKill,
  wholeLedger,
  withLedger,
} from './histories.ts';

/** The old incarnation's request of 980 ms was held in its link and reaches the venue after the takeover at 1300. */
const late = (ms: number, status = 200, durableMs: number | null = 981) => {
  const journal = journalBeforeKill().intent(980, { clientOrderId: 'cx' }, { durableMs });
  const journals = [journal.copy('before fault 1', 0), finishJournal(journal).copy('end', null)];
  return withLedger(ledgerBeforeKill().place(ms, 1, { clientOrderId: 'cx' }, { status }), { journals });
};

describe('I6', () => {
  it('is violated by an order accepted from the deposed sender after its expiry', () => {
    expect(exercised('I6', late(1981)).findings).toEqual([
      "A accepted cx from deposed incarnation 1 (row 21) 1 ms after its intent's expiry",
    ]);
  });

  it('is violated by an intent that the journal copied at the takeover does not have', () => {
    const evidence = withLedger(ledgerBeforeKill().place(1400, 1, { clientOrderId: 'c3' }));
    expect(exercised('I6', evidence).findings[0]).toContain('without an intent in the journal copied at the takeover');
  });

  it('is violated by an intent that became durable only after the takeover', () => {
    expect(exercised('I6', late(1400, 200, 1350)).verdict).toBe('violated');
  });

  it('holds for a late order within its expiry, and counts refused ones', () => {
    expect(exercised('I6', late(1980)).verdict).toBe('held');
    const refused = exercised('I6', late(2500, 400));
    expect(refused).toMatchObject({ verdict: 'held', checked: 1 });
    expect(refused.observed).toContain('1 of them refused');
  });

  it('is inconclusive without a deposed sender, and not exercised as a guard', () => {
    expect(exercised('I6', withLedger(wholeLedger())).verdict).toBe('inconclusive');
    expect(asGuard('I6', crash()).verdict).toBe('not exercised');
  });
});
