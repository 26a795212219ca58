import { describe, expect, it } from 'vitest';
import { checkIds, checks, judge } from '../../src/checks/index.ts';
import { checkResult } from '../../src/record/schema.ts';
import { asGuard, crash, exercised, resumedState, trueState, wholeLedger } from './histories.ts';

describe('judge', () => {
  it('gives all twelve invariants in their order, each a valid result of the record', () => {
    const results = judge(crash(), ['I1', 'I2', 'I3', 'I4', 'I5']);
    expect(results.map(({ id }) => id)).toEqual(checkIds);
    for (const result of results) expect(checkResult.parse(result)).toEqual(result);
  });

  it('holds exercised checks of a good history and never lets a guard read as held', () => {
    const results = judge(crash(), ['I1', 'I2', 'I3', 'I4', 'I5']);
    const verdicts = Object.fromEntries(results.map(({ id, verdict }) => [id, verdict]));
    expect(verdicts).toMatchObject({ I1: 'held', I2: 'held', I3: 'held', I4: 'held', I5: 'held' });
    for (const id of ['I6', 'I7', 'I8', 'I9', 'I11', 'I12']) expect(verdicts[id]).toBe('not exercised');
    for (const { verdict } of judge(crash(), [])) expect(['not exercised', 'not assessed']).toContain(verdict);
  });

  it('lets a guard turn to violated', () => {
    const state = { ...trueState(wholeLedger().read()), fills: [] };
    expect(asGuard('I2', crash({ resumedStates: [resumedState(state)] })).verdict).toBe('violated');
  });

  it('skips the dependents of evidence that could not be read, naming the cause, and judges the others', () => {
    const cause = 'ledger-A.ndjson:7: expected one JSON object';
    const results = judge(crash({ problems: [{ requirement: 'resumed states', cause }] }), ['I1', 'I2']);
    expect(results.find(({ id }) => id === 'I2')).toMatchObject({
      verdict: 'inconclusive',
      findings: [],
      observed: `Skipped: ${cause}.`,
    });
    expect(results.find(({ id }) => id === 'I1')?.verdict).toBe('held');
  });

  it('is inconclusive when a check throws', () => {
    const ledger = wholeLedger().read();
    const state = {
      ...trueState(ledger),
      positions: [{ venue: 'A', symbol: 'BTCUSDT', quantity: 'many', realisedPnl: '0' }],
    };
    const result = exercised('I3', crash({ resumedStates: [resumedState(state)] }));
    expect(result.verdict).toBe('inconclusive');
    expect(result.observed).toContain('The check itself failed');
  });

  it('says that limits are not assessed, also when they are exercised', () => {
    expect(exercised('I10', crash()).verdict).toBe('not assessed');
  });

  it('names an unmade journal copy as the broken assumption', () => {
    const [, end] = crash().journals;
    const result = exercised('I1', crash({ journals: end === undefined ? [] : [end] }));
    expect(result.verdict).toBe('inconclusive');
    expect(result.observed).toContain('not copied between incarnation 1 and incarnation 2');
  });

  it('states for every assessed check what it cannot show', () => {
    for (const id of checkIds) expect(checks[id].limits).not.toBe('');
  });
});
