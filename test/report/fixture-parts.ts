/** Pieces of which the fixture drills are made. */
import type { CheckResult, DrillRecord, StepName } from '../../src/record/schema.ts';

export const t0Ns = 8_412_000_000_000n;
export const t0WallMs = Date.UTC(2026, 10, 22, 2, 0, 4, 512);
export const seedSource = 'the firm’s recovery objectives, seed topic 06, scenario table';

export const ns = (sinceFaultMs: number) => String(t0Ns + BigInt(Math.round(sinceFaultMs * 1e6)));
export const wall = (sinceFaultMs: number) => new Date(t0WallMs + sinceFaultMs).toISOString();
export const objective = (targetMs: number, maximumMs = targetMs) => ({ targetMs, maximumMs, source: seedSource });
export const noLoss = { intents: 0, acks: 0, fills: 0, cancels: 0, configChanges: 0, oldestAgeMs: null };
export const unmeasuredLoss = {
  intents: null,
  acks: null,
  fills: null,
  cancels: null,
  configChanges: null,
  oldestAgeMs: null,
};

export const checkTitles: Readonly<Record<string, string>> = {
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

export function checks(
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

export function steps(durationsMs: Partial<Record<StepName, number>>): DrillRecord['steps'] {
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

export const boxes: Readonly<Record<string, readonly string[]>> = {
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
export const unbuilt = new Set(['Risk Checks', 'Approvals']);

export function gates(red?: string): DrillRecord['gates'] {
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

export const sha = (digit: string) => digit.repeat(64);

export function evidence(drill: string): DrillRecord['evidence'] {
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

export function reconciliation(): DrillRecord['reconciliation'] {
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

export const killFault: DrillRecord['faults'][number] = {
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

export function timeline(): DrillRecord['timeline'] {
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
