/**
 * Saves everything a drill is judged by, beside the running system: first the venues' ledgers, then the engine's
 * journal. An intent is durable before it is sent, so a journal copied after a ledger knows every order in it.
 */
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { musterCommand } from '../common/muster-command.ts';
import type { SupervisorEvent } from '../contract/supervisor.ts';
import type { RunningSystem } from '../topology/running-system.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import type { JournalCopy, Observations } from './observations.ts';
import type { Stage } from './stage.ts';

/** Paths relative to the drill's folder. */
export interface Collected {
  readonly ledgers: readonly { readonly venue: string; readonly file: string }[];
  readonly journals: readonly (JournalCopy & { readonly file: string; readonly problem: string | null })[];
  readonly supervisorEvents: readonly SupervisorEvent[];
  /** When the harness stopped looking at the recovery. */
  readonly finishedMonoNs: string;
  /** One phrase a venue: what drove its market. */
  readonly markets: readonly string[];
}

export const nothingCollected: Collected = {
  ledgers: [],
  journals: [],
  supervisorEvents: [],
  finishedMonoNs: '0',
  markets: [],
};

interface Sources {
  readonly stage: Stage;
  readonly system: RunningSystem;
  readonly observations: Observations;
  readonly evidence: EvidenceFolder;
}

export async function collectEvidence({ stage, system, observations, evidence }: Sources): Promise<Collected> {
  const finishedMonoNs = process.hrtime.bigint().toString();
  const ledgers = system.venues.map((venue) => {
    const file = `ledger-${venue.name}.ndjson`;
    const text = readFileSync(venue.ledgerFile, 'utf8');
    // The venue goes on writing: what follows the last whole line belongs to a later moment.
    evidence.write(file, text.slice(0, text.lastIndexOf('\n') + 1), {
      role: 'ledger',
      label: venue.name,
      mediaType: 'application/x-ndjson',
    });
    return { venue: venue.name, file };
  });
  if (existsSync(system.dataDirectory)) await stage.copyJournal('end', null);
  const journals = await Promise.all(observations.journalCopies.map((copy) => exportJournal(copy, evidence)));
  saveStates(observations, evidence);
  const supervisorEvents = stage.watcher.events();
  evidence.write('supervisor.json', json(supervisorEvents), {
    role: 'supervisor',
    label: '',
    mediaType: 'application/json',
  });
  await system.saveLogs();
  nameLogs(system, evidence);
  return { ledgers, journals, supervisorEvents, finishedMonoNs, markets: await describeMarkets(system) };
}

/** The export is made by the engine's own tool as a process: the harness reads no foreign journal format. */
async function exportJournal(copy: JournalCopy, evidence: EvidenceFolder): Promise<Collected['journals'][number]> {
  const file = `journal-${copy.label.replaceAll(' ', '-')}.ndjson`;
  const [program = '', ...args] = musterCommand();
  const aside = evidence.path(`${file}.part`);
  const result = await execa(program, [...args, 'inspect', evidence.path(copy.folder), '--export', 'ndjson'], {
    stdout: { file: aside },
    reject: false,
  });
  if (result.failed)
    return { ...copy, file, problem: `the export of ${copy.folder} failed: ${result.stderr || result.shortMessage}` };
  renameSync(aside, evidence.path(file));
  evidence.name(file, { role: 'journal-export', label: copy.label, mediaType: 'application/x-ndjson' });
  nameCopy(copy, evidence);
  return { ...copy, file, problem: null };
}

async function describeMarkets(system: RunningSystem): Promise<string[]> {
  const statuses = await Promise.all(system.venues.map((venue) => venue.status()));
  return statuses.flatMap((status) => {
    if (status === null) return [];
    const { market, marketTrades, venue } = status;
    const left = market.source === 'recorded' ? `, ${market.recordedLeft} recorded trades left` : '';
    return [`${venue}: ${market.source}, ${marketTrades} trades${left}`];
  });
}

function nameCopy(copy: JournalCopy, evidence: EvidenceFolder): void {
  for (const file of readdirSync(evidence.path(copy.folder), { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name).slice(evidence.path('').length);
    evidence.name(path, { role: 'journal', label: copy.label, mediaType: 'application/octet-stream' });
  }
}

function saveStates(observations: Observations, evidence: EvidenceFolder): void {
  for (const [index, { state, moment }] of observations.resumptions.entries()) {
    evidence.write(resumedStateFile(index), json(state), {
      role: 'engine-state',
      label: moment === 'resumed' ? `resumed ${index + 1}` : moment,
      mediaType: 'application/json',
    });
  }
  for (const [incarnation, recovery] of observations.recoveries) {
    evidence.write(recoveryFile(incarnation), json(recovery), {
      role: 'engine-recovery',
      label: `incarnation ${incarnation + 1}`,
      mediaType: 'application/json',
    });
  }
}

export const resumedStateFile = (index: number) => `state-resumed-${index + 1}.json`;
export const recoveryFile = (incarnation: number) => `recovery-${incarnation + 1}.json`;

function nameLogs(system: RunningSystem, evidence: EvidenceFolder): void {
  const roles = { engine: 'engine-log', supervisor: 'supervisor-log', toxiproxy: 'proxy-log' } as const;
  for (const name of readdirSync(system.logFolder)) {
    const part = name.replace(/\.log$/, '');
    const role = part in roles ? roles[part as keyof typeof roles] : 'venue-log';
    evidence.name(join('system', 'logs', name), { role, label: part, mediaType: 'text/plain' });
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
