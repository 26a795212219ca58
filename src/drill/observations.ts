/** What the harness noted while a drill ran: the raw material of the record and of the checks. */
import type { Damage, DrillEvidence, DueAlert, RefusedDirectory } from '../checks/index.ts';
import type { EngineRecovery, EngineState } from '../contract/engine.ts';
import type { DrillRecord, FaultRecord } from '../record/schema.ts';

/** The engine's directory as it stood at a moment. */
export interface JournalCopy {
  /** e.g. `before fault 1`, `end`. */
  readonly label: string;
  /** Inside the drill's folder. */
  readonly folder: string;
  /** Incarnation whose proven end preceded the copy; null when it was made at the end, beside a living engine. */
  readonly afterIncarnation: number | null;
}

export interface CapturedResumption {
  readonly incarnation: number;
  readonly scope: 'start' | 'session';
  readonly venues: readonly string[];
  readonly state: EngineState;
  /** `resumed`, or the final look after it. */
  readonly moment: 'resumed' | 'final look';
}

export interface Observations {
  steadyState: DrillRecord['steadyState'];
  readonly faults: FaultRecord[];
  readonly journalCopies: JournalCopy[];
  readonly resumptions: CapturedResumption[];
  /** Newest `/recovery` of each incarnation, by its index. */
  readonly recoveries: Map<number, EngineRecovery>;
  /** Waits the drill imposed on the engine. */
  readonly imposed: { name: string; startedMonoNs: string; endedMonoNs: string }[];
  readonly disconnects: { venue: string; cutMonoNs: string; restoredMonoNs: string }[];
  readonly damage: Damage[];
  readonly refusedDirectories: RefusedDirectory[];
  readonly dueAlerts: DueAlert[];
  secondRestart: DrillEvidence['secondRestart'];
  stopMs: number | null;
  /** Median round trip through an order-entry link in milliseconds, where a drill measured it: what slowed syncs are held against (I9). */
  linkLatencyMs: number | null;
  /** Drill-specific claims, judged in the script. */
  readonly claims: Claim[];
}

/** Something a drill asserts beyond the twelve invariants. */
export interface Claim {
  readonly id: string;
  readonly title: string;
  readonly expected: string;
  readonly observed: string;
  /** Null: it could not be seen, which is inconclusive. */
  readonly holds: boolean | null;
}

export function noObservations(): Observations {
  return {
    steadyState: null,
    faults: [],
    journalCopies: [],
    resumptions: [],
    recoveries: new Map(),
    imposed: [],
    disconnects: [],
    damage: [],
    refusedDirectories: [],
    dueAlerts: [],
    secondRestart: null,
    stopMs: null,
    linkLatencyMs: null,
    claims: [],
  };
}
