import { describe, expect, it } from 'vitest';
import { crash, exercised, ledgerBeforeKill, resumedState, trueState, wholeLedger } from './histories.ts';
import { LedgerScript } from './ledger-script.ts';

const truth = trueState(wholeLedger().read());
const withFills = (fills: typeof truth.fills) => crash({ resumedStates: [resumedState({ ...truth, fills })] });

const barrier = { kind: 'reply' as const, id: 'barrier' };
const later = { kind: 'reply' as const, id: 'later' };

describe('I2', () => {
  it('is violated by a fill that was not fetched after the restart', () => {
    const result = exercised('I2', withFills(truth.fills.filter(({ tradeId }) => tradeId !== 2)));
    expect(result.verdict).toBe('violated');
    expect(result.findings[0]).toContain('trade 2 BTCUSDT of c1, BUY 0.1 at 100');
    expect(result.findings[0]).toContain('stands never in the engine and once at the venue');
  });

  it('is violated by a fill applied twice', () => {
    const result = exercised('I2', withFills([...truth.fills, ...truth.fills.slice(0, 1)]));
    expect(result.findings).toHaveLength(1);
    expect(result.findings[0]).toContain('stands 2 times in the engine and once at the venue');
  });

  it('is violated by a fill of the same trade id with other content', () => {
    const result = exercised('I2', withFills(truth.fills.map((fill) => ({ ...fill, quantity: '0.3' }))));
    expect(result.verdict).toBe('violated');
  });

  it('is violated by a cursor that trails resumed beyond its bound, although everything is equal at it', () => {
    const ledger = wholeLedger().read();
    const old = ledger.events.find(({ clientOrderId }) => clientOrderId === 'c2');
    const cursor = { kind: 'event' as const, id: old?.eventId ?? '' };
    const state = trueState(ledger, cursor, 2500);
    const result = exercised('I2', crash({ resumedStates: [resumedState(state)] }));
    expect(result.findings.join()).toContain('the cursor leaves out what happened 2300 ms before resumed');
  });

  it('is violated by a cursor before the answers its recovery rests on, however close to resumed', () => {
    const ledger = wholeLedger().read();
    const old = ledger.events.find(({ clientOrderId }) => clientOrderId === 'c2');
    const state = trueState(ledger, { kind: 'event', id: old?.eventId ?? '' }, 1000);
    const result = exercised('I2', crash({ resumedStates: [resumedState(state)] }));
    expect(result.verdict).toBe('violated');
    expect(result.findings[0]).toMatch(/the cursor \(row \d+\) lies before the venue's last answer of that recovery/);
  });

  it('is violated at the final look although all was equal at resumed: an engine that resumed and went deaf', () => {
    const ledger = wholeLedger().trade(1600, 'c2', 3, '1').ask(1700, 4, 'account.status', { id: 'later' }).read();
    const deaf = { ...trueState(ledger), monoNs: trueState(ledger, barrier, 1750).monoNs, cursors: { A: later } };
    const states = [resumedState(trueState(ledger)), resumedState(deaf, { moment: 'final look' })];
    const result = exercised('I2', crash({ ledgers: new Map([['A', ledger]]), resumedStates: states }));
    expect(result.verdict).toBe('violated');
    expect(result.findings[0]).toContain('A at final look');
  });

  it('holds when a trade follows the cursor closely: it is compared at the cursor, not at the end', () => {
    const ledger = wholeLedger().trade(1520, 'c2', 3, '1', [4]).read();
    const state = trueState(ledger, { kind: 'reply', id: 'barrier' }, 1550);
    const result = exercised('I2', crash({ ledgers: new Map([['A', ledger]]), resumedStates: [resumedState(state)] }));
    expect(result).toMatchObject({ verdict: 'held', checked: 2, population: 2 });
  });

  it('is inconclusive when no trade stands before the cursor', () => {
    const ledger = new LedgerScript().connect(10, 4).ask(1400, 4, 'account.status', { id: 'barrier' }).read();
    const result = exercised(
      'I2',
      crash({ ledgers: new Map([['A', ledger]]), resumedStates: [resumedState(trueState(ledger))] }),
    );
    expect(result.verdict).toBe('inconclusive');
  });

  it('is inconclusive when the ledger does not know the cursor', () => {
    const ledger = ledgerBeforeKill().read();
    const result = exercised(
      'I2',
      crash({ ledgers: new Map([['A', ledger]]), resumedStates: [resumedState(trueState(ledger))] }),
    );
    expect(result.verdict).toBe('inconclusive');
    expect(result.observed).toContain('the ledger has no reply barrier');
  });
});
