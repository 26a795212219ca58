/**
 * Runs one drill from bringing the system up to the judged record. It needs no vitest and owns the deadline. Whatever
 * happens in between (an interrupt, a part that does not start, a bug), faults are undone, the system is stopped, leaks
 * are looked for, the evidence is saved before it is judged, and a record is left.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MusterError } from '../common/muster-error.ts';
import { systemClock } from '../node/clock.ts';
import type { DrillRecord } from '../record/schema.ts';
import { startProcessSystem } from '../topology/process-world.ts';
import type { RunningSystem } from '../topology/running-system.ts';
import { collectEvidence, nothingCollected } from './collect.ts';
import { drillFolder, drillRecordFile, type RunContext } from './context.ts';
import type { DrillDefinition } from './definition.ts';
import { type DrillEnd, drillRecordOf } from './drill-record.ts';
import { EvidenceFolder } from './evidence-folder.ts';
import { noObservations } from './observations.ts';
import { Shares } from './shares.ts';
import { Stage } from './stage.ts';
import { Timeline } from './timeline.ts';
import { AbortedError, type Deadline, InconclusiveError, pause } from './wait.ts';

export type DrillScript = (stage: Stage) => Promise<void>;

export interface DrillOptions {
  readonly context: RunContext;
  readonly repetition: number;
  /** Called once per line of the timeline. */
  readonly print: (line: string) => void;
  /** Aborted by an interrupt. */
  readonly signal: AbortSignal;
}

/** Never rejects for what happened to the system under drill: the record says it. */
export async function runDrill(
  definition: DrillDefinition,
  script: DrillScript,
  options: DrillOptions,
): Promise<DrillRecord> {
  const { context, repetition } = options;
  const startedMonoNs = systemClock.monotonicNs();
  const folder = drillFolder(definition.id, repetition);
  const evidence = new EvidenceFolder(context.folder, folder);
  const timeline = new Timeline(options.print);
  const observations = noObservations();
  const shares = new Shares();
  const deadline: Deadline = {
    signal: options.signal,
    atMonoNs: startedMonoNs + BigInt(definition.deadlineMs) * 1_000_000n,
  };

  const run = { definition, context, repetition, evidence, timeline, observations, shares, startedMonoNs };
  let stopped: DrillEnd | null = null;
  let collected = nothingCollected;
  let leaks: DrillRecord['leaks'] = null;
  let system: RunningSystem | null = null;
  try {
    system = await shares.during('bring the system up', () => bringUp(context, repetition, definition, evidence));
    const stage = new Stage({ definition, system, timeline, observations, evidence, deadline });
    timeline.add(
      'harness',
      `system up: venues A and B, six links through ${context.toxiproxy === null ? 'the embedded proxy' : `Toxiproxy ${context.toxiproxy.version}`}, supervisor, engine`,
    );
    stopped = await carryOut(script, stage);
    await stage.undoAll();
    timeline.add('harness', 'collecting the evidence and judging it');
    await shares.during('collect the evidence', async () => {
      await stage.watcher.stop();
      collected = await collectEvidence({ stage, system: stage.system, observations, evidence });
    });
    if (context.keep) await keepUp(run, stage, collected, stopped, options);
    await shares.during('stop the system', () => stage.system.stop());
    leaks = await shares.during('scan for leaks', () => stage.system.scanForLeaks());
  } catch (error) {
    stopped = endOf(error);
    await system?.stop().catch((failure: unknown) => timeline.add('harness', String(failure)));
    leaks = (await system?.scanForLeaks().catch(() => null)) ?? null;
  }
  const record = await shares.during('judge', async () => drillRecordOf({ ...run, collected, stopped, leaks }));
  // Of a drill that held nobody looks for more than the copies; what a red one left stays as it was.
  if (record.verdict === 'held' && system !== null) removeOriginals(system);
  record.harness = shares.summary(startedMonoNs);
  writeFileSync(join(context.folder, folder, drillRecordFile), `${JSON.stringify(record, null, 2)}\n`);
  timeline.add('harness', `${record.verdict}: ${record.why}`);
  return record;
}

/** Journals and ledgers stand in the evidence as copies. */
function removeOriginals(system: RunningSystem): void {
  const data = [system.dataDirectory, `${system.dataDirectory}.refused`];
  for (const folder of [...data, ...system.venues.map(({ ledgerFile }) => ledgerFile)]) {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bringUp(
  context: RunContext,
  repetition: number,
  definition: DrillDefinition,
  evidence: EvidenceFolder,
): Promise<RunningSystem> {
  const options = {
    runId: `${context.run}-${definition.id}-${repetition}`,
    folder: evidence.path('system'),
    seed: context.seed + repetition - 1,
    market: context.market ?? undefined,
    engineCommand: context.engineCommand ?? undefined,
    toxiproxy: context.toxiproxy ?? undefined,
    engineEnvironment: definition.engineEnvironment,
  };
  if (context.image === null) return startProcessSystem(options);
  const { startDockerSystem } = await import('../topology/docker/docker-world.ts');
  return startDockerSystem({ ...options, image: context.image.id });
}

async function carryOut(script: DrillScript, stage: Stage): Promise<DrillEnd | null> {
  try {
    await script(stage);
    await stage.finalLook();
    return null;
  } catch (error) {
    const end = endOf(error);
    stage.note(end.why);
    return end;
  }
}

/** `--keep`: a red drill leaves its system up, for a person, until Ctrl-C. */
async function keepUp(
  run: Omit<Parameters<typeof drillRecordOf>[0], 'collected' | 'stopped' | 'leaks'>,
  stage: Stage,
  collected: Parameters<typeof drillRecordOf>[0]['collected'],
  stopped: DrillEnd | null,
  options: DrillOptions,
): Promise<void> {
  const soFar = drillRecordOf({ ...run, collected, stopped, leaks: null });
  if (soFar.verdict === 'held' || options.signal.aborted) return;
  stage.note(`${soFar.verdict}: ${soFar.why}`);
  for (const { name, pid } of await stage.system.pids()) stage.note(`kept up: ${name} pid ${pid}`);
  for (const venue of stage.system.venues)
    stage.note(`kept up: venue ${venue.name} at ${venue.ready.url}, admin ${venue.ready.adminUrl}`);
  stage.note(`kept up in ${stage.system.folder}; Ctrl-C stops it`);
  await pause({ signal: options.signal, atMonoNs: 0n }, 2 ** 31 - 1);
}

function endOf(error: unknown): DrillEnd {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof AbortedError) return { outcome: 'aborted', why: asSentence(message), error: null };
  if (error instanceof InconclusiveError) return { outcome: 'inconclusive', why: asSentence(message), error: null };
  if (error instanceof MusterError) return { outcome: 'refused', why: message, error: message };
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  return { outcome: 'inconclusive', why: `The drill broke: ${message}`, error: stack };
}

/** The outcome's word stands before it wherever it is shown. */
function asSentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}
