/**
 * The record: the one canonical JSON document of a run. Every report is a rendering of it, and it names its evidence
 * files (paths relative to the run's folder) by hash, so that the run can be judged again. `null` means not measured.
 * Monotonic times are nanoseconds as decimal text on the host's clock; wall times are ISO 8601 in UTC.
 */
import { z } from 'zod';
import { gate } from '../contract/engine.ts';
import { supervisorEvent } from '../contract/supervisor.ts';
import { environment } from './environment.ts';

export const recordVersion = 1;

export const verdict = z.enum(['held', 'violated', 'inconclusive']);
export type Verdict = z.infer<typeof verdict>;

/** Finer than the verdict; see outcomes.ts for which verdict each one has. */
export const outcome = z.enum([
  'held',
  'held with deviations',
  'objective violated',
  'integrity violated',
  'inconclusive',
  'aborted',
  'refused',
]);
export type Outcome = z.infer<typeof outcome>;

const monoNs = z.string().regex(/^\d+$/);
const ms = z.number();

export const stepName = z.enum(['detect', 'assess', 'recover', 'reconcile', 'validate', 'resume']);
export type StepName = z.infer<typeof stepName>;

/** Target and maximum in milliseconds with the place they come from. */
export const objective = z.object({ targetMs: ms, maximumMs: ms, source: z.string() });
export type Objective = z.infer<typeof objective>;

export const objectives = z.object({
  steps: z.partialRecord(stepName, objective),
  /** Judged against `judged` of the four recovery times. */
  total: objective,
  judged: z.enum(['detected', 'stateRecovered', 'reconciled', 'resumed']),
  /** Orderly stop, where the drill has one. */
  stop: objective.optional(),
  /** From the end of an orderly stop to resumed, imposed waits left out. */
  restart: objective.optional(),
  rpo: z.object({ items: z.number().int(), source: z.string() }),
});
export type Objectives = z.infer<typeof objectives>;

export const checkRole = z.enum(['exercised', 'guard']);
export const checkVerdict = z.enum(['held', 'violated', 'inconclusive', 'not exercised', 'not assessed']);
export type CheckVerdict = z.infer<typeof checkVerdict>;
export const checkResult = z.object({
  /** I1 … I12. */
  id: z.string(),
  title: z.string(),
  role: checkRole,
  verdict: checkVerdict,
  /** One sentence each. */
  expected: z.string(),
  observed: z.string(),
  /** How many items were looked at, of how many there were. Equal when held. */
  checked: z.number().int(),
  population: z.number().int(),
  /** Up to 20 findings, each a sentence that names the item. */
  findings: z.array(z.string()),
  /** Evidence files it read. */
  evidence: z.array(z.string()),
  /** What it cannot show. */
  limits: z.string(),
  /** The mutant in test/mutants that it is known to catch, null where none exists yet. */
  negativeControl: z.string().nullable(),
});
export type CheckResult = z.infer<typeof checkResult>;

export const proof = z.object({ monoNs, statement: z.string(), holds: z.boolean() });
export const faultRecord = z.object({
  id: z.string(),
  type: z.string(),
  target: z.string(),
  parameters: z.record(z.string(), z.string()),
  /** Taken before the fault call: t0. */
  requestedMonoNs: monoNs,
  requestedWall: z.string(),
  /** When the proof from outside stood. Null: not proven. */
  provenMonoNs: monoNs.nullable(),
  undoneMonoNs: monoNs.nullable(),
  effect: proof.nullable(),
  undo: proof.nullable(),
  doesNotTest: z.string(),
});
export type FaultRecord = z.infer<typeof faultRecord>;

export const timelineEntry = z.object({
  monoNs,
  wall: z.string(),
  /** Milliseconds since t0 (negative before); null while no fault has struck. */
  sinceFaultMs: ms.nullable(),
  source: z.enum(['harness', 'supervisor', 'engine', 'venue', 'proxy']),
  text: z.string(),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;

export const stepRecord = z.object({
  name: stepName,
  startedMonoNs: monoNs.nullable(),
  endedMonoNs: monoNs.nullable(),
  durationMs: ms.nullable(),
  evidence: z.string(),
  automatic: z.boolean(),
});
export type StepRecord = z.infer<typeof stepRecord>;

export const lossCounts = z.object({
  intents: z.number().int().nullable(),
  acks: z.number().int().nullable(),
  fills: z.number().int().nullable(),
  cancels: z.number().int().nullable(),
  configChanges: z.number().int().nullable(),
  oldestAgeMs: ms.nullable(),
});
export type LossCounts = z.infer<typeof lossCounts>;
export const destroyedCounts = z.object({
  intents: z.number().int(),
  acks: z.number().int(),
  fills: z.number().int(),
  cancels: z.number().int(),
  configChanges: z.number().int(),
});
export type DestroyedCounts = z.infer<typeof destroyedCounts>;

export const reconciliationRow = z.object({
  kind: z.enum(['position', 'balance', 'open orders', 'fills']),
  venue: z.string(),
  /** Symbol or asset. */
  item: z.string(),
  engine: z.string(),
  venueTruth: z.string(),
  difference: z.string(),
  matches: z.boolean(),
});
export type ReconciliationRow = z.infer<typeof reconciliationRow>;

export const evidenceFile = z.object({
  /** Relative to the run's folder. */
  path: z.string(),
  role: z.enum([
    'ledger',
    'journal-export',
    'journal',
    'checkpoint',
    'engine-state',
    'engine-recovery',
    'supervisor',
    'engine-log',
    'venue-log',
    'proxy-log',
    'supervisor-log',
    'other',
  ]),
  /** Venue name, or the moment (`before fault 1`, `end`), or empty. */
  label: z.string(),
  mediaType: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
});
export type EvidenceFile = z.infer<typeof evidenceFile>;

/** One life of the engine process as seen from outside. */
export const incarnationRecord = z.object({
  pid: z.number().int(),
  startedMonoNs: monoNs,
  /** When it was proven gone; null while it lives. */
  goneMonoNs: monoNs.nullable(),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  /** Evidence path of the journal export made after it was gone, before the next one recovered; null when none was made. */
  journalExport: z.string().nullable(),
});
export type IncarnationRecord = z.infer<typeof incarnationRecord>;

export const steadyState = z.object({
  reached: z.boolean(),
  statement: z.string(),
  probes: z.array(z.object({ name: z.string(), required: z.string(), before: z.string(), holds: z.boolean() })),
  load: z.object({
    ordersPerSecond: z.number().nullable(),
    openOrders: z.number().int().nullable(),
    fills: z.number().int().nullable(),
  }),
});
export type SteadyState = z.infer<typeof steadyState>;

export const drillRecord = z.object({
  id: z.string(),
  code: z.string(),
  title: z.string(),
  revision: z.number().int(),
  repetition: z.number().int(),
  proves: z.string(),
  doesNotProve: z.string(),
  startedWall: z.string(),
  endedWall: z.string(),
  startedMonoNs: monoNs,
  endedMonoNs: monoNs,
  seed: z.number().int(),
  verdict,
  outcome,
  /** One sentence: why this outcome. */
  why: z.string(),
  objectives,
  /** Which venues' recovery is judged (S4: only the disconnected one). */
  judgedVenues: z.array(z.string()),
  steadyState: steadyState.nullable(),
  faults: z.array(faultRecord),
  timeline: z.array(timelineEntry),
  steps: z.array(stepRecord),
  /** From t0, planned waits subtracted; null = not measured. */
  rtoMs: z.object({
    detected: ms.nullable(),
    stateRecovered: ms.nullable(),
    reconciled: ms.nullable(),
    resumed: ms.nullable(),
  }),
  /** First instrument's `resumed`, and process start → resumed besides waiting for expiries. */
  firstInstrumentResumedMs: ms.nullable(),
  processStartToResumedMs: ms.nullable(),
  stopMs: ms.nullable(),
  /** Waits the drill imposed, by name. */
  subtracted: z.array(z.object({ name: z.string(), durationMs: ms })),
  expiryWaitMs: ms.nullable(),
  rpo: z.object({
    beforeReconciliation: lossCounts,
    afterReconciliation: lossCounts,
    /** Journal entries that the fault itself destroyed, apart from what the engine lost. */
    destroyedByFault: z.number().int().nullable(),
    /** The items of which no entry was left; null also in records of runs before this was counted. */
    destroyedByClass: destroyedCounts.nullable().default(null),
    /** Venue events the engine never received while it was down, fetched on reconciliation. */
    missedThenFetched: z.number().int().nullable(),
  }),
  incarnations: z.array(incarnationRecord),
  supervisorEvents: z.array(supervisorEvent),
  gates: z.array(gate),
  reconciliation: z.array(reconciliationRow),
  checks: z.array(checkResult),
  notAssessed: z.array(z.string()),
  leaks: z.object({ scanned: z.array(z.string()), found: z.array(z.string()) }).nullable(),
  evidence: z.array(evidenceFile),
  /** Harness's own share of the drill's wall time: set-up, copying, judging, clean-up. */
  harness: z.object({ wallMs: ms, ownMs: ms, shares: z.array(z.object({ name: z.string(), durationMs: ms })) }),
  market: z.object({ source: z.string(), detail: z.string() }),
  error: z.string().nullable(),
  /** Report page anchor, relative to the run's folder. */
  report: z.string(),
});
export type DrillRecord = z.infer<typeof drillRecord>;

export const runRecord = z.object({
  version: z.literal(recordVersion),
  run: z.string(),
  kind: z.enum(['ad hoc', 'profile']),
  profile: z.string().nullable(),
  command: z.string(),
  musterVersion: z.string(),
  startedWall: z.string(),
  endedWall: z.string(),
  verdict,
  outcome,
  why: z.string(),
  counts: z.object({
    drills: z.number().int(),
    held: z.number().int(),
    violated: z.number().int(),
    inconclusive: z.number().int(),
  }),
  expectedDrills: z.array(z.string()),
  environment,
  drills: z.array(drillRecord),
});
export type RunRecord = z.infer<typeof runRecord>;
