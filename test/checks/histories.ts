/** A history that breaks nothing, from which every bad one and every near miss is made by one change. */

import type { DrillEvidence, ResumedState } from '../../src/checks/evidence.ts';
import { type CheckId, judge } from '../../src/checks/index.ts';
import type { Ledger } from '../../src/checks/ledger.ts';
import { ledgerAt, positionOfCursor } from '../../src/checks/ledger-at.ts';
import { formatAmount } from '../../src/common/amount.ts';
import type { EngineRecovery, EngineState, StreamCursor } from '../../src/contract/engine.ts';
import type { CheckResult, FaultRecord } from '../../src/record/schema.ts';
import { JournalScript } from './journal-script.ts';
import { LedgerScript, mono } from './ledger-script.ts';

export const barrier: StreamCursor = { kind: 'reply', id: 'barrier' };

/** SIGKILL at 1000 ms; the successor starts at 1300, is answered by 1361 and resumes at 1450. */
export const moments = { killMs: 1000, goneMs: 1005, startMs: 1300, resumedMs: 1450, placeMs: 1500 } as const;

/** Up to the kill: order c1 partly filled, c2 open. Connections 1 (orders) and 2 (events). */
export function ledgerBeforeKill(): LedgerScript {
  return new LedgerScript()
    .connect(10, 1, 2)
    .gates(20, 1)
    .place(100, 1, { clientOrderId: 'c1' }, { heard: [2] })
    .place(120, 1, { clientOrderId: 'c2', side: 'SELL', price: '110' }, { heard: [2] })
    .trade(200, 'c1', 1, '0.4', [2]);
}

/** The rest: a fill nobody heard, then the successor on connections 3 and 4 up to its barrier. */
export function ledgerOfRecovery(before: LedgerScript = ledgerBeforeKill()): LedgerScript {
  return before
    .trade(1100, 'c1', 2, '0.1')
    .connect(1310, 3, 4)
    .gates(1350, 3)
    .ask(1400, 4, 'account.status', { id: 'barrier' });
}

export function wholeLedger(): LedgerScript {
  return ledgerOfRecovery().place(moments.placeMs, 3, { clientOrderId: 'c3' }, { heard: [4] });
}

export function journalBeforeKill(): JournalScript {
  return new JournalScript()
    .intent(90, { clientOrderId: 'c1' })
    .outcome(101, 'accepted', 'c1')
    .intent(110, { clientOrderId: 'c2', side: 'SELL', price: '110.00000000' })
    .outcome(121, 'accepted', 'c2')
    .fill(201, 'c1', 1, '0.4');
}

export function finishJournal(journal: JournalScript): JournalScript {
  return journal
    .fill(1362, 'c1', 2, '0.1')
    .resumed(moments.resumedMs)
    .intent(1490, { clientOrderId: 'c3' })
    .outcome(1501, 'accepted', 'c3');
}

/** The engine's state as it should be: the venue's truth at the cursor. */
export function trueState(
  ledger: Ledger,
  cursor: StreamCursor = barrier,
  resumedMs: number = moments.resumedMs,
): EngineState {
  const { venue } = ledger;
  const truth = ledgerAt(ledger, positionOfCursor(ledger, cursor) ?? 0);
  return {
    incarnation: 'i2',
    epoch: 2,
    sequence: '7',
    monoNs: mono(resumedMs),
    stateHash: 's0',
    economicHash: 'e0',
    cursors: { [venue]: cursor },
    positions: [...truth.positions].map(([symbol, quantity]) => ({
      venue,
      symbol,
      quantity: formatAmount(quantity),
      realisedPnl: '0',
    })),
    balances: [...truth.balances].map(([asset, { free, locked }]) => ({
      venue,
      asset,
      free: formatAmount(free),
      locked: formatAmount(locked),
    })),
    openOrders: truth.openOrders.map(({ symbol, clientOrderId, orderId, side, price, quantity, executed }) => ({
      venue,
      symbol,
      clientOrderId,
      venueOrderId: orderId,
      side,
      price,
      quantity,
      executed,
    })),
    pendingOrders: [],
    fills: truth.trades.map((trade) => ({
      venue,
      symbol: trade.symbol,
      tradeId: trade.tradeId,
      clientOrderId: trade.clientOrderId,
      side: trade.side,
      price: formatAmount(trade.price),
      quantity: formatAmount(trade.quantity),
      commission: formatAmount(trade.commission),
      commissionAsset: trade.commissionAsset,
    })),
  };
}

export function resumedState(state: EngineState, changes: Partial<ResumedState> = {}): ResumedState {
  return {
    file: 'state-resumed-1.json',
    incarnation: 1,
    state,
    moment: 'resumed',
    scope: 'start',
    venues: ['A'],
    ...changes,
  };
}

export function provenFault(changes: Partial<FaultRecord> = {}): FaultRecord {
  return {
    id: 'kill',
    type: 'kill-process',
    target: 'engine',
    parameters: {},
    requestedMonoNs: mono(moments.killMs),
    requestedWall: '2026-01-01T00:00:00.000Z',
    provenMonoNs: mono(moments.goneMs),
    undoneMonoNs: null,
    effect: { monoNs: mono(moments.goneMs), statement: 'the pid is gone', holds: true },
    undo: null,
    doesNotTest: 'fsync',
    ...changes,
  };
}

export function engineRecovery(changes: Partial<EngineRecovery> = {}): EngineRecovery {
  const phase = (name: 'assess' | 'recover' | 'reconcile' | 'validate' | 'resume', from: number, to: number) => ({
    name,
    startedMonoNs: mono(from),
    endedMonoNs: mono(to),
    detail: name,
  });
  return {
    incarnation: 'i2',
    startedMonoNs: mono(moments.startMs),
    checkpointUsed: { file: 'checkpoint-7', sequence: '4', fallbackDepth: 0 },
    refused: [],
    tornTail: null,
    replayedEntries: 1,
    recoveries: [
      {
        scope: 'start',
        venues: ['A'],
        previousEnd: 'crash',
        detectedMonoNs: null,
        phases: [
          phase('assess', 1301, 1302),
          phase('recover', 1302, 1310),
          phase('reconcile', 1310, 1410),
          phase('validate', 1410, 1420),
          phase('resume', 1420, moments.resumedMs),
        ],
        gates: [],
        instruments: [{ venue: 'A', symbol: 'BTCUSDT', stage: 'full', sinceMonoNs: mono(1440), hold: null }],
        unknownOrders: { resolved: 0, waitedMs: 20 },
        resumed: { sequence: '7', monoNs: mono(moments.resumedMs), economicHash: 'e0', cursors: { A: barrier } },
      },
    ],
    ...changes,
  };
}

/** Evidence of the crash and its good recovery, with what a test changes. */
export function crash(changes: Partial<DrillEvidence> = {}): DrillEvidence {
  const ledger = changes.ledgers?.get('A') ?? wholeLedger().read();
  const journal = journalBeforeKill();
  const copied = journal.copy('before fault 1', 0);
  return {
    ledgers: new Map([['A', ledger]]),
    journals: [copied, finishJournal(journal).copy('end', null)],
    resumedStates: [resumedState(trueState(ledger))],
    recoveries: [{ file: 'recovery-2.json', incarnation: 1, recovery: engineRecovery() }],
    supervisorEvents: [
      {
        monoNs: mono(1008),
        wallMs: 0,
        event: 'exited',
        pid: 11,
        pidStartTime: null,
        exitCode: null,
        signal: 'SIGKILL',
        detail: '',
      },
    ],
    incarnations: [
      { pid: 11, startedMonoNs: mono(5), goneMonoNs: mono(moments.goneMs), endRequestedMonoNs: mono(moments.killMs) },
      { pid: 12, startedMonoNs: mono(moments.startMs), goneMonoNs: null, endRequestedMonoNs: null },
    ],
    faults: [provenFault()],
    judgedVenues: ['A'],
    disconnects: [],
    damage: [],
    refusedDirectories: [],
    filesAtEnd: [],
    dueAlerts: [],
    secondRestart: null,
    syncsSlowed: false,
    performance: null,
    leaks: null,
    problems: [],
    ...changes,
  };
}

export function withLedger(script: LedgerScript, changes: Partial<DrillEvidence> = {}): DrillEvidence {
  return crash({ ledgers: new Map([['A', script.read()]]), ...changes });
}

/** One check's result when it is exercised alone. */
export function exercised(id: CheckId, evidence: DrillEvidence): CheckResult {
  return resultOf(id, judge(evidence, [id]));
}

export function asGuard(id: CheckId, evidence: DrillEvidence): CheckResult {
  return resultOf(id, judge(evidence, []));
}

function resultOf(id: CheckId, results: readonly CheckResult[]): CheckResult {
  const result = results.find((one) => one.id === id);
  if (result === undefined) throw new Error(`no result of ${id}`);
  return result;
}
