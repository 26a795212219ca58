import { describe, expect, it } from 'vitest';
import type { Performance } from '../../src/checks/evidence.ts';
import { deviations } from '../../src/checks/index.ts';
import { crash, exercised, provenFault } from './histories.ts';

const objective = (targetMs: number, maximumMs: number) => ({ targetMs, maximumMs, source: 'seed' });
const none = { intents: 0, acks: 0, fills: 0, cancels: 0, configChanges: 0, oldestAgeMs: 0 };

function performance(resumed: number | null, changes: Partial<Performance> = {}): Performance {
  return {
    objectives: {
      steps: { detect: objective(30_000, 30_000) },
      total: objective(1000, 3000),
      judged: 'resumed',
      rpo: { items: 0, source: 'seed' },
    },
    steps: [
      { name: 'detect', startedMonoNs: '0', endedMonoNs: '8000000', durationMs: 8, evidence: '', automatic: true },
    ],
    rtoMs: { detected: 8, stateRecovered: 310, reconciled: 410, resumed },
    stopMs: null,
    observedMs: 1000,
    rpo: {
      beforeReconciliation: { ...none, cancels: null },
      afterReconciliation: none,
      destroyedByFault: 0,
      destroyedByClass: { intents: 0, acks: 0, fills: 0, cancels: 0, configChanges: 0 },
      missedThenFetched: 1,
    },
    ...changes,
  };
}
const judged = (measured: Performance) => exercised('I7', crash({ performance: measured }));

describe('I7', () => {
  it('is violated by a total past its maximum', () => {
    const result = judged(performance(3001));
    expect(result.verdict).toBe('violated');
    expect(result.findings).toEqual(['total (resumed) took 3001 ms, the maximum is 3000 ms (seed)']);
  });

  it('holds at the maximum, and says what lies past the target', () => {
    expect(judged(performance(3000))).toMatchObject({ verdict: 'held', findings: [] });
    expect(deviations(performance(3000))).toEqual(['total (resumed) took 3000 ms, past its target of 1000 ms.']);
    expect(deviations(performance(1000))).toEqual([]);
  });

  it('is violated by a recovery that had not come when the harness had looked for longer than the maximum', () => {
    expect(judged(performance(null, { observedMs: 3001 })).findings).toEqual([
      'total (resumed) had not come after 3001 ms, the maximum is 3000 ms (seed)',
    ]);
    expect(judged(performance(null, { observedMs: 2999 })).verdict).toBe('inconclusive');
  });

  it('is violated by a step past its budget although the total holds', () => {
    const steps = [
      {
        name: 'detect' as const,
        startedMonoNs: '0',
        endedMonoNs: '1',
        durationMs: 30_001,
        evidence: '',
        automatic: true,
      },
    ];
    expect(judged(performance(500, { steps })).findings[0]).toContain('step detect took 30001 ms');
  });

  it('counts intents before reconciliation and venue facts after it', () => {
    const { rpo } = performance(500);
    const fillsBefore = { ...rpo, beforeReconciliation: { ...rpo.beforeReconciliation, fills: 3, acks: 2 } };
    expect(judged(performance(500, { rpo: fillsBefore })).verdict).toBe('held');
    const fillLost = { ...rpo, afterReconciliation: { ...none, fills: 1 } };
    expect(judged(performance(500, { rpo: fillLost })).findings).toEqual(['1 items were lost, 0 are allowed']);
    const intentLost = { ...rpo, beforeReconciliation: { ...rpo.beforeReconciliation, intents: 1 } };
    expect(judged(performance(500, { rpo: intentLost })).verdict).toBe('violated');
  });

  it('is inconclusive when the judged time or a class of loss was not measured: null is not zero', () => {
    expect(judged(performance(null))).toMatchObject({ verdict: 'inconclusive' });
    const { rpo } = performance(500);
    const unknown = { ...rpo, afterReconciliation: { ...none, fills: null } };
    expect(judged(performance(500, { rpo: unknown })).observed).toContain('Not measured: lost fills');
  });

  it('is inconclusive when its fault was not proven', () => {
    const faults = [provenFault({ provenMonoNs: null, effect: null })];
    const result = exercised('I7', crash({ performance: performance(500), faults }));
    expect(result.verdict).toBe('inconclusive');
    expect(result.observed).toContain('was not proven from outside');
  });
});
