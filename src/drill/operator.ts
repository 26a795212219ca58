/** What a person does around a drill: takes a backup, looks at a refused directory, rebuilds it. Each step is a timeline line. */
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { engineEnvironment, engineExit } from '../contract/engine.ts';
import { sha256 } from '../faults/file-owner.ts';
import type { FaultRecord } from '../record/schema.ts';
import type { RunningSystem } from '../topology/running-system.ts';
import { placedSince } from './ledger-facts.ts';
import type { Observations } from './observations.ts';
import type { Stage } from './stage.ts';
import { type Deadline, InconclusiveError, until } from './wait.ts';

const startsWithinMs = 20_000;
/** Long enough for several of the supervisor's restart pauses to have passed. */
const lookForRestartsMs = 500;

export class Operator {
  readonly #stage: Stage;
  readonly #system: RunningSystem;
  readonly #observations: Observations;
  readonly #deadline: Deadline;

  constructor(stage: Stage, observations: Observations, deadline: Deadline) {
    this.#stage = stage;
    this.#system = stage.system;
    this.#observations = observations;
    this.#deadline = deadline;
  }

  /** An orderly stop, a copy of the directory, a start; resolves when the engine has resumed. @returns the copy's folder. */
  async backup(label: string): Promise<string> {
    const venues = this.#system.venues.map(({ name }) => name);
    const incarnation = this.#stage.newestIncarnation();
    const sinceMonoNs = process.hrtime.bigint();
    this.#stage.note('operator: stops the engine for a backup');
    await this.#system.supervisor.stop();
    await until(this.#deadline, 'the engine to stop for a backup', startsWithinMs, async () =>
      (await this.#system.supervisor.status())?.engine === 'stopped' ? true : null,
    );
    await this.#stage.copyJournal(label, incarnation);
    const copy = this.#observations.journalCopies.at(-1);
    await this.#system.supervisor.start();
    await this.#stage.resumption.engine(venues, sinceMonoNs);
    this.#stage.note('operator: the backup is made, the engine trades again');
    return copy?.folder ?? '';
  }

  /**
   * Waits until the engine has refused its directory, and claims what must hold then: the exit status, no restart, no
   * order at any venue, not a byte changed.
   */
  async refused(since: FaultRecord): Promise<void> {
    const sinceMonoNs = since.provenMonoNs ?? since.requestedMonoNs;
    const before = hashes(this.#system.dataDirectory);
    const refused = await until(this.#deadline, 'the engine to refuse its directory', startsWithinMs, async () => {
      const events = this.#stage.watcher.events().filter(({ monoNs }) => BigInt(monoNs) > BigInt(sinceMonoNs));
      if (this.#resumedAfter(sinceMonoNs)) return { exit: null, status: 'resumed' };
      if (!events.some(({ event }) => event === 'restart-refused')) return null;
      const exit = events.findLast(({ event, exitCode }) => event === 'exited' && exitCode !== null);
      return { exit: exit?.exitCode ?? null, status: 'refused' };
    });
    const incarnation = this.#stage.newestIncarnation();
    this.#stage.claim({
      id: 'directory-refused',
      title: 'The engine refuses the directory',
      expected: `exit status ${engineExit.directoryRefused}`,
      observed: refused.exit === null ? 'the engine trades' : `exit status ${refused.exit}`,
      holds: refused.exit === engineExit.directoryRefused,
    });
    if (refused.exit !== engineExit.directoryRefused) throw new InconclusiveError('the directory was not refused');
    const reason = refusalReason(join(this.#system.logFolder, 'engine.log'));
    this.#observations.refusedDirectories.push({ incarnation, reason });
    this.#stage.note(`the engine's reason: ${reason ?? 'none in its log'}`);
    await this.#stage.wait(lookForRestartsMs, 'nobody starts the engine again');
    this.#claimQuiet(sinceMonoNs, incarnation);
    this.#claimUntouched(before, incarnation);
  }

  /** Rebuilds the directory from the venues, swaps it in, and releases the supervisor. */
  async rebuild(): Promise<void> {
    const { dataDirectory, connections } = this.#system;
    const into = `${dataDirectory}.rebuilt`;
    this.#stage.note(`operator: muster engine rebuild ${basename(dataDirectory)} --into ${basename(into)}`);
    const { exitCode, output } = await this.#system.besideEngine(['engine', 'rebuild', dataDirectory, '--into', into], {
      [engineEnvironment.venues]: JSON.stringify(connections),
    });
    this.#stage.claim({
      id: 'rebuilt',
      title: 'The directory is rebuilt from the venues',
      expected: 'exit status 0 and a new directory',
      observed: `exit status ${exitCode ?? 'none'}: ${output.trim().split('\n').at(-1)}`,
      holds: exitCode === 0 && existsSync(into),
    });
    if (exitCode !== 0) throw new InconclusiveError(`the rebuild failed: ${output}`);
    renameSync(dataDirectory, `${dataDirectory}.refused`);
    renameSync(into, dataDirectory);
    this.#stage.note('operator: the rebuilt directory is in place, the refused one stands beside it');
    await this.release();
  }

  /** Lets the supervisor start the engine again. */
  async release(): Promise<void> {
    this.#stage.note('operator: releases the supervisor');
    this.#stage.resumption.released();
    await this.#system.supervisor.release();
  }

  #resumedAfter(sinceMonoNs: string): boolean {
    return this.#observations.resumptions.some(({ state }) => BigInt(state.monoNs) > BigInt(sinceMonoNs));
  }

  #claimQuiet(sinceMonoNs: string, incarnation: number): void {
    const starts = this.#stage.newestIncarnation() - incarnation;
    const placed = placedSince(this.#system, sinceMonoNs);
    this.#stage.claim({
      id: 'nothing-sent-until-rebuilt',
      title: 'No automatic restart, and no new order at any venue until an operator acts',
      expected: '0 starts and 0 new-order requests after the refusal',
      observed: `${starts} starts, ${placed} new-order requests`,
      holds: starts === 0 && placed === 0,
    });
  }

  /** So the copy made before the strike still tells all that the journal held when the next life began. */
  #claimUntouched(before: ReadonlyMap<string, string>, incarnation: number): void {
    const after = hashes(this.#system.dataDirectory);
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (name) => before.get(name) !== after.get(name),
    );
    this.#stage.claim({
      id: 'refused-directory-untouched',
      title: 'The refused directory is left as it was found',
      expected: 'the same files with the same bytes',
      observed: changed.length === 0 ? `${after.size} files, none differs` : `${changed.join(', ')} differ`,
      holds: changed.length === 0,
    });
    const { journalCopies } = this.#observations;
    const copy = journalCopies.findLast(({ afterIncarnation }) => afterIncarnation === incarnation - 1);
    if (changed.length > 0 || copy === undefined) return;
    journalCopies.push({ label: 'after the refusal', folder: copy.folder, afterIncarnation: incarnation });
  }
}

/** Without the lock, which every start touches. */
function hashes(directory: string): ReadonlyMap<string, string> {
  const names = readdirSync(directory).filter((name) => !name.startsWith('muster.lock'));
  return new Map(names.map((name) => [name, sha256(readFileSync(join(directory, name)))]));
}

/** The engine's last words: the newest line of its log that tells of that exit. */
function refusalReason(logFile: string): string | null {
  const line = readFileSync(logFile, 'utf8')
    .trim()
    .split('\n')
    .findLast((text) => text.includes(`"exit":${engineExit.directoryRefused}`));
  if (line === undefined) return null;
  const { reason } = JSON.parse(line) as { reason?: unknown };
  return typeof reason === 'string' ? reason : null;
}
