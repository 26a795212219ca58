/**
 * What the checks judge: evidence files already read, and the harness's own observations. Nothing here is the engine's
 * word unless its name says so (`resumedStates`, `recoveries`, `journals`). Monotonic times are nanoseconds as decimal text.
 */
import type { EngineRecovery, EngineState } from '../contract/engine.ts';
import type { SupervisorEvent } from '../contract/supervisor.ts';
import type { DrillRecord, FaultRecord, IncarnationRecord, Objectives, StepRecord } from '../record/schema.ts';
import type { Requirement } from './assumptions.ts';
import type { Journal } from './journals.ts';
import type { Ledger } from './ledger.ts';

/** A journal export and the moment its directory was copied. */
export interface JournalEvidence extends Journal {
  /** e.g. `before fault 1`, `end`. */
  readonly label: string;
  /** Index of the incarnation whose proven end preceded the copy, before the next one wrote. Null when it was copied at the end of the drill. */
  readonly afterIncarnation: number | null;
}

/** `GET /state?at=resumed`, captured after each `resumed` record, or `GET /state` at the final look. */
export interface ResumedState {
  readonly file: string;
  /** Index into `incarnations`. */
  readonly incarnation: number;
  readonly state: EngineState;
  readonly moment: 'resumed' | 'final look';
  readonly scope: 'start' | 'session';
  /** Venues this recovery covered: the ones whose cursors are compared. */
  readonly venues: readonly string[];
}

export interface RecoveryEvidence {
  readonly file: string;
  /** Index into `incarnations`. */
  readonly incarnation: number;
  readonly recovery: EngineRecovery;
}

export interface IncarnationEvidence extends Pick<IncarnationRecord, 'pid' | 'startedMonoNs' | 'goneMonoNs'> {
  /** When its end was asked for (the kill call, the stop); null when it ended by itself or lives. Nothing sent to it later counts as received. */
  readonly endRequestedMonoNs: string | null;
}

/** All links of one venue cut and restored while the engine lived. */
export interface Disconnect {
  readonly venue: string;
  readonly cutMonoNs: string;
  readonly restoredMonoNs: string;
}

/** What must come of damage in the engine's directory. */
export type DamageAnswer =
  /** A checkpoint: refused by its checksum, another generation used. */
  | 'other generation'
  /** Every checkpoint: each refused, the whole journal replayed. */
  | 'full replay'
  /** The journal's end: cut where it is torn. */
  | 'tail cut'
  /** The engine refuses the directory, and sends nothing. */
  | 'refused'
  /** Below the newest checkpoint: found, the segment set aside under another name. */
  | 'retired';

/** A file of the engine's directory that was damaged while no engine ran on it. */
export interface Damage {
  /** Name inside the data directory. */
  readonly file: string;
  /** First byte that is not what it was; null where the whole file is gone. */
  readonly offset: number | null;
  readonly answer: DamageAnswer;
}

/** A life of the engine that ended by refusing its directory. */
export interface RefusedDirectory {
  /** Index into `incarnations`. */
  readonly incarnation: number;
  /** What the engine's own log says of it; null when it says nothing. */
  readonly reason: string | null;
}

/** An alert that must reach the operator because of what happened at `sinceMonoNs`. */
export interface DueAlert {
  /** Any of these is the one. */
  readonly codes: readonly string[];
  readonly sinceMonoNs: string;
  /** How long the harness went on looking. */
  readonly lookedUntilMonoNs: string;
}

/** The second SIGKILL and recovery that I8 asks for, matching paused around both. */
export interface SecondRestart {
  readonly matchingPausedMonoNs: string;
  /** Null when matching was still paused at the end. */
  readonly matchingResumedMonoNs: string | null;
  readonly killMonoNs: string;
  /** The incarnation it started: index into `incarnations`. */
  readonly incarnation: number;
  /** Label of the export made between the kill and the restart; its end row holds the economic hash that was durable. */
  readonly journalBefore: string;
  /** Label of an export made after the restart's `resumed`. */
  readonly journalAfter: string;
}

/** What I7 judges, as measured for the record. */
export interface Performance extends Pick<DrillRecord, 'rtoMs' | 'stopMs' | 'rpo'> {
  readonly objectives: Objectives;
  /** How long after t0 the harness went on looking, imposed waits left out, in milliseconds. */
  readonly observedMs: number;
  readonly steps: readonly StepRecord[];
}

/** Evidence that was asked for and could not be read or made: everything that depends on it is skipped with this cause. */
export interface EvidenceProblem {
  readonly requirement: Requirement;
  /** One sentence naming the file and what is wrong with it. */
  readonly cause: string;
}

export interface DrillEvidence {
  readonly ledgers: ReadonlyMap<string, Ledger>;
  /** In the order they were copied; the last is the one of the end, copied after the last ledger row that counts. */
  readonly journals: readonly JournalEvidence[];
  readonly resumedStates: readonly ResumedState[];
  readonly recoveries: readonly RecoveryEvidence[];
  readonly supervisorEvents: readonly SupervisorEvent[];
  /** In order of their starts. */
  readonly incarnations: readonly IncarnationEvidence[];
  readonly faults: readonly FaultRecord[];
  readonly judgedVenues: readonly string[];
  readonly disconnects: readonly Disconnect[];
  /** Empty where the drill damages nothing. */
  readonly damage: readonly Damage[];
  readonly refusedDirectories: readonly RefusedDirectory[];
  /** Names of the files in the engine's directory at the end, and of those that were set aside in it. */
  readonly filesAtEnd: readonly string[];
  /** Empty where the drill demands no alert. */
  readonly dueAlerts: readonly DueAlert[];
  /** Null where the drill has no second restart. */
  readonly secondRestart: SecondRestart | null;
  /** True when every sync took at least ten times the latency of the link (I9). */
  readonly syncsSlowed: boolean;
  /** Null when nothing was measured. */
  readonly performance: Performance | null;
  /** Null when no scan was made. */
  readonly leaks: { readonly scanned: readonly string[]; readonly found: readonly string[] } | null;
  readonly problems: readonly EvidenceProblem[];
}
