import { describe, expect, it } from 'vitest';
import { type RecoveryTimesOptions, recoveryTimes } from '../../src/checks/recovery-times.ts';
import {
  crash,
  engineRecovery,
  finishJournal,
  journalBeforeKill,
  ledgerBeforeKill,
  ledgerOfRecovery,
  moments,
  wholeLedger,
  withLedger,
} from './histories.ts';
import { mono } from './ledger-script.ts';

const options = (changes: Partial<RecoveryTimesOptions> = {}): RecoveryTimesOptions => ({
  t0MonoNs: mono(moments.killMs),
  scope: 'start',
  boundMs: 60_000,
  waits: [],
  ...changes,
});
const held = (changes: object) =>
  [{ file: 'recovery-2.json', incarnation: 1, recovery: engineRecovery() }].map((one) => ({
    ...one,
    recovery: { ...one.recovery, recoveries: one.recovery.recoveries.map((part) => ({ ...part, ...changes })) },
  }));

describe('recoveryTimes', () => {
  it('takes detection from the supervisor, phases from the engine and resumed from the ledger', () => {
    const times = recoveryTimes(crash(), options());
    expect(times.rtoMs).toEqual({ detected: 8, stateRecovered: 310, reconciled: 410, resumed: 500 });
    expect(times.firstInstrumentResumedMs).toBe(500);
    expect(times.expiryWaitMs).toBe(20);
    expect(times.processStartToResumedMs).toBe(180);
    expect(times.steps.map(({ name, durationMs }) => [name, durationMs])).toEqual([
      ['detect', 8],
      ['assess', 294],
      ['recover', 8],
      ['reconcile', 100],
      ['validate', 10],
      ['resume', 80],
    ]);
  });

  it('does not take a refused order, one on an old connection, or one before stage full for resumed', () => {
    const ledger = ledgerOfRecovery()
      .place(1430, 3, { clientOrderId: 'early' })
      .place(1460, 3, { clientOrderId: 'refused' }, { status: 400 })
      .place(1470, 1, { clientOrderId: 'old' })
      .place(1600, 3, { clientOrderId: 'c3' });
    expect(recoveryTimes(withLedger(ledger), options()).rtoMs.resumed).toBe(600);
  });

  it('is null, not zero, when an instrument was never quoted, was held, or resumed after the bound', () => {
    expect(recoveryTimes(withLedger(ledgerOfRecovery()), options()).rtoMs.resumed).toBeNull();
    expect(recoveryTimes(crash(), options({ boundMs: 499 })).rtoMs.resumed).toBeNull();
    const instruments = [
      { venue: 'A', symbol: 'BTCUSDT', stage: 'cancel-only', sinceMonoNs: mono(1310), hold: 'unknown order' },
    ];
    expect(recoveryTimes(crash({ recoveries: held({ instruments }) as never }), options()).rtoMs.resumed).toBeNull();
  });

  it('waits for the last instrument and prints the first', () => {
    const recoveries = held({ instruments: [] }) as never;
    const open = wholeLedger().gates(1600, 3, 'ETHUSDT');
    const opening = open.rows[0];
    if (opening?.kind !== 'open') throw new Error('no opening row');
    opening.symbols.push({ symbol: 'ETHUSDT', base: 'ETH', quote: 'USDT', tick: '0.01', step: '0.001' });
    expect(recoveryTimes(withLedger(open, { recoveries }), options()).rtoMs.resumed).toBeNull();
    const quoted = open.place(1700, 3, { clientOrderId: 'c4', symbol: 'ETHUSDT' });
    const times = recoveryTimes(withLedger(quoted, { recoveries }), options());
    expect(times.rtoMs.resumed).toBe(700);
    expect(times.firstInstrumentResumedMs).toBe(500);
  });

  it('subtracts imposed waits only where they lie between the fault and the moment', () => {
    const waits = [{ startedMonoNs: mono(900), endedMonoNs: mono(1290) }];
    const { rtoMs } = recoveryTimes(crash(), options({ waits }));
    expect(rtoMs).toEqual({ detected: 0, stateRecovered: 20, reconciled: 120, resumed: 210 });
  });

  it('judges a reopened session by connections after the cut and by the engine’s own detection', () => {
    const ledger = ledgerBeforeKill()
      .place(590, 1, { clientOrderId: 'cy' })
      .connect(700, 5, 6)
      .gates(710, 5)
      .place(800, 5, { clientOrderId: 'c3' });
    const session = held({ scope: 'session', detectedMonoNs: mono(605), instruments: [], phases: [] }) as never;
    const evidence = withLedger(ledger, {
      disconnects: [{ venue: 'A', cutMonoNs: mono(601), restoredMonoNs: mono(690) }],
      incarnations: crash().incarnations.slice(0, 1),
      recoveries: (session as unknown as { incarnation: number }[]).map((one) => ({ ...one, incarnation: 0 })) as never,
      journals: [finishJournal(journalBeforeKill()).copy('end', null)],
    });
    const { rtoMs, processStartToResumedMs } = recoveryTimes(
      evidence,
      options({ t0MonoNs: mono(600), scope: 'session' }),
    );
    expect(rtoMs).toEqual({ detected: 5, stateRecovered: null, reconciled: null, resumed: 200 });
    expect(processStartToResumedMs).toBeNull();
  });
});
