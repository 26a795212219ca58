import { describe, expect, it } from 'vitest';
import { drillsWithoutRecord, exercisedChecks, lostItems, rate, rpoWords } from '../../src/report/ratings.ts';
import { drills, runOf } from './fixture.ts';

const objective = { targetMs: 1000, maximumMs: 3000, source: 'a test' };

describe('readings of the record', () => {
  it('rate a duration against target and maximum, both inclusive', () => {
    expect(rate(1000, objective).words).toBe('within target');
    expect(rate(1000.01, objective).words).toBe('over target, within maximum');
    expect(rate(3000, objective).tone).toBe('deviation');
    expect(rate(3000.01, objective)).toEqual({ words: 'over maximum', tone: 'violated' });
    expect(rate(null, objective)).toEqual({ words: 'not measured', tone: 'neutral' });
    expect(rate(5, undefined).words).toBe('no objective');
  });

  it('count lost intents before reconciliation and lost venue facts after it', () => {
    const { rpo } = drills.held;
    const drill = {
      ...drills.held,
      rpo: {
        ...rpo,
        beforeReconciliation: { intents: 1, configChanges: 2, acks: 100, fills: 100, cancels: 100, oldestAgeMs: 5 },
        afterReconciliation: { intents: 100, configChanges: 100, acks: 4, fills: 8, cancels: 16, oldestAgeMs: 5 },
      },
    };
    expect(lostItems(drill)).toEqual({ lost: 31, unmeasured: [] });
  });

  it('do not pass a class that was not measured for one without loss', () => {
    const { rpo } = drills.held;
    const drill = { ...drills.held, rpo: { ...rpo, afterReconciliation: { ...rpo.afterReconciliation, fills: null } } };
    expect(rpoWords(drill)).toBe('0 lost of 0 allowed, 1 class not measured');
    expect(rpoWords(drills.inconclusive)).toBe('not measured');
  });

  it('count guards neither as held nor as exercised', () => {
    const checks = drills.violated.checks.map((check) =>
      check.role === 'guard' ? { ...check, verdict: 'held' as const } : check,
    );
    expect(exercisedChecks(checks)).toEqual({ held: 1, total: 4 });
  });

  it('name the drills that were expected and left no record, by slug or code', () => {
    const record = { ...runOf(drills.held, drills.violated), expectedDrills: ['S2', 'checkpoint-corruption', 'S4'] };
    expect(drillsWithoutRecord(record)).toEqual(['S4']);
  });
});
