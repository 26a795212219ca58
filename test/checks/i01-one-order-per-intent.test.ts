import { describe, expect, it } from 'vitest';
import { crash, exercised, finishJournal, journalBeforeKill, wholeLedger, withLedger } from './histories.ts';
import { JournalScript } from './journal-script.ts';
import { LedgerScript } from './ledger-script.ts';

const journals = (before: JournalScript, after: (journal: JournalScript) => JournalScript = finishJournal) => {
  const copied = before.copy('before fault 1', 0);
  return [copied, after(before).copy('end', null)];
};

describe('I1', () => {
  it('is violated by a client id sent twice, also when the venue refused the second', () => {
    const result = exercised('I1', withLedger(wholeLedger().place(1600, 3, { clientOrderId: 'c1' }, { status: 400 })));
    expect(result.verdict).toBe('violated');
    expect(result.findings).toEqual(['A received client id c1 2 times']);
  });

  it('is violated by an order without an intent in any journal', () => {
    const result = exercised('I1', withLedger(wholeLedger().place(1600, 3, { clientOrderId: 'stray' })));
    expect(result.findings).toEqual(['A order 4 (stray) has no intent in any journal']);
  });

  it('is violated by an order that differs from its intent', () => {
    const ledger = wholeLedger().place(1600, 3, { clientOrderId: 'c4', quantity: '2' });
    const written = journals(journalBeforeKill(), (journal) =>
      finishJournal(journal).intent(1590, { clientOrderId: 'c4' }),
    );
    const result = exercised('I1', withLedger(ledger, { journals: written }));
    expect(result.findings).toEqual([
      'A order 4 (c4) is BUY 2 BTCUSDT at 100, its intent says BUY 1.00000000 BTCUSDT at 100.00000000',
    ]);
  });

  it('is violated by two intents of one client id', () => {
    const written = journals(journalBeforeKill(), (journal) =>
      finishJournal(journal).intent(1590, { clientOrderId: 'c3' }),
    );
    const result = exercised('I1', crash({ journals: written }));
    expect(result.findings).toEqual(['client id c3 at A stands in 2 different intents (sequences 8, 10)']);
  });

  it('is violated by a second intent of a decision whose first has an unknown outcome', () => {
    const retry = (journal: JournalScript) =>
      finishJournal(journal)
        .intent(1600, { clientOrderId: 'c4' }, { decision: 9 })
        .outcome(1700, 'unknown', 'c4')
        .intent(1710, { clientOrderId: 'c5' }, { decision: 9 });
    const result = exercised('I1', crash({ journals: journals(journalBeforeKill(), retry) }));
    expect(result.findings).toEqual(['decision 9 at A sent c5 while the outcome of c4 was unknown']);
  });

  it('holds when the unknown outcome was settled before the decision was carried on', () => {
    const retry = (journal: JournalScript) =>
      finishJournal(journal)
        .intent(1600, { clientOrderId: 'c4' }, { decision: 9 })
        .outcome(1700, 'unknown', 'c4')
        .outcome(2900, 'never-reached', 'c4')
        .intent(2910, { clientOrderId: 'c5' }, { decision: 9 });
    expect(exercised('I1', crash({ journals: journals(journalBeforeKill(), retry) })).verdict).toBe('held');
  });

  it('holds when a fault destroyed an intent that an earlier copy still shows', () => {
    const [before] = crash().journals;
    const torn = new JournalScript().intent(90, { clientOrderId: 'c1' }).intent(1490, { clientOrderId: 'c3' });
    const result = exercised('I1', crash({ journals: before === undefined ? [] : [before, torn.copy('end', null)] }));
    expect(result.findings).toEqual([]);
    expect(result.verdict).toBe('held');
  });

  it('is inconclusive when no order reached a venue', () => {
    expect(exercised('I1', withLedger(new LedgerScript())).verdict).toBe('inconclusive');
  });
});
