/**
 * One running engine: the sessions of its venues, one loop that sets stages and lets the strategy trade, and the
 * recoveries it went through. It begins in cancel-only everywhere; only the stage policy lifts an instrument to full.
 */
import type { EngineState, Recovery, VenueConnection } from '../../contract/engine.ts';
import { economicHash } from '../../core/economic-hash.ts';
import type { Fact, Stage } from '../../core/records.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { EngineParts } from '../engine-parts.ts';
import type { FactLog } from '../fact-log.ts';
import { judgeGates, redBoxes } from '../gates/checklist.ts';
import { differencesOf, type EvidenceSources, gateEvidence, unknownOrdersOf } from '../gates/evidence.ts';
import { monotonicMs } from '../gateway/venue-time.ts';
import { knownInstrument } from '../known-instrument.ts';
import { lostTailLeftMs } from '../orders/lost-tail.ts';
import { RecoveryEntry } from '../report/recovery-log.ts';
import { cursorsOf, stateView } from '../report/state-view.ts';
import { type SessionOptions, VenueSession } from '../session/venue-session.ts';
import { Housekeeping } from './housekeeping.ts';
import type { Identity } from './identity.ts';
import type { Meter } from './meter.ts';
import { recvWindowMs, Trader } from './trader.ts';

export interface TradingEngineOptions
  extends Pick<SessionOptions, 'http' | 'connect' | 'clock' | 'random' | 'cryptography' | 'diary' | 'market'> {
  readonly venues: readonly VenueConnection[];
  readonly log: FactLog;
  readonly parts: EngineParts;
  readonly identity: Identity;
  readonly meter: Meter;
  readonly evidence: EvidenceSources;
  /** What holds every instrument, as a sentence; null for nothing. */
  hold(): string | null;
  /** The recovery of this start, its first phases done. */
  readonly start: RecoveryEntry;
}

const stepMs = 20;
/** At a start the venues go to full together, so that nothing is quoted before all are reconciled; a missing one is waited for this long. */
const otherVenuesMs = 1000;

interface Instrument {
  readonly session: VenueSession;
  readonly symbol: string;
}

export class TradingEngine {
  readonly sessions: readonly VenueSession[];
  readonly recoveries: RecoveryEntry[];
  readonly #options: TradingEngineOptions;
  readonly #clock: Clock;
  readonly #log: FactLog;
  readonly #diary: Log;
  readonly #instruments: readonly Instrument[];
  readonly #trader: Trader;
  readonly #housekeeping: Housekeeping;
  #resumedState: EngineState | null = null;
  readonly #startedMs: number;
  #firstReconciledMs: number | null = null;
  #quoting = true;
  #cancelTimer: () => void = () => {};

  constructor(options: TradingEngineOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#startedMs = monotonicMs(options.clock);
    this.#log = options.log;
    this.#diary = options.diary;
    this.recoveries = [options.start];
    this.sessions = options.venues.map((connection) => this.#session(connection));
    this.#instruments = this.sessions.flatMap((session) =>
      session.connection.symbols.map((symbol) => ({ session, symbol })),
    );
    this.#trader = new Trader(options.log, options.identity, options.market);
    this.#housekeeping = new Housekeeping(options.log, options.clock, options.meter);
  }

  start(): void {
    this.#log.record(
      this.#instruments.map(({ session, symbol }) => this.#stageFact(session, symbol, 'cancel-only', 'start')),
    );
    this.#options.start.begin('reconcile', 'asking the venues');
    for (const session of this.sessions) session.start();
    this.#housekeeping.start();
    this.#step();
  }

  /** No new order from here on; cancels and the venues' news go on. */
  stopQuoting(): void {
    this.#quoting = false;
  }

  stop(): void {
    this.#cancelTimer();
    this.#housekeeping.stop();
    for (const session of this.sessions) session.stop();
  }

  get isTrading(): boolean {
    return this.recoveries.every((recovery) => recovery.resumed !== null);
  }

  /** The state as it was at the last `resumed` record; null before the first. */
  get resumedState(): EngineState | null {
    return this.#resumedState;
  }

  #session(connection: VenueConnection): VenueSession {
    const { log, parts, http, connect, clock, random, cryptography, diary, market, identity } = this.#options;
    return new VenueSession({
      connection,
      log,
      parts,
      http,
      connect,
      clock,
      random,
      cryptography,
      diary,
      market,
      recovering: (venue) => this.#openRecoveryOf(venue)?.begin('reconcile', `asking ${venue}`),
      idsSeen: (ids) => identity.idsSeen(ids),
      reconciled: (venue, detail) => this.#reconciled(venue, detail),
      lost: (venue, reason) => this.#lost(venue, reason),
      unknownSettled: (venue, waitedMs) => this.#openRecoveryOf(venue)?.unknownSettled(waitedMs),
    });
  }

  #openRecoveryOf(venue: string): RecoveryEntry | undefined {
    return this.recoveries.findLast((recovery) => recovery.resumed === null && recovery.venues.includes(venue));
  }

  #reconciled(venue: string, detail: string): void {
    this.#firstReconciledMs ??= monotonicMs(this.#clock);
    this.#openRecoveryOf(venue)?.note('reconcile', detail);
    this.#options.evidence.recomputation.count(this.#log.state, venue);
    this.#checkBalances(venue);
  }

  /** Differences hold the venue (gate `Account balances correct`); nothing is invented to explain them (row 35). */
  #checkBalances(venue: string): void {
    const differences = differencesOf(this.#options.evidence, venue);
    if (differences.length === 0) return;
    this.#diary.error({ venue, differences }, 'balances differ from what the journal explains');
    this.#log.record([{ type: 'alarm', code: 'unexplained-balance', text: differences.join('; ') }]);
  }

  #lost(venue: string, reason: string): void {
    this.#diary.warn({ venue, reason }, 'session lost');
    const instruments = this.#instruments.filter(({ session }) => session.connection.name === venue);
    this.#log.record([
      { type: 'session', venue, state: 'disconnected' },
      ...instruments.map(({ session, symbol }) => this.#stageFact(session, symbol, 'cancel-only', reason)),
    ]);
    if (this.#openRecoveryOf(venue) !== undefined) return;
    const detectedMonoNs = this.#clock.monotonicNs().toString();
    const names = instruments.map(({ symbol }) => ({ venue, symbol }));
    const recovery = new RecoveryEntry(this.#clock, 'session', names, detectedMonoNs);
    recovery.begin('assess', reason, detectedMonoNs);
    recovery.begin('recover', 'connecting the links again');
    this.recoveries.push(recovery);
  }

  /** The loop: stages first, then resumption, then quotes; so `resumed` precedes every quote it makes possible. */
  #step(): void {
    this.#cancelTimer = this.#clock.after(stepMs, () => this.#step());
    if (!this.#quoting) return;
    const holds = new Map(this.#instruments.map((instrument) => [instrument, this.#setStage(instrument)]));
    for (const recovery of this.recoveries) if (recovery.resumed === null) this.#advance(recovery, holds);
    for (const { session, symbol } of this.#instruments) {
      if (this.#stageOf(session, symbol) === 'full') this.#trader.step(session, symbol);
    }
  }

  #setStage({ session, symbol }: Instrument): readonly string[] {
    const venue = session.connection.name;
    const before = this.#stageOf(session, symbol);
    const holds = this.#holds(session, symbol, before);
    const stage = this.#options.parts.stagePolicy({ venue, symbol, holds });
    if (stage !== before) {
      const reason = stage === 'full' ? 'gates green' : (holds[0] ?? 'stage policy');
      this.#log.record([this.#stageFact(session, symbol, stage, reason)]);
    }
    return holds;
  }

  #holds(session: VenueSession, symbol: string, stage: Stage): readonly string[] {
    const { name } = session.connection;
    if (!session.isLive) return [...session.linkErrors, `${name} is not reconciled`];
    const engineHold = this.#options.hold();
    const holds = [
      ...(engineHold === null ? [] : [engineHold]),
      ...unknownOrdersOf(this.#log, session, symbol),
      ...session.aheadOf(symbol).map((id) => `order ${id} of a lost tail still stands`),
    ];
    const leftMs = session.notBeforeMs(symbol) + 1 - session.venueNowMs();
    if (leftMs > 0) holds.push(`an intent of an earlier incarnation may still arrive for ${leftMs} ms`);
    const sinceStartMs = monotonicMs(this.#clock) - this.#startedMs;
    const tailMs = lostTailLeftMs(this.sessions, session.connection.bounds, recvWindowMs, sinceStartMs);
    if (tailMs > 0) holds.push(`an intent of a lost tail may still arrive for ${Math.ceil(tailMs)} ms`);
    if (stage === 'full') return holds;
    if (this.#waitsForOthers()) holds.push('other venues are not reconciled yet');
    return [...holds, ...redBoxes(judgeGates(gateEvidence(this.#options.evidence, [session], symbol)))];
  }

  #waitsForOthers(): boolean {
    const [start] = this.recoveries;
    if (start === undefined || start.resumed !== null || this.sessions.every((session) => session.isLive)) return false;
    return monotonicMs(this.#clock) - (this.#firstReconciledMs ?? 0) < otherVenuesMs;
  }

  #advance(recovery: RecoveryEntry, holds: ReadonlyMap<Instrument, readonly string[]>): void {
    const scope = this.#instruments.filter(({ session }) => recovery.venues.includes(session.connection.name));
    for (const instrument of scope) {
      const { session, symbol } = instrument;
      const stage = this.#stageOf(session, symbol);
      recovery.stage(
        session.connection.name,
        symbol,
        stage,
        stage === 'full' ? null : (holds.get(instrument)?.[0] ?? null),
      );
    }
    const sessions = this.sessions.filter((session) => recovery.venues.includes(session.connection.name));
    if (!sessions.every((session) => session.isLive)) return;
    recovery.begin('validate', 'judging the gates');
    recovery.gates = judgeGates(gateEvidence(this.#options.evidence, sessions));
    if (!scope.every(({ session, symbol }) => this.#stageOf(session, symbol) === 'full')) return;
    recovery.begin('resume', 'every instrument is in stage full');
    this.#resume(recovery);
  }

  #resume(recovery: RecoveryEntry): void {
    const { state } = this.#log;
    const hash = economicHash(state);
    const { scope, venues } = recovery;
    const cursors = cursorsOf(state);
    const sequence = this.#log.record([{ type: 'resumed', scope, venues, economicHash: hash, cursors }]);
    const monoNs = this.#clock.monotonicNs();
    const resumed: NonNullable<Recovery['resumed']> = {
      sequence: sequence.toString(),
      monoNs: monoNs.toString(),
      economicHash: hash,
      cursors,
    };
    recovery.finish(resumed);
    this.#resumedState = stateView(state, monoNs);
    this.#diary.info({ scope, venues, sequence: resumed.sequence }, 'resumed');
  }

  #stageOf(session: VenueSession, symbol: string): Stage {
    return knownInstrument(this.#log.state, session.connection.name, symbol).stage ?? 'cancel-only';
  }

  #stageFact(session: VenueSession, symbol: string, stage: Stage, reason: string): Fact {
    return { type: 'stage', venue: session.connection.name, symbol, stage, reason };
  }
}
