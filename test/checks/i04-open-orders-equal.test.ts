import { describe, expect, it } from 'vitest';
import {
  crash,
  exercised,
  ledgerBeforeKill,
  ledgerOfRecovery,
  resumedState,
  trueState,
  wholeLedger,
} from './histories.ts';
import { LedgerScript } from './ledger-script.ts';

const truth = trueState(wholeLedger().read());
const withOrders = (openOrders: typeof truth.openOrders) =>
  crash({ resumedStates: [resumedState({ ...truth, openOrders })] });

describe('I4', () => {
  it('is violated by an order the engine forgot', () => {
    const result = exercised('I4', withOrders(truth.openOrders.filter(({ clientOrderId }) => clientOrderId !== 'c2')));
    expect(result.findings).toEqual([
      'A at resumed 1: order 2 (c2) SELL 1 BTCUSDT at 110, executed 0 is open at the venue and not in the engine',
    ]);
  });

  it('is violated by an order the venue has canceled while nobody listened', () => {
    const ledger = ledgerOfRecovery(ledgerBeforeKill().cancel(1050, 1, 'c2')).read();
    const evidence = crash({ ledgers: new Map([['A', ledger]]), resumedStates: [resumedState(truth)] });
    const result = exercised('I4', evidence);
    expect(result.findings[0]).toContain('is open in the engine and CANCELED at the venue');
  });

  it('is violated when only the executed quantity differs', () => {
    const orders = truth.openOrders.map((order) =>
      order.clientOrderId === 'c1' ? { ...order, executed: '0.4' } : order,
    );
    expect(exercised('I4', withOrders(orders)).findings[0]).toContain('executed 0.4, the venue order 1 (c1)');
  });

  it('holds when no order is open on either side any more', () => {
    const ledger = ledgerOfRecovery(ledgerBeforeKill().cancel(300, 1, 'c2').trade(400, 'c1', 7, '0.5')).read();
    const evidence = crash({ ledgers: new Map([['A', ledger]]), resumedStates: [resumedState(trueState(ledger))] });
    expect(exercised('I4', evidence)).toMatchObject({ verdict: 'held', checked: 2 });
  });

  it('is inconclusive when the venue never had an order', () => {
    const ledger = new LedgerScript().connect(10, 4).ask(1400, 4, 'account.status', { id: 'barrier' }).read();
    const evidence = crash({ ledgers: new Map([['A', ledger]]), resumedStates: [resumedState(trueState(ledger))] });
    expect(exercised('I4', evidence).verdict).toBe('inconclusive');
  });
});
