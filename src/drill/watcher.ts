/**
 * Follows the supervisor and the engine while a drill runs: their happenings become timeline lines, every incarnation's
 * newest account of its recovery is kept, and the state at each `resumed` is captured as soon as there is one.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { EngineRecovery, Recovery } from '../contract/engine.ts';
import type { SupervisorEvent } from '../contract/supervisor.ts';
import type { RunningSystem } from '../topology/running-system.ts';
import type { Observations } from './observations.ts';
import type { Timeline } from './timeline.ts';

const everyMs = 20;

export class Watcher {
  readonly #system: RunningSystem;
  readonly #timeline: Timeline;
  readonly #observations: Observations;
  readonly #told = new Set<string>();
  #events: readonly SupervisorEvent[] = [];
  #watching = true;
  readonly #loop: Promise<void>;

  constructor(system: RunningSystem, timeline: Timeline, observations: Observations) {
    this.#system = system;
    this.#timeline = timeline;
    this.#observations = observations;
    this.#loop = this.#watch();
  }

  /** Everything the supervisor has reported so far. */
  events(): readonly SupervisorEvent[] {
    return this.#events;
  }

  /** Index of the newest incarnation; −1 before the first. */
  newestIncarnation(): number {
    return this.#events.filter(({ event }) => event === 'started').length - 1;
  }

  async stop(): Promise<void> {
    this.#watching = false;
    await this.#loop;
    await this.#look().catch(() => undefined);
  }

  async #watch(): Promise<void> {
    while (this.#watching) {
      // A part that does not answer is what drills are about: look again.
      await this.#look().catch(() => undefined);
      await delay(everyMs);
    }
  }

  async #look(): Promise<void> {
    const status = await this.#system.supervisor.status();
    if (status !== null) this.#takeEvents(status.events);
    const recovery = await this.#system.engine.recovery();
    if (recovery !== null) await this.#takeRecovery(recovery);
  }

  #takeEvents(events: readonly SupervisorEvent[]): void {
    for (const event of events.slice(this.#events.length)) {
      const pid = event.pid === null ? '' : ` pid ${event.pid}`;
      this.#timeline.addAt(
        BigInt(event.monoNs),
        'supervisor',
        `${event.event}${pid}${event.detail === '' ? '' : `: ${event.detail}`}`,
      );
    }
    this.#events = events;
  }

  async #takeRecovery(recovery: EngineRecovery): Promise<void> {
    const incarnation = this.newestIncarnation();
    if (incarnation < 0 || this.#belongsToEarlier(recovery, incarnation)) return;
    this.#observations.recoveries.set(incarnation, recovery);
    for (const [index, one] of recovery.recoveries.entries()) {
      this.#tellPhases(`${recovery.incarnation} ${index}`, one);
      await this.#capture(recovery, index, one, incarnation);
    }
  }

  /** An answer of the process that was just killed must not be booked on its successor. */
  #belongsToEarlier(recovery: EngineRecovery, incarnation: number): boolean {
    return [...this.#observations.recoveries].some(
      ([index, known]) => index !== incarnation && known.incarnation === recovery.incarnation,
    );
  }

  #tellPhases(key: string, one: Recovery): void {
    const where = one.scope === 'session' ? ` ${one.venues.join(', ')}` : '';
    if (one.detectedMonoNs !== null) {
      this.#once(`${key} detected`, one.detectedMonoNs, `noticed the loss of a link${where}`);
    }
    for (const phase of one.phases) {
      if (phase.endedMonoNs === null) continue;
      const took = Number(BigInt(phase.endedMonoNs) - BigInt(phase.startedMonoNs)) / 1e6;
      this.#once(
        `${key} ${phase.name}`,
        phase.endedMonoNs,
        `${phase.name}${where} done in ${took.toFixed(0)} ms: ${phase.detail}`,
      );
    }
  }

  async #capture(recovery: EngineRecovery, index: number, one: Recovery, incarnation: number): Promise<void> {
    const key = `${recovery.incarnation} ${index} resumed`;
    if (one.resumed === null || this.#told.has(key)) return;
    const state = await this.#system.engine.state('resumed');
    if (state === null || state.sequence !== one.resumed.sequence) return;
    this.#observations.resumptions.push({
      incarnation,
      scope: one.scope,
      venues: one.venues,
      state,
      moment: 'resumed',
    });
    this.#once(key, one.resumed.monoNs, `resumed ${one.venues.join(', ')}: every instrument in stage full`);
  }

  #once(key: string, monoNs: string, text: string): void {
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#timeline.addAt(BigInt(monoNs), 'engine', text);
  }
}
