/**
 * One life of the engine: the directory's lock, opening, trading, and the end. The first end counts; nothing is sent or
 * recorded after it.
 */
import { type EngineHealth, type EngineRecovery, type EngineState, engineExit } from '../../contract/engine.ts';
import { Checkpointer } from '../../durability/checkpoint/checkpointer.ts';
import { NotAJournalDirectoryError } from '../../durability/errors.ts';
import { type Opened, openDirectory } from '../../durability/open-directory.ts';
import { UpkeepHost } from '../../durability/retention/upkeep-host.ts';
import type { EngineEnd, EngineOptions, RunningEngine } from '../engine-options.ts';
import type { FactLog } from '../fact-log.ts';
import { Recomputation } from '../gates/recomputation.ts';
import { type MarketLog, marketLogOf } from '../market/market-log.ts';
import { AlertBoard } from '../report/alert-board.ts';
import { RecoveryEntry } from '../report/recovery-log.ts';
import { stateView } from '../report/state-view.ts';
import { configurationOf } from './configuration.ts';
import { diskRefusal } from './disk-refusal.ts';
import { Identity } from './identity.ts';
import { Meter } from './meter.ts';
import { openingAlarms } from './opening-alarms.ts';
import { cancelEverything, stopBoundMs } from './orderly-stop.ts';
import { TradingEngine } from './trading-engine.ts';

interface Live {
  readonly opened: Opened;
  readonly log: FactLog;
  readonly engine: TradingEngine;
  readonly checkpointer: Checkpointer;
  readonly upkeep: UpkeepHost;
  readonly market: MarketLog;
  readonly identity: Identity;
}

export class Incarnation implements RunningEngine {
  readonly ended: Promise<EngineEnd>;
  readonly #options: EngineOptions;
  readonly #startedMonoNs: string;
  readonly #recovery: RecoveryEntry;
  readonly #alerts: AlertBoard;
  #end: (end: EngineEnd) => void = () => {};
  #live: Live | null = null;
  #stopping = false;
  #over = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#startedMonoNs = options.clock.monotonicNs().toString();
    this.#alerts = new AlertBoard(options.clock, options.log);
    const instruments = options.venues.flatMap(({ name, symbols }) =>
      symbols.map((symbol) => ({ venue: name, symbol })),
    );
    this.#recovery = new RecoveryEntry(options.clock, 'start', instruments, null);
    this.#recovery.begin('assess', `taking the lock of the data directory`, this.#startedMonoNs);
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  run(): void {
    this.#run().catch((error: unknown) => {
      const refused = this.#live === null ? diskRefusal(this.#options.dataDirectory, error) : null;
      const end = refused ?? { exit: engineExit.failed, reason: describe(error) };
      this.#options.log.error({ error: end.reason }, 'the engine failed');
      this.#finish(end);
    });
  }

  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    const live = this.#live;
    if (live === null) return;
    this.#stopInOrder(live).catch((error: unknown) =>
      this.#finish({ exit: engineExit.failed, reason: describe(error) }),
    );
  }

  health(): EngineHealth {
    const { incarnation, version, pid } = this.#options;
    const trading = this.#live?.engine.isTrading === true;
    const status = this.#stopping ? 'stopping' : trading ? 'trading' : 'recovering';
    return {
      status,
      pid,
      incarnation,
      epoch: this.#live?.identity.epoch ?? null,
      version,
      alerts: this.#alerts.newest(),
    };
  }

  async recovery(): Promise<EngineRecovery> {
    const live = this.#live;
    const entries = live?.engine.recoveries ?? [this.#recovery];
    const used = live?.opened.checkpointUsed ?? null;
    const view: EngineRecovery = {
      incarnation: this.#options.incarnation,
      startedMonoNs: this.#startedMonoNs,
      checkpointUsed: used === null ? null : { ...used, sequence: used.sequence.toString() },
      refused: live === null ? [] : live.opened.refused.map((refused) => ({ ...refused })),
      tornTail: live?.opened.tornTail ?? null,
      replayedEntries: live?.opened.replayedEntries ?? 0,
      recoveries: entries.map((entry) => entry.view()),
    };
    return this.#whenDurable(view);
  }

  async state(at: 'now' | 'resumed'): Promise<EngineState | null> {
    const live = this.#live;
    if (live === null) return null;
    const now = this.#options.clock.monotonicNs();
    return this.#whenDurable(at === 'resumed' ? live.engine.resumedState : stateView(live.opened.state, now));
  }

  /** An answer is an effect too: it waits for everything it may depend on (mechanism 1). */
  async #whenDurable<Value>(value: Value): Promise<Value> {
    const live = this.#live;
    if (live === null) return value;
    return new Promise((resolve) => live.log.afterDurable(live.opened.state.head.sequence, () => resolve(value)));
  }

  async #run(): Promise<void> {
    const { dataDirectory, disk, clock, venues, cryptography, log, parts, lockDirectory, segmentBytes } = this.#options;
    const lock = await lockDirectory(dataDirectory);
    if (lock === null) {
      this.#finish({ exit: engineExit.livePeer, reason: `${dataDirectory} is in use by a live engine` });
      return;
    }
    void this.ended.then(() => lock.release());
    this.#recovery.begin('recover', 'loading the newest checkpoint and replaying the journal behind it');
    const configuration = configurationOf(venues, cryptography);
    const opened = await openDirectory({
      disk,
      clock,
      directory: dataDirectory,
      configuration,
      parts: parts.durability,
      ...(segmentBytes === undefined ? {} : { segmentBytes }),
    });
    if ('refusals' in opened) {
      this.#finish({
        exit: engineExit.directoryRefused,
        reason: opened.refusals.map(({ reason }) => reason).join('; '),
      });
      return;
    }
    void opened.journal.failed.then(({ file, operation, code, message }) => {
      log.error({ file, operation, code, message }, 'the journal failed: nothing is sent any more');
      const what =
        operation === 'segment' ? `the segment behind ${file} could not be made` : `a write to ${file} failed`;
      this.#finish({ exit: engineExit.writeFailed, reason: `${what}: ${message}` });
    });
    const live = this.#compose(opened);
    this.#live = live;
    log.info(
      { incarnation: this.#options.incarnation, epoch: live.identity.epoch, previousEnd: opened.previousEnd },
      'directory opened',
    );
    if (this.#stopping) {
      await this.#close(live);
      return;
    }
    live.checkpointer.start();
    live.upkeep.start();
    live.market.start();
    live.engine.start();
  }

  #compose(opened: Opened): Live {
    const { state, journal } = opened;
    const { dataDirectory, disk, clock, incarnation, log: diary, parts } = this.#options;
    const meter = new Meter(clock);
    const log = meter.metered({
      state,
      record: (facts) => {
        if (this.#over || facts.length === 0) return state.head.sequence;
        const sequence = journal.append(facts).at(-1)?.sequence ?? state.head.sequence;
        this.#alerts.watch(facts, (effect) => journal.afterDurable(sequence, effect));
        return sequence;
      },
      afterDurable: (sequence, effect) => journal.afterDurable(sequence, effect),
    });
    const identity = new Identity(log, clock, incarnation, (epoch) => journal.setEpoch(epoch));
    log.record(openingAlarms(opened));
    this.#recovery.previousEnd = opened.previousEnd;
    this.#recovery.note(
      'recover',
      `${opened.checkpointUsed?.file ?? 'no checkpoint'}, ${opened.replayedEntries} entries replayed`,
    );
    const market = marketLogOf({ disk, clock, directory: dataDirectory, clusterId: journal.clusterId, log, diary });
    const checkpointer = new Checkpointer({
      clock,
      journal,
      writer: this.#options.startCheckpointWriter({
        directory: dataDirectory,
        clusterId: journal.clusterId,
      }),
      onAlarm: (alarm) => log.record([{ type: 'alarm', ...alarm }]),
    });
    const engine = new TradingEngine({
      ...this.#options,
      hold: () => checkpointer.hold,
      diary,
      log,
      market,
      identity,
      meter,
      start: this.#recovery,
      evidence: {
        start: { incarnation, checkpoint: opened.checkpointUsed, replayedEntries: opened.replayedEntries },
        log,
        balanceDifferences: parts.balanceDifferences,
        recomputation: new Recomputation(parts.durability.instrumentProblem),
        journalWritable: () => !this.#over,
        durableSequence: () => journal.durableSequence,
      },
    });
    const upkeep = new UpkeepHost({
      disk,
      clock,
      directory: dataDirectory,
      clusterId: journal.clusterId,
      parts: parts.durability,
      position: () => journal.position,
      requestRoll: () => void journal.roll(),
      onAlarm: (alarm) => log.record([{ type: 'alarm', ...alarm }]),
      onFailed: (error) => diary.error({ error: error.message }, 'the scrub was interrupted'),
    });
    return { opened, log, engine, checkpointer, upkeep, market, identity };
  }

  async #stopInOrder(live: Live): Promise<void> {
    const { clock, log } = this.#options;
    log.info({}, 'stopping: canceling every open order');
    const clean = await cancelEverything(live.engine, live.log, clock);
    if (this.#over) return;
    if (!clean) {
      this.#finish({ exit: engineExit.failed, reason: `orders were left after ${stopBoundMs} ms of an orderly stop` });
      return;
    }
    await this.#close(live);
  }

  async #close(live: Live): Promise<void> {
    live.engine.stop();
    const last = live.log.record([{ type: 'stopped', mode: 'cancel' }]);
    await live.upkeep.stop();
    await live.checkpointer.writeNow(last);
    this.#finish({ exit: engineExit.stopped, reason: 'stopped in order' });
  }

  /** The first end counts. Nothing is sent or recorded afterwards. */
  #finish(end: EngineEnd): void {
    if (this.#over) return;
    this.#over = true;
    const live = this.#live;
    live?.engine.stop();
    const closed = live === null ? Promise.resolve() : closeQuietly(live);
    void closed.then(() => {
      this.#options.log.info({ ...end }, 'ended');
      this.#end(end);
    });
  }
}

async function closeQuietly({ checkpointer, upkeep, market, opened }: Live): Promise<void> {
  await upkeep.stop();
  await checkpointer.stop();
  await market.stop();
  // After a failed write the file may refuse to close as well; the end is decided already.
  await opened.journal.close().catch(() => {});
}

function describe(error: unknown): string {
  if (error instanceof NotAJournalDirectoryError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
