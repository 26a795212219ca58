import type { DrillRecord, LossCounts } from '../record/schema.ts';

const nothingCounted: LossCounts = {
  intents: null,
  acks: null,
  fills: null,
  cancels: null,
  configChanges: null,
  oldestAgeMs: null,
};

/** The record of a drill of which nothing was measured: every figure is null, never 0. */
export function emptyDrillRecord(
  drill: Pick<DrillRecord, 'id' | 'code' | 'title'>,
  repetition: number,
  seed: number,
  outcome: 'aborted' | 'inconclusive',
  why: string,
): DrillRecord {
  const now = process.hrtime.bigint().toString();
  const wall = new Date().toISOString();
  return {
    id: drill.id,
    code: drill.code,
    title: drill.title,
    revision: 0,
    repetition,
    proves: '',
    doesNotProve: '',
    startedWall: wall,
    endedWall: wall,
    startedMonoNs: now,
    endedMonoNs: now,
    seed,
    verdict: 'inconclusive',
    outcome,
    why,
    objectives: {
      steps: {},
      total: { targetMs: 0, maximumMs: 0, source: 'not read' },
      judged: 'resumed',
      rpo: { items: 0, source: 'not read' },
    },
    judgedVenues: [],
    steadyState: null,
    faults: [],
    timeline: [],
    steps: [],
    rtoMs: { detected: null, stateRecovered: null, reconciled: null, resumed: null },
    firstInstrumentResumedMs: null,
    processStartToResumedMs: null,
    stopMs: null,
    subtracted: [],
    expiryWaitMs: null,
    rpo: {
      beforeReconciliation: nothingCounted,
      afterReconciliation: nothingCounted,
      destroyedByFault: null,
      destroyedByClass: null,
      missedThenFetched: null,
    },
    incarnations: [],
    supervisorEvents: [],
    gates: [],
    reconciliation: [],
    checks: [],
    notAssessed: [],
    leaks: null,
    evidence: [],
    harness: { wallMs: 0, ownMs: 0, shares: [] },
    market: { source: 'none', detail: '' },
    error: null,
    report: `report.html#${drill.id}-${repetition}`,
  };
}
