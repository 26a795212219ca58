import { describe, expect, it } from 'vitest';
import { rpo } from '../../src/checks/index.ts';
import {
  crash,
  finishJournal,
  journalBeforeKill,
  ledgerBeforeKill,
  ledgerOfRecovery,
  moments,
  resumedState,
  trueState,
  wholeLedger,
  withLedger,
} from './histories.ts';
import { JournalScript } from './journal-script.ts';
import { mono } from './ledger-script.ts';

const t0 = mono(moments.killMs);
const nothing = { intents: 0, acks: 0, fills: 0, configChanges: 0, oldestAgeMs: 0 };

describe('rpo', () => {
  it('counts nothing as lost in a good recovery, and the fill nobody heard as missed and fetched', () => {
    expect(rpo(crash(), t0)).toEqual({
      beforeReconciliation: { ...nothing, cancels: null },
      afterReconciliation: { ...nothing, cancels: 0 },
      destroyedByFault: 0,
      destroyedByClass: { intents: 0, acks: 0, fills: 0, cancels: 0, configChanges: 0 },
      missedThenFetched: 1,
    });
  });

  it('counts what had arrived before the fault and was not journaled, with the age of the oldest', () => {
    const journal = new JournalScript()
      .intent(90, { clientOrderId: 'c1' })
      .outcome(101, 'accepted', 'c1')
      .intent(110, { clientOrderId: 'c2' });
    const copied = journal.copy('before fault 1', 0);
    const before = rpo(
      crash({ journals: [copied, finishJournal(journal).copy('end', null)] }),
      t0,
    ).beforeReconciliation;
    expect(before).toMatchObject({ intents: 0, acks: 1, fills: 1, oldestAgeMs: 880 });
  });

  it('counts a fill as missed, not lost, when its event went into the socket of a killed process', () => {
    const script = ledgerOfRecovery(ledgerBeforeKill().trade(1003, 'c2', 7, '0.2', [2]));
    expect(rpo(withLedger(script), t0)).toMatchObject({ beforeReconciliation: { fills: 0 }, missedThenFetched: 2 });
  });

  it('counts an intent the venue saw and no journal knows', () => {
    const script = wholeLedger();
    const missing = new JournalScript()
      .intent(110, { clientOrderId: 'c2' })
      .outcome(121, 'accepted', 'c2')
      .fill(201, 'c1', 1, '0.4');
    const copied = missing.copy('before fault 1', 0);
    const counts = rpo(withLedger(script, { journals: [copied, finishJournal(missing).copy('end', null)] }), t0);
    expect(counts.beforeReconciliation.intents).toBe(1);
    expect(counts.afterReconciliation.intents).toBe(1);
  });

  it('counts a fill missing at the cursor, and a cancel the engine did not learn', () => {
    const good = wholeLedger().read();
    const state = { ...trueState(good), fills: [] };
    const counts = rpo(crash({ resumedStates: [resumedState(state)] }), t0);
    expect(counts.afterReconciliation.fills).toBe(2);
    expect(counts.missedThenFetched).toBe(0);
    const canceled = wholeLedger().cancel(1550, 3, 'c2').ask(1560, 4, 'account.status', { id: 'later' });
    const stale = { ...trueState(good), cursors: { A: { kind: 'reply' as const, id: 'later' } } };
    expect(rpo(withLedger(canceled, { resumedStates: [resumedState(stale)] }), t0).afterReconciliation.cancels).toBe(1);
  });

  it('counts what the fault destroyed by class: items of which no entry was left, also those that were learnt again', () => {
    const picture = { type: 'order', venue: 'A', symbol: 'BTCUSDT' };
    const journal = new JournalScript()
      .intent(90, { clientOrderId: 'c1' })
      .outcome(101, 'accepted', 'c1')
      .intent(110, { clientOrderId: 'c2' })
      .fill(201, 'c1', 1, '0.4')
      .row(202, { ...picture, clientOrderId: 'c1', status: 'PARTIALLY_FILLED' })
      .row(203, { ...picture, clientOrderId: 'c2', status: 'CANCELED' });
    const cut = new JournalScript()
      .intent(90, { clientOrderId: 'c1' })
      .outcome(101, 'accepted', 'c1')
      .fill(1500, 'c1', 1, '0.4')
      .copy('end', null);
    const counts = rpo(crash({ journals: [journal.copy('before fault 1', 0), cut] }), t0);
    expect(counts).toMatchObject({
      destroyedByFault: 4,
      destroyedByClass: { intents: 1, acks: 1, fills: 1, cancels: 1, configChanges: 0 },
    });
  });

  it('counts entries that stood on disk and do not any more as destroyed', () => {
    const [before] = crash().journals;
    const cut = new JournalScript()
      .intent(90, { clientOrderId: 'c1' })
      .outcome(101, 'accepted', 'c1')
      .copy('end', null);
    expect(rpo(crash({ journals: before === undefined ? [] : [before, cut] }), t0).destroyedByFault).toBe(3);
  });

  it('is null, not zero, where nothing was measured', () => {
    const counts = rpo(crash({ journals: [], resumedStates: [] }), t0);
    expect(counts.beforeReconciliation.fills).toBeNull();
    expect(counts.afterReconciliation.oldestAgeMs).toBeNull();
    expect(counts).toMatchObject({ destroyedByFault: null, destroyedByClass: null, missedThenFetched: null });
  });

  it('reads a cut session from the one journal: what it held when the session reopened', () => {
    const journals = [finishJournal(journalBeforeKill()).copy('end', null)];
    const ledger = wholeLedger();
    const evidence = withLedger(ledger, {
      journals,
      incarnations: crash()
        .incarnations.slice(0, 1)
        .map((life) => ({ ...life, goneMonoNs: null, endRequestedMonoNs: null })),
      disconnects: [{ venue: 'A', cutMonoNs: mono(1001), restoredMonoNs: mono(1200) }],
    });
    expect(rpo(evidence, t0)).toMatchObject({ beforeReconciliation: nothing, missedThenFetched: 1 });
  });
});
