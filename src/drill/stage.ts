/** What a drill's script can do: wait for steady state, inject faults, hold the supervisor, wait for recovery, claim. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isCheckpointFile } from '../contract/engine.ts';
import type { SupervisorEvent } from '../contract/supervisor.ts';
import type { VenueStatus } from '../contract/venue-admin.ts';
import type { Fault } from '../faults/fault.ts';
import type { FaultRecord } from '../record/schema.ts';
import type { RunningSystem } from '../topology/running-system.ts';
import { type BoundFaults, boundFaults } from './bound-faults.ts';
import { type DrillDefinition, steadyStateMinimum } from './definition.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import { FaultDesk } from './fault-desk.ts';
import { FileStrikes } from './file-strikes.ts';
import { lookOnceMore } from './final-look.ts';
import { acceptedBetween } from './ledger-facts.ts';
import type { Claim, Observations } from './observations.ts';
import { Operator } from './operator.ts';
import { type CheckpointExpected, checkOracle, checkpointClaim } from './oracle.ts';
import { Resumption } from './resumption.ts';
import { restartOnceMore } from './second-restart.ts';
import { medianRoundTripMs } from './slowed-syncs.ts';
import { judgeSteadyState, missingForSteadyState } from './steady-state.ts';
import type { Timeline } from './timeline.ts';
import { checkDeadline, type Deadline, InconclusiveError, pause, until } from './wait.ts';
import { Watcher } from './watcher.ts';

export interface StageParts {
  readonly definition: DrillDefinition;
  readonly system: RunningSystem;
  readonly timeline: Timeline;
  readonly observations: Observations;
  readonly evidence: EvidenceFolder;
  readonly deadline: Deadline;
}

export class Stage {
  readonly system: RunningSystem;
  /** The faults of the catalogue, bound to this system. */
  readonly faults: BoundFaults;
  readonly watcher: Watcher;
  readonly resumption: Resumption;
  /** Damage to the stopped engine's files. */
  readonly files: FileStrikes;
  readonly operator: Operator;
  readonly #parts: StageParts;
  readonly #desk: FaultDesk;
  #stoppedMonoNs: string | null = null;

  constructor(parts: StageParts) {
    this.#parts = parts;
    this.system = parts.system;
    this.faults = boundFaults(parts.system);
    this.watcher = new Watcher(parts.system, parts.timeline, parts.observations);
    this.resumption = new Resumption(parts.system, parts.observations, parts.deadline, () => this.watcher.events());
    this.#desk = new FaultDesk(parts.timeline, parts.observations.faults);
    const { system, observations, evidence, deadline } = parts;
    this.files = new FileStrikes({ system, observations, evidence, inject: (fault) => this.inject(fault) });
    this.operator = new Operator(this, observations, deadline);
  }

  /** Adds a line to the timeline. */
  note(text: string): void {
    this.#parts.timeline.add('harness', text);
  }

  /** Waits until enough real traffic was seen; the drill is inconclusive without it. */
  async steadyState(): Promise<void> {
    const { deadline, observations } = this.#parts;
    const started = performance.now();
    const symbols = [...new Set(this.system.venues.flatMap((venue) => venue.ready.symbols))];
    const state = await until(deadline, 'steady state', steadyStateMinimum.withinMs, async () => {
      const statuses = await Promise.all(this.system.venues.map((venue) => venue.status()));
      const known = statuses.filter((status) => status !== null);
      if (known.length < statuses.length) return null;
      observations.steadyState = judgeSteadyState(known, symbols, performance.now() - started);
      const health = await this.system.engine.health();
      return observations.steadyState.reached && health?.status === 'trading' ? observations.steadyState : null;
    }).catch((error: unknown) => {
      if (!(error instanceof InconclusiveError)) throw error;
      throw new InconclusiveError(`${error.message} (${missingForSteadyState(observations.steadyState)})`);
    });
    this.note(`steady state: ${state.probes.map(({ name, before }) => `${before} ${name}`).join('; ')}`);
  }

  /** Measures the round trip through an order-entry link, for I9. @throws InconclusiveError when a request gets no answer. */
  async measureLinkLatency(): Promise<void> {
    const url = `${this.system.connections[0]?.orderEntryUrl}/api/v3/ping`;
    const latencyMs = await medianRoundTripMs(url);
    if (latencyMs === null) throw new InconclusiveError(`no answer through the link at ${url}`);
    this.#parts.observations.linkLatencyMs = latencyMs;
    this.note(`median round trip through an order-entry link: ${latencyMs.toFixed(2)} ms`);
  }

  /** Index of the engine's newest incarnation, from 0. */
  newestIncarnation(): number {
    return this.watcher.newestIncarnation();
  }

  /** Strikes, proves, and writes it down. @throws InconclusiveError when the fault is not available or was not proven. */
  inject(fault: Fault): Promise<FaultRecord> {
    checkDeadline(this.#parts.deadline, `fault ${fault.id}`);
    return this.#desk.inject(fault);
  }

  /** Ends a fault and proves that. @throws InconclusiveError when that proof fails. */
  undo(fault: Fault): Promise<FaultRecord> {
    return this.#desk.undo(fault);
  }

  /** Ends every fault that still stands; called by the harness, whatever happened. */
  undoAll(): Promise<void> {
    return this.#desk.undoAll();
  }

  /** An orderly stop: how long it took is judged against the objective for stopping. */
  async stop(fault: Fault): Promise<FaultRecord> {
    const record = await this.inject(fault);
    // The supervisor sees the exit before a poll from here can.
    const events = (await this.system.supervisor.status())?.events ?? [];
    const exit = events.findLast(
      ({ event, monoNs }) => event === 'exited' && BigInt(monoNs) > BigInt(record.requestedMonoNs),
    );
    const endedMonoNs = exit?.monoNs ?? record.provenMonoNs ?? record.requestedMonoNs;
    this.#parts.observations.stopMs = Number(BigInt(endedMonoNs) - BigInt(record.requestedMonoNs)) / 1e6;
    this.#stoppedMonoNs = endedMonoNs;
    return record;
  }

  /** Cuts the links of a venue while `during` runs, restores them, and tells the checks which session was reopened. */
  async cutOff(
    venue: string,
    id: string,
    during: (cut: FaultRecord) => Promise<void>,
  ): Promise<{ cut: FaultRecord; restored: FaultRecord }> {
    const fault = this.faults.cutLinks(id, venue);
    const cut = await this.inject(fault);
    await during(cut);
    const restored = await this.undo(fault);
    this.#parts.observations.disconnects.push({
      venue,
      cutMonoNs: cut.provenMonoNs ?? cut.requestedMonoNs,
      restoredMonoNs: restored.undoneMonoNs ?? restored.requestedMonoNs,
    });
    return { cut, restored };
  }

  /** Lets time pass; not subtracted from anything. */
  async wait(durationMs: number, why: string): Promise<void> {
    this.note(`${why}: ${durationMs} ms`);
    await pause(this.#parts.deadline, durationMs);
    checkDeadline(this.#parts.deadline, why);
  }

  /** Time the drill itself makes the engine wait (maintenance, a held supervisor): subtracted from recovery times by `name`. */
  async imposed<T>(name: string, work: () => Promise<T>): Promise<T> {
    // Behind an orderly stop the engine waits for the drill from its very end.
    const startedMonoNs = this.#stoppedMonoNs ?? process.hrtime.bigint().toString();
    this.#stoppedMonoNs = null;
    try {
      return await work();
    } finally {
      const endedMonoNs = process.hrtime.bigint().toString();
      this.#parts.observations.imposed.push({ name, startedMonoNs, endedMonoNs });
      const durationMs = Number(BigInt(endedMonoNs) - BigInt(startedMonoNs)) / 1e6;
      this.note(`${name}: ${durationMs.toFixed(0)} ms, subtracted from the recovery times`);
    }
  }

  /** Holds the supervisor while `work` runs, so that nothing is restarted meanwhile. */
  async holdSupervisor<T>(work: () => Promise<T>): Promise<T> {
    await this.system.supervisor.hold();
    try {
      return await work();
    } finally {
      await this.system.supervisor.release();
    }
  }

  /** Copies the directory: as an incarnation that is proven gone left it, or (null) as it stands at the end. */
  async copyJournal(label: string, afterIncarnation: number | null): Promise<void> {
    const folder = join('journals', label.replaceAll(' ', '-'));
    this.#parts.evidence.copy(this.system.dataDirectory, folder);
    this.#parts.observations.journalCopies.push({ label, folder, afterIncarnation });
  }

  /** Waits until the engine holds at least `count` checkpoints. */
  async checkpoints(count: number): Promise<void> {
    const held = () =>
      readdirSync(this.system.dataDirectory, { recursive: true, encoding: 'utf8' }).filter(isCheckpointFile).length;
    await until(this.#parts.deadline, `${count} checkpoints`, 10_000, async () => (held() >= count ? true : null));
  }

  /** Waits until a new checkpoint stands and then `ms` longer, so that the journal holds something above it. */
  async pastCheckpoint(ms: number): Promise<void> {
    const newest = () => readdirSync(this.system.dataDirectory).filter(isCheckpointFile).sort().at(-1);
    const before = newest();
    await until(
      this.#parts.deadline,
      'the next checkpoint',
      10_000,
      async () => (newest() === before ? null : true),
      5,
    );
    await this.wait(ms, 'the journal grows past the newest checkpoint');
  }

  /** Waits until every venue has accepted `orders` more. */
  async moreOrders(orders: number): Promise<void> {
    const counts = () =>
      Promise.all(this.system.venues.map(async ({ name }) => (await this.venueStatus(name)).orders.accepted));
    const before = await counts();
    await until(this.#parts.deadline, `${orders} more orders at every venue`, 20_000, async () =>
      (await counts()).every((count, index) => count >= (before[index] ?? 0) + orders) ? true : null,
    );
  }

  /** An alert with one of `codes` must reach the supervisor because of a fault: waits for it, and lets I12 judge its time. */
  async alerted(codes: readonly string[], since: FaultRecord): Promise<void> {
    const sinceMonoNs = since.requestedMonoNs;
    const isIt = ({ monoNs, alert }: SupervisorEvent) =>
      BigInt(monoNs) > BigInt(sinceMonoNs) && alert !== undefined && codes.includes(alert.code);
    await until(this.#parts.deadline, `an alert ${codes.join(' or ')}`, 10_000, async () =>
      this.watcher.events().some(isIt) ? true : null,
    ).catch((error: unknown) => {
      if (!(error instanceof InconclusiveError)) throw error;
      this.note(error.message);
    });
    this.#parts.observations.dueAlerts.push({
      codes,
      sinceMonoNs,
      lookedUntilMonoNs: process.hrtime.bigint().toString(),
    });
  }

  /** Orders that the venues accepted between two monotonic times. */
  acceptedBetween(fromMonoNs: bigint, toMonoNs: bigint): number {
    return acceptedBetween(this.system, fromMonoNs, toMonoNs);
  }

  /** Claims which checkpoint the newest incarnation started from: the newest one that was whole, a base, or none at all. */
  claimCheckpointUsed(expected: CheckpointExpected): void {
    this.claim(checkpointClaim(expected, this.newestIncarnation(), this.#parts.observations, this.#parts.evidence));
  }

  /** Claims that the state the engine resumed with is the one a replay of the whole journal gives. */
  replayEqualsResumed(): Promise<void> {
    return checkOracle(this, this.#parts.observations, this.#parts.evidence);
  }

  /** Symbols of a venue that have had an order accepted after a monotonic time. */
  quotedSince(venue: string, sinceMonoNs: bigint): string[] {
    return this.resumption.quotedSince(venue, sinceMonoNs);
  }

  /** Waits until the judged venues have resumed after the fault `since` and the market forced an accepted order on every instrument. */
  async resumed(since: FaultRecord): Promise<void> {
    const sinceMonoNs = BigInt(since.provenMonoNs ?? since.requestedMonoNs);
    const { judgedVenues } = this.#parts.definition;
    const { incarnation } = await this.resumption.engine(judgedVenues, sinceMonoNs);
    await this.resumption.quoted(judgedVenues, incarnation, sinceMonoNs);
    this.note('every judged instrument has had a new order accepted by its venue');
  }

  /** The engine once more after its recovery, called by the harness at the end of every script: see final-look.ts. */
  finalLook(): Promise<void> {
    return lookOnceMore(this, this.#parts.definition.judgedVenues, this.#parts.observations, this.#parts.deadline);
  }

  /** What the newest incarnation found at its start, by its own word; null when it told nothing. */
  previousEnd(): 'first' | 'clean' | 'crash' | null {
    const newest = this.#parts.observations.recoveries.get(this.newestIncarnation());
    return newest?.recoveries.find(({ scope }) => scope === 'start')?.previousEnd ?? null;
  }

  /** A second SIGKILL and recovery with matching paused, for I8. */
  async secondRestart(): Promise<void> {
    this.#parts.observations.secondRestart = await restartOnceMore(this, this.#parts.deadline);
  }

  /** @throws InconclusiveError when the venue does not answer. */
  async venueStatus(name: string): Promise<VenueStatus> {
    const status = await this.system.venue(name).status();
    if (status === null) throw new InconclusiveError(`venue ${name} did not answer on its admin port`);
    return status;
  }

  /** Something this drill asserts beyond the invariants. `holds` null: it could not be seen, which is inconclusive. */
  claim(claim: Claim): void {
    this.#parts.observations.claims.push(claim);
    this.note(`${claim.title}: ${claim.observed}`);
  }
}
