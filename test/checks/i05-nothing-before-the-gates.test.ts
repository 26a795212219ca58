import { describe, expect, it } from 'vitest';
import {
  crash,
  exercised,
  finishJournal,
  journalBeforeKill,
  ledgerBeforeKill,
  ledgerOfRecovery,
  wholeLedger,
  withLedger,
} from './histories.ts';
import type { JournalScript } from './journal-script.ts';
import { type LedgerScript, mono } from './ledger-script.ts';

/** The kill left an intent of 990 ms without an outcome: nothing new on BTCUSDT before 990 + 1000 + 50 + 50. */
const expiryMs = 990 + 1100;
const leftUnknown = (
  ledger: LedgerScript,
  settle: (journal: JournalScript) => JournalScript = (journal) => journal,
) => {
  const journal = settle(journalBeforeKill().intent(990, { clientOrderId: 'cx' }));
  return withLedger(ledger, {
    journals: [journal.copy('before fault 1', 0), finishJournal(journal).copy('end', null)],
  });
};

describe('I5', () => {
  it('is violated by a new order before the venue answered trades of that symbol', () => {
    const early = ledgerBeforeKill()
      .connect(1310, 3)
      .ask(1350, 3, 'GET /api/v3/account')
      .ask(1350, 3, 'GET /api/v3/openOrders')
      .ask(1350, 3, 'GET /api/v3/myTrades', { symbol: 'ETHUSDT' })
      .place(1500, 3, { clientOrderId: 'c3' });
    const result = exercised('I5', withLedger(early));
    expect(result.findings).toEqual([
      'incarnation 2 at A: new order c3 on BTCUSDT (row 28) came before the venue had answered account, open orders and trades',
    ]);
  });

  it('is violated when the gate was only answered to the old incarnation, or its answer was withheld', () => {
    const withheld = ledgerBeforeKill()
      .connect(1310, 3)
      .ask(1350, 3, 'GET /api/v3/account', { delivered: 'withheld' })
      .ask(1350, 3, 'GET /api/v3/openOrders')
      .ask(1350, 3, 'GET /api/v3/myTrades', { symbol: 'BTCUSDT' })
      .place(1500, 3, { clientOrderId: 'c3' });
    expect(exercised('I5', withLedger(withheld)).verdict).toBe('violated');
  });

  it('is violated by a new order while an intent left without an outcome may still reach the book', () => {
    const ledger = ledgerOfRecovery().place(expiryMs - 1, 3, { clientOrderId: 'c3' });
    expect(exercised('I5', leftUnknown(ledger)).findings).toEqual([
      'incarnation 2 at A: new order c3 on BTCUSDT (row 34) came 1 ms before cx, left without an outcome, could be ruled out',
    ]);
  });

  it('holds from the millisecond the left intent can be ruled out', () => {
    const ledger = ledgerOfRecovery().place(expiryMs, 3, { clientOrderId: 'c3' });
    expect(exercised('I5', leftUnknown(ledger)).verdict).toBe('held');
  });

  it('holds when the journal copied after the death shows the outcome and the ledger bears it out', () => {
    const taken = ledgerOfRecovery(ledgerBeforeKill().place(995, 1, { clientOrderId: 'cx' })).place(1500, 3, {
      clientOrderId: 'c3',
    });
    const evidence = leftUnknown(taken, (journal) => journal.outcome(996, 'accepted', 'cx'));
    expect(exercised('I5', evidence).verdict).toBe('held');
  });

  it('is violated when only the journal claims the outcome: the venue never answered that intent', () => {
    const evidence = leftUnknown(wholeLedger(), (journal) => journal.outcome(995, 'accepted', 'cx'));
    expect(exercised('I5', evidence).verdict).toBe('violated');
  });

  it('is violated before the expiry although the new incarnation was shown the left order by open orders', () => {
    const found = ledgerOfRecovery(ledgerBeforeKill().place(995, 1, { clientOrderId: 'cx' })).place(1500, 3, {
      clientOrderId: 'c3',
    });
    expect(exercised('I5', leftUnknown(found)).verdict).toBe('violated');
  });

  it('is violated when the left order reached the book only after open orders were answered', () => {
    const late = ledgerOfRecovery().place(1420, 1, { clientOrderId: 'cx' }).place(1500, 3, { clientOrderId: 'c3' });
    expect(exercised('I5', leftUnknown(late)).verdict).toBe('violated');
  });

  it('is violated when the left order was shown only after the new one had been sent', () => {
    const found = ledgerOfRecovery(ledgerBeforeKill())
      .place(1420, 1, { clientOrderId: 'cx' })
      .place(1500, 3, { clientOrderId: 'c3' })
      .ask(1510, 3, 'GET /api/v3/order', { symbol: 'BTCUSDT', params: { origClientOrderId: 'cx' } });
    expect(exercised('I5', leftUnknown(found)).verdict).toBe('violated');
  });

  it('judges a reopened session by the connections opened after the cut', () => {
    const disconnects = [{ venue: 'A', cutMonoNs: mono(600), restoredMonoNs: mono(650) }];
    const reconnect = (gated: boolean) => {
      const ledger = ledgerBeforeKill().connect(700, 5);
      return (gated ? ledger.gates(710, 5) : ledger).place(800, 5, { clientOrderId: 'c3' });
    };
    const one = crash().incarnations.slice(0, 1);
    const journals = [finishJournal(journalBeforeKill()).copy('end', null)];
    const evidence = (gated: boolean) => withLedger(reconnect(gated), { disconnects, incarnations: one, journals });
    expect(exercised('I5', evidence(true)).verdict).toBe('held');
    expect(exercised('I5', evidence(false)).findings[0]).toContain('the session reopened at A: new order c3');
  });

  it('is inconclusive when nobody placed an order after the restart', () => {
    expect(exercised('I5', withLedger(ledgerOfRecovery())).verdict).toBe('inconclusive');
  });
});
