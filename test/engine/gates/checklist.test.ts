import { describe, expect, it } from 'vitest';
import { type GateEvidence, judgeGates, redBoxes } from '../../../src/engine/gates/checklist.ts';

const good: GateEvidence = {
  incarnation: 'i',
  linksUp: true,
  linkErrors: [],
  withoutMarket: [],
  journalWritable: true,
  durableSequence: 5n,
  checkpoint: null,
  replayedEntries: 4,
  recomputation: [],
  limits: '20 alive orders',
  limitsHold: true,
  configurationHash: 'ab',
  strategy: 'market maker',
  notReconciled: [],
  pendingOrders: [],
  balanceDifferences: [],
  unexpectedOrders: [],
  notTrading: [],
  wideSpreads: [],
};

describe('the pre-restart checklist (row 59)', () => {
  it('has the 25 boxes of the pre-restart checklist in its six groups', () => {
    const groups = new Map<string, number>();
    for (const { group } of judgeGates(good)) groups.set(group, (groups.get(group) ?? 0) + 1);
    expect([...groups]).toEqual([
      ['System Health', 6],
      ['State Recovery', 4],
      ['Position Reconciliation', 4],
      ['Risk Checks', 4],
      ['Market Conditions', 4],
      ['Approvals', 3],
    ]);
  });

  it('has no red box when all evidence is good, and says what is not assessed', () => {
    expect(redBoxes(judgeGates(good))).toEqual([]);
    const later = judgeGates(good).filter((gate) => gate.status === 'not assessed');
    expect(later.map((gate) => gate.box)).toContain('Kill switch functional');
    expect(later.every((gate) => gate.evidence.endsWith('does not exist yet'))).toBe(true);
  });

  it.each([
    ['linksUp', { linksUp: false }, 'All services connected'],
    ['no market', { withoutMarket: ['A BTCUSDT has no top of book'] }, 'Market data flowing'],
    ['a failed journal', { journalWritable: false }, 'Database accessible'],
    ['no configuration', { configurationHash: null }, 'Configuration loaded'],
    ['profit that is not what the fills say', { recomputation: ['A BTCUSDT'] }, 'State validated (no corruption)'],
    ['a configuration without limits', { limits: null }, 'Risk limits loaded'],
    ['limits that let everything through', { limitsHold: false }, 'Pre-trade checks functional'],
    ['an unknown order', { pendingOrders: ['order m-1-1 has an unknown outcome'] }, 'Open orders recovered'],
    ['a balance difference', { balanceDifferences: ['A BTC: expected 1, seen 2'] }, 'Account balances correct'],
    ['an order of a lost tail', { unexpectedOrders: ['A BTCUSDT m-1-1'] }, 'No unexpected positions'],
    ['a halted symbol', { notTrading: ['A BTCUSDT is not TRADING'] }, 'Markets open (trading hours)'],
    ['a wide spread', { wideSpreads: ['A BTCUSDT'] }, 'Spreads normal'],
  ])('%s turns its own box red and names itself', (_name, change, box) => {
    const red = redBoxes(judgeGates({ ...good, ...change }));
    expect(red).toHaveLength(1);
    expect(red[0]?.startsWith(`${box}: `)).toBe(true);
  });
});
