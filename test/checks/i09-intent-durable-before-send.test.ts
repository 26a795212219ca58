import { describe, expect, it } from 'vitest';
import { asGuard, crash, exercised, finishJournal, journalBeforeKill, wholeLedger, withLedger } from './histories.ts';
import { LedgerScript } from './ledger-script.ts';

/** c4 reaches the venue at 1600 ms. */
const slowed = (durableMs: number | null) => {
  const journal = journalBeforeKill();
  const copied = journal.copy('before fault 1', 0);
  const end = finishJournal(journal).intent(1590, { clientOrderId: 'c4' }, { durableMs }).copy('end', null);
  return withLedger(wholeLedger().place(1600, 3, { clientOrderId: 'c4' }), {
    journals: [copied, end],
    syncsSlowed: true,
  });
};

describe('I9', () => {
  it('is violated by a request received before its intent was durable', () => {
    expect(exercised('I9', slowed(1600.25)).findings).toEqual([
      'A received c4 (row 38) 0.250 ms before its intent was durable',
    ]);
  });

  it('holds when the sync had just returned', () => {
    expect(exercised('I9', slowed(1600))).toMatchObject({ verdict: 'held', checked: 4, population: 4 });
  });

  it('leaves an intent without a known durable time out of the population and says so', () => {
    const result = exercised('I9', slowed(null));
    expect(result).toMatchObject({ verdict: 'held', checked: 3, population: 3 });
    expect(result.observed).toContain('1 more belong to the last batch of a life');
  });

  it('is inconclusive when an intent before the last batch has no durable time', () => {
    const journal = journalBeforeKill().intent(300, { clientOrderId: 'c5' }, { durableMs: null });
    const copied = journal.copy('before fault 1', 0);
    const end = finishJournal(journal).copy('end', null);
    const ledger = wholeLedger().place(1600, 3, { clientOrderId: 'c5' });
    const result = exercised('I9', withLedger(ledger, { journals: [copied, end], syncsSlowed: true }));
    expect(result).toMatchObject({ verdict: 'inconclusive', checked: 3, population: 4 });
  });

  it('is violated by a request without an intent in any journal', () => {
    const evidence = withLedger(wholeLedger().place(1600, 3, { clientOrderId: 'stray' }), { syncsSlowed: true });
    expect(exercised('I9', evidence).findings).toEqual(['A received stray (row 38) without an intent in any journal']);
  });

  it('is inconclusive where syncs were not slowed or nothing was sent', () => {
    expect(exercised('I9', crash()).verdict).toBe('inconclusive');
    expect(asGuard('I9', crash()).verdict).toBe('not exercised');
    expect(exercised('I9', withLedger(new LedgerScript(), { syncsSlowed: true })).verdict).toBe('inconclusive');
  });
});
