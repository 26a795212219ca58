/** A deviating, a violated, an inconclusive and an aborted drill beside the ones that held. */
import type { DrillRecord } from '../../src/record/schema.ts';
import { held } from './fixture-held.ts';
import {
  checks,
  evidence,
  gates,
  killFault,
  noLoss,
  ns,
  objective,
  reconciliation,
  seedSource,
  steps,
  timeline,
  unmeasuredLoss,
} from './fixture-parts.ts';

export const gracefulRestart: DrillRecord = {
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

export const deviating: DrillRecord = {
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

export const violated: DrillRecord = {
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
    destroyedByFault: 3,
    destroyedByClass: { intents: 1, acks: 0, fills: 2, cancels: 0, configChanges: 0 },
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

export const inconclusive: DrillRecord = {
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
    destroyedByClass: null,
    missedThenFetched: null,
  },
  report: 'report.html#stream-silence',
};

export const aborted: DrillRecord = {
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
    destroyedByClass: null,
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
