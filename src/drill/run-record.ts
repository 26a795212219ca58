/** Puts the records of all drills together into the record of the run, and names what did not run. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { musterVersion } from '../common/version.ts';
import { verdictOfOutcome, worstOutcome } from '../record/outcomes.ts';
import { type DrillRecord, drillRecord, type RunRecord, recordVersion } from '../record/schema.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { drillFolder, drillRecordFile, type RunContext } from './context.ts';
import { emptyDrillRecord } from './empty-record.ts';
import { describeEnvironment } from './environment.ts';

export interface RunDescription {
  readonly context: RunContext;
  readonly drills: readonly CatalogueEntry[];
  readonly profile: string | null;
  readonly command: string;
  readonly startedWall: string;
  /** What went wrong outside the drills. */
  readonly errors: readonly string[];
  /** Interrupted: what has no record was not reached. */
  readonly aborted: boolean;
}

/** The worst drill decides. An interrupt counts through the drills it struck: Ctrl-C is how `--keep` ends. */
function runOutcome(records: readonly DrillRecord[]): Pick<RunRecord, 'verdict' | 'outcome' | 'why'> {
  const outcome = worstOutcome(records.map((record) => record.outcome));
  const worst = records.find((record) => record.outcome === outcome);
  const why =
    worst === undefined || outcome === 'held'
      ? records.length === 1
        ? 'The drill held.'
        : `All ${records.length} drills held.`
      : `${worst.code} ${worst.id}: ${worst.why}`;
  return { verdict: verdictOfOutcome[outcome], outcome, why };
}

export function assembleRunRecord(description: RunDescription): RunRecord {
  const { context, drills } = description;
  const records = drills.flatMap((entry) =>
    Array.from({ length: context.repetitions }, (_, index) => readDrill(description, entry, index + 1)),
  );
  const count = (verdict: DrillRecord['verdict']) => records.filter((record) => record.verdict === verdict).length;
  return {
    version: recordVersion,
    run: context.run,
    kind: description.profile === null ? 'ad hoc' : 'profile',
    profile: description.profile,
    command: description.command,
    musterVersion: musterVersion(),
    startedWall: description.startedWall,
    endedWall: new Date().toISOString(),
    ...runOutcome(records),
    counts: {
      drills: records.length,
      held: count('held'),
      violated: count('violated'),
      inconclusive: count('inconclusive'),
    },
    expectedDrills: drills.map((entry) => entry.id),
    environment: describeEnvironment(context),
    drills: records,
  };
}

/** A drill that left no record is inconclusive, whatever else was said of it. */
function readDrill(description: RunDescription, entry: CatalogueEntry, repetition: number): DrillRecord {
  const file = join(description.context.folder, drillFolder(entry.id, repetition), drillRecordFile);
  if (existsSync(file)) return drillRecord.parse(JSON.parse(readFileSync(file, 'utf8')));
  const causes = description.errors.filter((error) => error.includes(entry.id) || !error.includes('.drill.'));
  const why = description.aborted
    ? 'The run was interrupted before this drill.'
    : `The drill left no record${causes.length > 0 ? `: ${causes.join('; ')}` : ''}.`;
  return emptyDrillRecord(
    entry,
    repetition,
    description.context.seed,
    description.aborted ? 'aborted' : 'inconclusive',
    why,
  );
}
