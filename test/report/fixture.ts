/** A run as a reader may meet it: drills that held, one with deviations, one violated, one inconclusive, one aborted. */
import {
  type CheckResult,
  type DrillRecord,
  type RunRecord,
  runRecord,
  type StepName,
} from '../../src/record/schema.ts';

const t0Ns = 8_412_000_000_000n;
const t0WallMs = Date.UTC(2026, 10, 22, 2, 0, 4, 512);
const seedSource = 'the firm’s recovery objectives, seed topic 06, scenario table';

const ns = (sinceFaultMs: number) => String(t0Ns + BigInt(Math.round(sinceFaultMs * 1e6)));
const wall = (sinceFaultMs: number) => new Date(t0WallMs + sinceFaultMs).toISOString();
const objective = (targetMs: number, maximumMs = targetMs) => ({ targetMs, maximumMs, source: seedSource });
const noLoss = { intents: 0, acks: 0, fills: 0, cancels: 0, configChanges: 0, oldestAgeMs: null };
const unmeasuredLoss = {
  intents: null,
  acks: null,
  fills: null,
  cancels: null,
  configChanges: null,
  oldestAgeMs: null,
};

const checkTitles: Readonly<Record<string, string>> = {
  I1: 'Every order has exactly one intent and no client id is sent twice',
  I2: 'The engine knows exactly the venue’s trades',
  I3: 'Positions and balances equal the venue’s',
  I4: 'Open orders equal the venue’s',
  I5: 'Nothing was sent that the current stage forbids',
  I6: 'A deposed sender adds no order',
  I7: 'Recovery times and losses are within the objectives',
  I8: 'A second restart changes nothing',
  I9: 'No order is received before its intent is durable',
  I10: 'Limits are never exceeded, also during recovery',
  I11: 'Damage is detected and named, and nothing damaged is used',
  I12: 'The alert is delivered in time and nothing leaks',
};

function checks(
  exercised: readonly string[],
  changes: Readonly<Record<string, Partial<CheckResult>>> = {},
  drill = 'application-crash',
): CheckResult[] {
  return Object.entries(checkTitles).map(([id, title]) => {
    const isExercised = exercised.includes(id);
    const notAssessed = id === 'I10';
    const population = isExercised ? 412 : 0;
    return {
      id,
      title,
      role: isExercised ? 'exercised' : 'guard',
      verdict: notAssessed ? 'not assessed' : isExercised ? 'held' : 'not exercised',
      expected: `${title} over all incarnations of this drill.`,
      observed: notAssessed
        ? 'The reference engine has no limits yet.'
        : isExercised
          ? 'All 412 items agree with the ledgers of both venues.'
          : 'No event of this kind occurred.',
      checked: population,
      population,
      findings: [],
      evidence: isExercised ? [`evidence/${drill}/alpha.ledger.ndjson`, `evidence/${drill}/journal-end.ndjson`] : [],
      limits: 'kill -9 leaves the page cache whole, so this does not show that a sync reached the disk.',
      negativeControl: isExercised && id === 'I2' ? 'fill-applied-twice' : null,
      ...changes[id],
    };
  });
}

function steps(durationsMs: Partial<Record<StepName, number>>): DrillRecord['steps'] {
  let at = 0;
  return (['detect', 'assess', 'recover', 'reconcile', 'validate', 'resume'] as const).map((name) => {
    const durationMs = durationsMs[name] ?? null;
    const from = at;
    at += durationMs ?? 0;
    return {
      name,
      startedMonoNs: durationMs === null ? null : ns(from),
      endedMonoNs: durationMs === null ? null : ns(at),
      durationMs,
      evidence: name === 'detect' ? 'supervisor event exited' : `engine recovery phase ${name}`,
      automatic: true,
    };
  });
}

const boxes: Readonly<Record<string, readonly string[]>> = {
  'System Health': [
    'Application started successfully',
    'All services connected',
    'Market data flowing',
    'Exchange connections established',
    'Database accessible',
    'No errors in logs (last 1 minute)',
  ],
  'State Recovery': [
    'Checkpoint loaded successfully',
    'State validated (no corruption)',
    'Configuration loaded',
    'Strategies initialized',
  ],
  'Position Reconciliation': [
    'Positions match exchanges (all symbols)',
    'Open orders recovered',
    'Account balances correct',
    'No unexpected positions',
  ],
  'Risk Checks': [
    'Risk limits loaded',
    'Pre-trade checks functional',
    'Kill switch functional',
    'Loss limits reset (if daily)',
  ],
  'Market Conditions': [
    'Markets open (trading hours)',
    'No extreme volatility',
    'Spreads normal',
    'Liquidity adequate',
  ],
  Approvals: ['Risk manager notified', 'Trader approval (if manual)', 'System validation passed'],
};
const unbuilt = new Set(['Risk Checks', 'Approvals']);

function gates(red?: string): DrillRecord['gates'] {
  return Object.entries(boxes).flatMap(([group, names]) =>
    names.map((box) => {
      const status =
        box === red ? 'red' : unbuilt.has(group) || box === 'No extreme volatility' ? 'not assessed' : 'green';
      const evidence =
        status === 'green'
          ? 'seen on this start'
          : status === 'red'
            ? 'ETHUSDT at alpha differs by 0.25'
            : 'the engine has no such part yet';
      return { group, box, status, evidence } as const;
    }),
  );
}

const sha = (digit: string) => digit.repeat(64);

function evidence(drill: string): DrillRecord['evidence'] {
  const file = (
    name: string,
    role: DrillRecord['evidence'][number]['role'],
    label: string,
    bytes: number,
    digit: string,
  ) => ({
    path: `evidence/${drill}/${name}`,
    role,
    label,
    mediaType: name.endsWith('.ndjson')
      ? 'application/x-ndjson'
      : name.endsWith('.json')
        ? 'application/json'
        : 'text/plain',
    bytes,
    sha256: sha(digit),
  });
  return [
    file('alpha.ledger.ndjson', 'ledger', 'alpha', 1_843_201, 'a'),
    file('beta.ledger.ndjson', 'ledger', 'beta', 1_790_044, 'b'),
    file('journal-before-fault-1.ndjson', 'journal-export', 'before fault 1', 612_330, 'c'),
    file('journal-end.ndjson', 'journal-export', 'end', 1_002_113, 'd'),
    file('engine-state.json', 'engine-state', 'resumed', 40_112, 'e'),
    file('engine.log', 'engine-log', '', 20_480, 'f'),
    file('supervisor.log', 'supervisor-log', '', 1_204, '0'),
  ];
}

function reconciliation(): DrillRecord['reconciliation'] {
  return ['alpha', 'beta'].flatMap((venue) => [
    ...['BTCUSDT', 'ETHUSDT', 'SOLUSDT'].map((item, index) => {
      const amount = `${index === 1 ? '-' : ''}${(index + 1) * 3}.41250000`;
      return {
        kind: 'position' as const,
        venue,
        item,
        engine: amount,
        venueTruth: amount,
        difference: '0',
        matches: true,
      };
    }),
    {
      kind: 'balance' as const,
      venue,
      item: 'USDT',
      engine: '998231.11873400',
      venueTruth: '998231.11873400',
      difference: '0',
      matches: true,
    },
    {
      kind: 'open orders' as const,
      venue,
      item: 'all',
      engine: '18',
      venueTruth: '18',
      difference: '0',
      matches: true,
    },
    { kind: 'fills' as const, venue, item: 'all', engine: '96', venueTruth: '96', difference: '0', matches: true },
  ]);
}

const killFault: DrillRecord['faults'][number] = {
  id: 'fault-1',
  type: 'process kill (SIGKILL)',
  target: 'engine process 4711',
  parameters: { signal: 'SIGKILL', matching: 'running' },
  requestedMonoNs: ns(0),
  requestedWall: wall(0),
  provenMonoNs: ns(7.31),
  undoneMonoNs: ns(1312),
  effect: {
    monoNs: ns(7.31),
    statement: 'Process 4711 is gone: no process of that number and start time exists.',
    holds: true,
  },
  undo: { monoNs: ns(1312), statement: 'Process 4790 answers /health with 200.', holds: true },
  doesNotTest: 'Loss of what was written and not synced: the page cache survives a killed process.',
};

function timeline(): DrillRecord['timeline'] {
  const entry = (ms: number, source: DrillRecord['timeline'][number]['source'], text: string, faulted = true) => ({
    monoNs: ns(ms),
    wall: wall(ms),
    sinceFaultMs: faulted ? ms : null,
    source,
    text,
  });
  return [
    entry(-6204.2, 'harness', 'venues alpha and beta, proxy, supervisor and engine are up', false),
    entry(-2.114, 'harness', 'steady state reached: 214 orders, 63 fills, a resting order on each of 6 instruments'),
    entry(0, 'harness', 'SIGKILL to engine process 4711'),
    entry(7.31, 'harness', 'proven: process 4711 is gone'),
    entry(11.874, 'supervisor', 'engine exited by signal SIGKILL; restart scheduled at once'),
    entry(311.02, 'engine', 'checkpoint 00041.ckpt loaded at sequence 20114, 388 entries replayed'),
    entry(642.5, 'engine', 'alpha reconciled: 2 fills fetched by id, 1 unknown order resolved as never sent'),
    entry(1305.6, 'venue', 'beta accepted the first new order of SOLUSDT in stage full'),
    entry(1312, 'engine', 'resumed at sequence 20561'),
  ];
}

const held: DrillRecord = {
  id: 'application-crash',
  code: 'S2',
  title: 'Application crash',
  revision: 1,
  repetition: 1,
  proves:
    'An engine killed under load is restarted without a person, knows every order and fill again, and sends nothing twice.',
  doesNotProve: 'kill -9 does not test fsync: the page cache survives. Power loss is another drill.',
  startedWall: wall(-6900),
  endedWall: wall(4100),
  startedMonoNs: ns(-6900),
  endedMonoNs: ns(4100),
  seed: 20261122,
  verdict: 'held',
  outcome: 'held',
  why: 'All 8 exercised checks held and trading resumed 1.312 s after the kill, 0.4 % of the 5 min target.',
  objectives: {
    steps: { detect: objective(30_000), recover: objective(180_000), reconcile: objective(120_000) },
    total: objective(300_000, 900_000),
    judged: 'resumed',
    rpo: { items: 0, source: 'the firm’s own: no order or fill may be lost' },
  },
  judgedVenues: ['alpha', 'beta'],
  steadyState: {
    reached: true,
    statement: 'Both venues trade all three symbols and the engine keeps orders resting on each instrument.',
    probes: [
      { name: 'orders over both venues', required: '≥ 200', before: '214', holds: true },
      { name: 'fills over both venues', required: '≥ 50', before: '63', holds: true },
      { name: 'resting orders per instrument', required: '≥ 1', before: '3', holds: true },
    ],
    load: { ordersPerSecond: 38.4, openOrders: 36, fills: 63 },
  },
  faults: [killFault],
  timeline: timeline(),
  steps: steps({ detect: 11.874, assess: 180.2, recover: 118.95, reconcile: 331.5, validate: 2.4, resume: 667.076 }),
  rtoMs: { detected: 11.874, stateRecovered: 311.02, reconciled: 642.5, resumed: 1312 },
  firstInstrumentResumedMs: 655.2,
  processStartToResumedMs: 1284.4,
  stopMs: null,
  subtracted: [],
  expiryWaitMs: 640,
  rpo: {
    beforeReconciliation: { ...noLoss, fills: 2, acks: 1, cancels: null, oldestAgeMs: 604.4 },
    afterReconciliation: noLoss,
    destroyedByFault: 0,
    missedThenFetched: 2,
  },
  incarnations: [
    {
      pid: 4711,
      startedMonoNs: ns(-6500),
      goneMonoNs: ns(7.31),
      exitCode: null,
      signal: 'SIGKILL',
      journalExport: 'evidence/application-crash/journal-before-fault-1.ndjson',
    },
    { pid: 4790, startedMonoNs: ns(27.6), goneMonoNs: null, exitCode: null, signal: null, journalExport: null },
  ],
  supervisorEvents: [
    {
      monoNs: ns(11.874),
      wallMs: t0WallMs + 12,
      event: 'exited',
      pid: 4711,
      pidStartTime: '991203',
      exitCode: null,
      signal: 'SIGKILL',
      detail: 'signal SIGKILL',
    },
    {
      monoNs: ns(27.6),
      wallMs: t0WallMs + 28,
      event: 'started',
      pid: 4790,
      pidStartTime: '992101',
      exitCode: null,
      signal: null,
      detail: 'restart 1',
    },
  ],
  gates: gates(),
  reconciliation: reconciliation(),
  checks: checks(['I1', 'I2', 'I3', 'I4', 'I5', 'I7', 'I8', 'I12']),
  notAssessed: ['I10: the reference engine has no limits yet.', 'The alert half of I12: no alert channel exists yet.'],
  leaks: { scanned: ['processes', 'ports', 'proxies', 'files'], found: [] },
  evidence: evidence('application-crash'),
  harness: {
    wallMs: 11_000,
    ownMs: 2130.5,
    shares: [
      { name: 'set-up', durationMs: 1204.2 },
      { name: 'copying evidence', durationMs: 310.3 },
      { name: 'judging', durationMs: 402 },
      { name: 'clean-up', durationMs: 214 },
    ],
  },
  market: { source: 'seeded order flow', detail: 'Seed 20261122, the same flow at both venues.' },
  error: null,
  report: 'report.html#application-crash',
};

const gracefulRestart: DrillRecord = {
  ...held,
  id: 'graceful-restart',
  code: 'S1',
  title: 'Graceful restart for maintenance',
  proves: 'A planned stop cancels what rests, saves all state and starts again from it.',
  doesNotProve: 'Flattening positions; a stop that hangs.',
  why: 'All exercised checks held; the engine stopped in 1.84 s and resumed 1.9 s after the maintenance window.',
  objectives: {
    steps: {},
    total: objective(120_000),
    judged: 'resumed',
    stop: objective(30_000),
    rpo: { items: 0, source: seedSource },
  },
  faults: [{ ...killFault, type: 'planned stop (SIGTERM)', parameters: { signal: 'SIGTERM', mode: 'cancel' } }],
  rtoMs: { detected: 0.4, stateRecovered: 402.5, reconciled: 701, resumed: 1904 },
  stopMs: 1840.25,
  subtracted: [{ name: 'maintenance window', durationMs: 3000 }],
  notAssessed: ['Flatten: this engine stops in cancel mode only.'],
  report: 'report.html#graceful-restart',
};

const deviating: DrillRecord = {
  ...held,
  id: 'exchange-disconnect',
  code: 'S4',
  title: 'Exchange disconnect',
  outcome: 'held with deviations',
  why: 'Reconnecting to alpha took 12.4 s, over the target of 10 s and within the maximum of 15 s; everything else held.',
  objectives: {
    steps: {
      detect: objective(1000),
      recover: objective(10_000, 15_000),
      reconcile: objective(30_000),
      resume: objective(60_000),
    },
    total: objective(60_000),
    judged: 'resumed',
    rpo: { items: 0, source: seedSource },
  },
  judgedVenues: ['alpha'],
  steps: steps({ detect: 640.1, assess: 3.1, recover: 12_400, reconcile: 2100, validate: 8, resume: 900 }),
  rtoMs: { detected: 640.1, stateRecovered: 13_043.2, reconciled: 15_143.2, resumed: 16_051.2 },
  report: 'report.html#exchange-disconnect',
};

const violated: DrillRecord = {
  ...held,
  id: 'checkpoint-corruption',
  code: 'D07',
  title: 'A flipped byte in the newest checkpoint',
  verdict: 'violated',
  outcome: 'integrity violated',
  why: 'The damaged checkpoint was loaded: the position of ETHUSDT at alpha differs from the venue’s by 0.25, and the engine quoted on it.',
  proves: 'A damaged checkpoint is refused by its checksum and the one before it is used.',
  doesNotProve: 'Damage that a checksum covers too: a wrong value written by the engine itself.',
  faults: [
    {
      ...killFault,
      undoneMonoNs: null,
      type: 'flip a byte',
      target: 'checkpoint 00041.ckpt',
      parameters: { offset: '20 481', before: '0x32', after: '0x72', field: 'a quantity' },
      effect: { monoNs: ns(7.31), statement: 'Byte 20 481 reads 0x72, was 0x32; no other byte differs.', holds: true },
      undo: {
        monoNs: ns(1312),
        statement: 'The damaged file was not restored: the engine had replaced it.',
        holds: false,
      },
    },
  ],
  steps: steps({ detect: 12.5, assess: 190, recover: 95, reconcile: 190_500 }),
  rtoMs: { detected: 12.5, stateRecovered: 297.5, reconciled: 190_797.5, resumed: null },
  firstInstrumentResumedMs: null,
  processStartToResumedMs: null,
  timeline: timeline().slice(0, -2),
  rpo: {
    beforeReconciliation: { ...noLoss, cancels: null },
    afterReconciliation: { ...noLoss, fills: 1, oldestAgeMs: 812.4 },
    destroyedByFault: 1,
    missedThenFetched: null,
  },
  gates: gates('Positions match exchanges (all symbols)'),
  reconciliation: reconciliation().map((row) =>
    row.venue === 'alpha' && row.item === 'ETHUSDT'
      ? { ...row, engine: '-6.16250000', difference: '0.25', matches: false }
      : row,
  ),
  checks: checks(
    ['I3', 'I5', 'I7', 'I11'],
    {
      I3: {
        verdict: 'violated',
        observed: '1 of 14 amounts differs from the ledger of alpha.',
        checked: 14,
        population: 14,
        findings: ['alpha ETHUSDT: the engine holds -6.1625, the venue -6.4125, a difference of 0.25.'],
      },
      I7: {
        verdict: 'violated',
        observed: 'Reconciling took 190.5 s of at most 120 s; resumed was not reached; 1 fill lost of 0 allowed.',
        findings: ['reconcile: 190.5 s over the maximum of 120 s.'],
      },
      I11: {
        verdict: 'violated',
        observed: 'GET /recovery names 00041.ckpt as used, fallback depth 0.',
        findings: ['00041.ckpt with a flipped byte at 20 481 was loaded.'],
      },
    },
    'checkpoint-corruption',
  ),
  leaks: { scanned: ['processes', 'ports'], found: ['port 21002 is still listening'] },
  evidence: evidence('checkpoint-corruption'),
  report: 'report.html#checkpoint-corruption',
};

const inconclusive: DrillRecord = {
  ...held,
  id: 'stream-silence',
  code: 'D27',
  title: 'A stream that falls silent',
  verdict: 'inconclusive',
  outcome: 'inconclusive',
  why: 'No fill occurred at alpha while its stream was silent, so I2 had nothing to judge.',
  checks: checks(['I2', 'I7'], {
    I2: {
      verdict: 'inconclusive',
      observed: '0 fills in the window; at least 1 is needed.',
      checked: 0,
      population: 0,
    },
  }),
  rpo: {
    beforeReconciliation: unmeasuredLoss,
    afterReconciliation: unmeasuredLoss,
    destroyedByFault: null,
    missedThenFetched: null,
  },
  report: 'report.html#stream-silence',
};

const aborted: DrillRecord = {
  ...held,
  id: 'disk-full',
  code: 'D13',
  title: 'Disk full on append',
  verdict: 'inconclusive',
  outcome: 'aborted',
  why: 'The run was interrupted (SIGINT) before a fault was injected.',
  steadyState: null,
  faults: [],
  timeline: [],
  steps: [],
  rtoMs: { detected: null, stateRecovered: null, reconciled: null, resumed: null },
  firstInstrumentResumedMs: null,
  processStartToResumedMs: null,
  expiryWaitMs: null,
  rpo: {
    beforeReconciliation: unmeasuredLoss,
    afterReconciliation: unmeasuredLoss,
    destroyedByFault: null,
    missedThenFetched: null,
  },
  incarnations: [],
  supervisorEvents: [],
  gates: [],
  reconciliation: [],
  checks: [],
  leaks: null,
  evidence: [],
  error: 'Interrupted by SIGINT while waiting for the steady state.',
  report: 'report.html#disk-full',
};

export const drills = { held, gracefulRestart, deviating, violated, inconclusive, aborted } as const;

/** The run over these drills; counts and verdict as the worst of them would have it. */
export function runOf(...list: readonly DrillRecord[]): RunRecord {
  const of = (verdict: DrillRecord['verdict']) => list.filter((drill) => drill.verdict === verdict).length;
  const worst =
    list.find((drill) => drill.verdict === 'violated') ??
    list.find((drill) => drill.verdict === 'inconclusive') ??
    list.find((drill) => drill.outcome === 'held with deviations') ??
    held;
  return runRecord.parse({
    version: 1,
    run: '01KAMUSTER0000000000000RUN',
    kind: 'profile',
    profile: 'smoke',
    command: 'muster run --profile smoke',
    musterVersion: '0.1.0',
    startedWall: wall(-7000),
    endedWall: wall(64_000),
    verdict: worst.verdict,
    outcome: worst.outcome,
    why: worst.verdict === 'held' ? 'Every drill held.' : `${worst.code} ${worst.title}: ${worst.why}`,
    counts: { drills: list.length, held: of('held'), violated: of('violated'), inconclusive: of('inconclusive') },
    expectedDrills: list.map((drill) => drill.id),
    environment: {
      runtime: 'process',
      node: 'v24.21.0',
      platform: 'linux x64',
      kernel: '6.1.0',
      cpus: 2,
      cpuModel: 'a processor',
      memoryMiB: 24_576,
      filesystem: 'ext4',
      commit: '626ce24b1c0d4e5f60718293a4b5c6d7e8f90123',
      dirty: null,
      lockfileSha256: sha('9'),
      proxy: 'embedded Toxiproxy',
      clock: 'CLOCK_MONOTONIC of the host',
      engine: 'reference engine 0.1.0',
    },
    drills: list,
  });
}

/** All six. */
export const fixtureRun = runOf(held, gracefulRestart, deviating, violated, inconclusive, aborted);
