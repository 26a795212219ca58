/** Reads the saved evidence files back for the checks. A file that cannot be read breaks what depends on it, with the cause. */
import { readdirSync, readFileSync } from 'node:fs';
import {
  type DrillEvidence,
  type EvidenceProblem,
  type JournalEvidence,
  type Ledger,
  readJournalExport,
  readLedger,
} from '../checks/index.ts';
import type { DrillRecord } from '../record/schema.ts';
import { type Collected, recoveryFile, resumedStateFile } from './collect.ts';
import type { DrillDefinition } from './definition.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import type { Life } from './lives.ts';
import type { Observations } from './observations.ts';
import { syncsWereSlowed } from './slowed-syncs.ts';

export interface EvidenceSources {
  readonly definition: DrillDefinition;
  readonly evidence: EvidenceFolder;
  readonly observations: Observations;
  readonly collected: Collected;
  readonly lives: readonly Life[];
  readonly leaks: DrillRecord['leaks'];
}

/** Everything but the performance, which is measured from this. */
export function readEvidence(sources: EvidenceSources): Omit<DrillEvidence, 'performance'> {
  const { definition, evidence, observations, collected, lives, leaks } = sources;
  const problems: EvidenceProblem[] = [];
  const located = (file: string) => `${evidence.relative}/${file}`;
  const journals = collected.journals.flatMap(({ label, afterIncarnation, file, problem }): JournalEvidence[] => {
    const journal = attempt('journals', problems, () => {
      if (problem !== null) throw new Error(problem);
      const read = readJournalExport(readFileSync(evidence.path(file), 'utf8'), located(file));
      const next = afterIncarnation === null ? undefined : lives[afterIncarnation + 1];
      if (next !== undefined && read.rows.some(({ timeUs }) => timeUs / 1000 > next.startedWallMs)) {
        throw new Error(`the journal copied ${label} was no longer as its engine left it: the next one had written`);
      }
      return read;
    });
    return journal === null ? [] : [{ ...journal, label, afterIncarnation }];
  });
  return {
    ledgers: new Map(
      collected.ledgers.flatMap(({ venue, file }): [string, Ledger][] => {
        const ledger = attempt('ledgers', problems, () =>
          readLedger(readFileSync(evidence.path(file), 'utf8'), located(file)),
        );
        return ledger === null ? [] : [[venue, ledger]];
      }),
    ),
    journals,
    resumedStates: observations.resumptions.map((one, index) => ({ ...one, file: located(resumedStateFile(index)) })),
    recoveries: [...observations.recoveries].map(([incarnation, recovery]) => ({
      file: located(recoveryFile(incarnation)),
      incarnation,
      recovery,
    })),
    supervisorEvents: collected.supervisorEvents,
    incarnations: lives,
    faults: observations.faults,
    judgedVenues: definition.judgedVenues,
    disconnects: observations.disconnects,
    damage: observations.damage,
    refusedDirectories: observations.refusedDirectories,
    filesAtEnd: filesAtEnd(evidence, collected),
    dueAlerts: observations.dueAlerts,
    secondRestart: observations.secondRestart,
    syncsSlowed: syncsWereSlowed(journals, observations.linkLatencyMs),
    leaks,
    problems,
  };
}

function filesAtEnd(evidence: EvidenceFolder, { journals }: Collected): readonly string[] {
  const last = journals.findLast(({ afterIncarnation }) => afterIncarnation === null);
  return last === undefined ? [] : readdirSync(evidence.path(last.folder));
}

function attempt<T>(requirement: EvidenceProblem['requirement'], problems: EvidenceProblem[], read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    problems.push({ requirement, cause: error instanceof Error ? error.message : String(error) });
    return null;
  }
}
