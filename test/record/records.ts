/** A consistent record, from which contradictory ones are made by one change. */
import type { CheckResult, DrillRecord, FaultRecord, RunRecord } from '../../src/record/schema.ts';

export function check(changes: Partial<CheckResult> = {}): CheckResult {
  return {
    id: 'I1',
    title: 'One order for one intent',
    role: 'exercised',
    verdict: 'held',
    expected: 'one',
    observed: 'one',
    checked: 3,
    population: 3,
    findings: [],
    evidence: ['ledger-A.ndjson'],
    limits: '',
    negativeControl: null,
    ...changes,
  };
}

export function fault(changes: Partial<FaultRecord> = {}): FaultRecord {
  return {
    id: 'kill',
    type: 'kill-process',
    target: 'engine',
    parameters: {},
    requestedMonoNs: '1000000',
    requestedWall: '2026-01-01T00:00:00.000Z',
    provenMonoNs: '2000000',
    undoneMonoNs: null,
    effect: { monoNs: '2000000', statement: 'the pid is gone', holds: true },
    undo: null,
    doesNotTest: 'fsync',
    ...changes,
  };
}

export const steadyState = {
  reached: true,
  statement: '200 orders',
  probes: [],
  load: { ordersPerSecond: 50, openOrders: 6, fills: 60 },
};

const none = { intents: 0, acks: 0, fills: 0, cancels: 0, configChanges: 0, oldestAgeMs: 0 };

export function drill(changes: Partial<DrillRecord> = {}): DrillRecord {
  return {
    id: 'application-crash',
    code: 'S2',
    title: 'Application crash',
    revision: 1,
    repetition: 1,
    proves: '',
    doesNotProve: '',
    startedWall: '2026-01-01T00:00:00.000Z',
    endedWall: '2026-01-01T00:00:10.000Z',
    startedMonoNs: '0',
    endedMonoNs: '10000000000',
    seed: 1,
    verdict: 'held',
    outcome: 'held',
    why: 'All 2 exercised checks held.',
    objectives: {
      steps: {},
      total: { targetMs: 1000, maximumMs: 2000, source: 'seed' },
      judged: 'resumed',
      rpo: { items: 0, source: 'seed' },
    },
    judgedVenues: ['A'],
    steadyState,
    faults: [fault()],
    timeline: [],
    steps: [
      {
        name: 'detect',
        startedMonoNs: '1000000',
        endedMonoNs: '9000000',
        durationMs: 8,
        evidence: '',
        automatic: true,
      },
    ],
    rtoMs: { detected: 8, stateRecovered: 300, reconciled: 400, resumed: 500 },
    firstInstrumentResumedMs: 480,
    processStartToResumedMs: 200,
    stopMs: null,
    subtracted: [],
    expiryWaitMs: 0,
    rpo: {
      beforeReconciliation: { ...none, cancels: null },
      afterReconciliation: none,
      destroyedByFault: 0,
      destroyedByClass: { intents: 0, acks: 0, fills: 0, cancels: 0, configChanges: 0 },
      missedThenFetched: 1,
    },
    incarnations: [],
    supervisorEvents: [],
    gates: [],
    reconciliation: [
      { kind: 'position', venue: 'A', item: 'BTCUSDT', engine: '1', venueTruth: '1', difference: '0', matches: true },
    ],
    checks: [
      check(),
      check({ id: 'I7', evidence: [] }),
      check({ id: 'I12', role: 'guard', verdict: 'not exercised', evidence: [] }),
    ],
    notAssessed: [],
    leaks: { scanned: ['processes'], found: [] },
    evidence: [
      { path: 'ledger-A.ndjson', role: 'ledger', label: 'A', mediaType: 'application/x-ndjson', bytes: 1, sha256: '' },
    ],
    harness: { wallMs: 1, ownMs: 1, shares: [] },
    market: { source: 'seeded', detail: '' },
    error: null,
    report: '',
    ...changes,
  };
}

export function run(drills: readonly DrillRecord[], changes: Partial<RunRecord> = {}): RunRecord {
  const count = (verdict: DrillRecord['verdict']) => drills.filter((one) => one.verdict === verdict).length;
  return {
    version: 1,
    run: 'run-1',
    kind: 'ad hoc',
    profile: null,
    command: 'muster run',
    musterVersion: '0.1.0',
    startedWall: '',
    endedWall: '',
    verdict: 'held',
    outcome: 'held',
    why: '',
    counts: {
      drills: drills.length,
      held: count('held'),
      violated: count('violated'),
      inconclusive: count('inconclusive'),
    },
    expectedDrills: drills.map(({ id }) => id),
    environment: {
      runtime: 'process',
      image: null,
      node: '',
      platform: '',
      kernel: '',
      cpus: 2,
      cpuModel: '',
      memoryMiB: 1,
      filesystem: '',
      commit: null,
      dirty: null,
      lockfileSha256: null,
      proxy: '',
      linkProxy: null,
      clock: '',
      engine: '',
    },
    drills: [...drills],
    ...changes,
  };
}
