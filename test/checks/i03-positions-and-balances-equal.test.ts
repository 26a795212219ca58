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
const withState = (changes: Partial<typeof truth>) =>
  crash({ resumedStates: [resumedState({ ...truth, ...changes })] });

describe('I3', () => {
  it('is violated by a position that counts a fill twice', () => {
    const positions = truth.positions.map((position) => ({ ...position, quantity: '0.9' }));
    const result = exercised('I3', withState({ positions }));
    expect(result.findings).toEqual([
      'A at resumed 1: position BTCUSDT is 0.9 in the engine and 0.5 at the venue (difference 0.4)',
    ]);
  });

  it('is violated when only the locked part of a balance differs', () => {
    const ledger = ledgerOfRecovery(ledgerBeforeKill().balance(300, 'USDT', '99940', '60')).read();
    const good = trueState(ledger);
    const balances = good.balances.map((balance) =>
      balance.asset === 'USDT' ? { ...balance, locked: '59.99' } : balance,
    );
    const evidence = crash({ ledgers: new Map([['A', ledger]]), resumedStates: [resumedState({ ...good, balances })] });
    expect(exercised('I3', evidence).findings).toEqual([
      'A at resumed 1: balance USDT locked is 59.99 in the engine and 60 at the venue (difference -0.01)',
    ]);
  });

  it('holds when the same amounts are written with other trailing zeros, and a zero asset is not listed', () => {
    const positions = [{ venue: 'A', symbol: 'BTCUSDT', quantity: '0.50', realisedPnl: '0' }];
    const result = exercised(
      'I3',
      withState({ positions, balances: [...truth.balances, { venue: 'A', asset: 'ETH', free: '0.0', locked: '0' }] }),
    );
    expect(result.verdict).toBe('held');
  });

  it('is inconclusive when nothing was traded before the cursor', () => {
    const ledger = new LedgerScript().connect(10, 4).ask(1400, 4, 'account.status', { id: 'barrier' }).read();
    const result = exercised(
      'I3',
      crash({ ledgers: new Map([['A', ledger]]), resumedStates: [resumedState(trueState(ledger))] }),
    );
    expect(result.verdict).toBe('inconclusive');
  });
});
