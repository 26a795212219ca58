import { describe, expect, it } from 'vitest';
import type { DrillEvidence } from '../../src/checks/evidence.ts';
import {
  crash,
  exercised,
  finishJournal,
  journalBeforeKill,
  resumedState,
  trueState,
  wholeLedger,
  withLedger,
} from './histories.ts';
import type { JournalScript } from './journal-script.ts';
import { type LedgerScript, mono } from './ledger-script.ts';

const barrier2 = { kind: 'reply' as const, id: 'barrier2' };

interface Bad {
  /** What the ledger gains between the second start at 3300 ms and its resumed at 3450. */
  readonly ledger?: (ledger: LedgerScript) => LedgerScript;
  readonly journal?: (journal: JournalScript) => JournalScript;
  readonly hashAtResumed?: string;
  readonly matchingResumedMs?: number;
}

/** Matching paused at 2000 ms, second kill at 3000, recovery on connections 5 and 6, resumed at 3450. */
function twice({
  ledger = (same) => same,
  journal = (same) => same,
  hashAtResumed = 'e0',
  matchingResumedMs = 3500,
}: Bad = {}): DrillEvidence {
  const script = ledger(wholeLedger().connect(3310, 5, 6).gates(3350, 5)).ask(3400, 6, 'account.status', {
    id: 'barrier2',
  });
  const entries = journalBeforeKill();
  const first = entries.copy('before fault 1', 0);
  const second = finishJournal(entries).copy('before second restart', 1);
  const end = journal(entries).resumed(3450, hashAtResumed).intent(3460, { clientOrderId: 'c4' }).copy('end', null);
  const read = script.place(3470, 5, { clientOrderId: 'c4' }).read();
  const [old, successor] = crash().incarnations;
  return withLedger(script, {
    journals: [first, second, end],
    resumedStates: [
      resumedState(trueState(read)),
      resumedState(trueState(read, barrier2, 3450), { incarnation: 2, file: 'state-resumed-2.json' }),
    ],
    incarnations: [
      ...(old === undefined || successor === undefined
        ? []
        : [old, { ...successor, goneMonoNs: mono(3005), endRequestedMonoNs: mono(3000) }]),
      { pid: 13, startedMonoNs: mono(3300), goneMonoNs: null, endRequestedMonoNs: null },
    ],
    secondRestart: {
      matchingPausedMonoNs: mono(2000),
      matchingResumedMonoNs: mono(matchingResumedMs),
      killMonoNs: mono(3000),
      incarnation: 2,
      journalBefore: 'before second restart',
      journalAfter: 'end',
    },
  });
}

describe('I8', () => {
  it('holds when nothing was added, and does not count a quote after resumed', () => {
    expect(exercised('I8', twice())).toMatchObject({ verdict: 'held', checked: 2, population: 2, findings: [] });
  });

  it('is violated by an order before its own resumed', () => {
    const result = exercised('I8', twice({ ledger: (ledger) => ledger.place(3390, 5, { clientOrderId: 'c3b' }) }));
    expect(result.findings).toEqual(['A accepted order 4 (c3b) from it before its resumed (row 47)']);
  });

  it('is violated by a synthetic fill, an intent or an adjustment in the journal', () => {
    const fill = exercised('I8', twice({ journal: (journal) => journal.fill(3400, 'c1', 77, '0.1') }));
    expect(fill.findings).toEqual(['the journal gained the fill A BTCUSDT 77 (sequence 10)']);
    const intent = exercised('I8', twice({ journal: (journal) => journal.intent(3400, { clientOrderId: 'cz' }) }));
    expect(intent.findings).toEqual(['the journal gained the intent cz (sequence 10)']);
    const adjustment = { type: 'adjustment', venue: 'A', asset: 'BTC', delta: '0.1', reason: 'unexplained' };
    const adjusted = exercised('I8', twice({ journal: (journal) => journal.row(3400, adjustment) }));
    expect(adjusted.findings).toEqual(['the journal gained an adjustment of 0.1 BTC at A: unexplained']);
  });

  it('holds when a fill that was known before the kill is written again', () => {
    expect(exercised('I8', twice({ journal: (journal) => journal.fill(3400, 'c1', 2, '0.1') })).verdict).toBe('held');
  });

  it('is violated by another economic hash', () => {
    expect(exercised('I8', twice({ hashAtResumed: 'e1' })).findings).toEqual([
      'the economic hash is e1 at resumed and was e0 before the kill',
    ]);
  });

  it('is inconclusive when matching went on too early: its assumption broke', () => {
    expect(exercised('I8', twice({ matchingResumedMs: 3440 })).verdict).toBe('inconclusive');
    const traded = exercised('I8', twice({ ledger: (ledger) => ledger.trade(3360, 'c2', 9, '0.1') }));
    expect(traded).toMatchObject({ verdict: 'inconclusive', findings: [] });
    expect(traded.observed).toContain('A traded');
  });

  it('is inconclusive without a second restart', () => {
    expect(exercised('I8', crash()).verdict).toBe('inconclusive');
  });
});
