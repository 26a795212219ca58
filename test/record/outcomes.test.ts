import { describe, expect, it } from 'vitest';
import {
  type DrillFindings,
  drillVerdict,
  verdictOfOutcome,
  worstOutcome,
  worstVerdict,
} from '../../src/record/outcomes.ts';
import { outcome } from '../../src/record/schema.ts';
import { check, fault, steadyState } from './records.ts';

const judged = (changes: Partial<DrillFindings> = {}) =>
  drillVerdict({ checks: [check()], faults: [fault()], steadyState, deviations: [], ...changes });
const violated = (id: string) => check({ id, verdict: 'violated', findings: [`${id} found something`] });

describe('drillVerdict', () => {
  it('holds when every exercised check held, whatever guards were not exercised', () => {
    const guard = check({ id: 'I6', role: 'guard', verdict: 'not exercised' });
    expect(judged({ checks: [check(), guard] })).toEqual({
      verdict: 'held',
      outcome: 'held',
      why: 'All 1 exercised checks held.',
    });
  });

  it('tells a violated objective from violated integrity, and names the finding', () => {
    expect(judged({ checks: [check(), violated('I7')] })).toMatchObject({
      verdict: 'violated',
      outcome: 'objective violated',
    });
    expect(judged({ checks: [violated('I7'), violated('I2')] })).toEqual({
      verdict: 'violated',
      outcome: 'integrity violated',
      why: 'I2: I2 found something',
    });
  });

  it('is violated by a guard too', () => {
    const guard = { ...violated('I12'), role: 'guard' as const };
    expect(judged({ checks: [check(), guard] }).outcome).toBe('integrity violated');
  });

  it('lets a violation win over missing evidence and over an interrupt', () => {
    const stopped = { outcome: 'aborted' as const, why: 'interrupted' };
    expect(judged({ checks: [violated('I1')], steadyState: null, stopped }).verdict).toBe('violated');
  });

  it('is inconclusive when something was not reached, proven, undone or seen', () => {
    const missing: Partial<DrillFindings>[] = [
      { steadyState: null },
      { steadyState: { ...steadyState, reached: false } },
      { faults: [fault({ effect: null, provenMonoNs: null })] },
      { faults: [fault({ effect: { monoNs: '1', statement: '', holds: false } })] },
      { faults: [fault({ undo: { monoNs: '1', statement: '', holds: false } })] },
      { checks: [check(), check({ id: 'I8', verdict: 'inconclusive' })] },
      { checks: [check({ id: 'I10', verdict: 'not assessed' })] },
      { checks: [check({ role: 'guard', verdict: 'not exercised' })] },
      { checks: [] },
    ];
    for (const changes of missing)
      expect(judged(changes)).toMatchObject({ verdict: 'inconclusive', outcome: 'inconclusive' });
  });

  it('is held with deviations between target and maximum', () => {
    const why = 'total took 1500 ms, past its target of 1000 ms.';
    expect(judged({ deviations: [why] })).toEqual({ verdict: 'held', outcome: 'held with deviations', why });
  });

  it('keeps why a drill stopped', () => {
    const stopped = { outcome: 'aborted' as const, why: 'Interrupted by SIGINT.' };
    expect(judged({ stopped })).toEqual({ verdict: 'inconclusive', outcome: 'aborted', why: 'Interrupted by SIGINT.' });
  });
});

describe('worst wins', () => {
  it('orders verdicts violated, inconclusive, held, and calls nothing judged inconclusive', () => {
    expect(worstVerdict(['held', 'inconclusive', 'violated'])).toBe('violated');
    expect(worstVerdict(['held', 'inconclusive'])).toBe('inconclusive');
    expect(worstVerdict(['held'])).toBe('held');
    expect(worstVerdict([])).toBe('inconclusive');
  });

  it('orders outcomes consistently with their verdicts', () => {
    for (const a of outcome.options) {
      for (const b of outcome.options) {
        const worst = verdictOfOutcome[worstOutcome([a, b])];
        expect(worst).toBe(worstVerdict([verdictOfOutcome[a], verdictOfOutcome[b]]));
      }
    }
  });
});
