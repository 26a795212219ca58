/**
 * One incarnation of the reference engine, from the directory's lock to its end. Everything it touches comes in through
 * `options`; how it ends is a value, because only the command may end a process.
 */
import {
  type EngineHealth,
  type EngineRecovery,
  type EngineState,
  engineExit,
  type VenueConnection,
} from '../contract/engine.ts';
import type { Fact } from '../core/records.ts';
import { Checkpointer } from '../durability/checkpoint/checkpointer.ts';
import { NotAJournalDirectoryError } from '../durability/errors.ts';
import { type Opened, openDirectory } from '../durability/open-directory.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cryptography } from '../ports/cryptography.ts';
import type { Disk } from '../ports/disk.ts';
import type { Log } from '../ports/log.ts';
import type { Random } from '../ports/random.ts';
import type { HttpTransport, SocketTransport } from '../ports/transport.ts';
import type { EngineParts } from './engine-parts.ts';
import type { FactLog } from './fact-log.ts';
import { configurationOf } from './lifecycle/configuration.ts';
import { Identity } from './lifecycle/identity.ts';
import { cancelEverything, stopBoundMs } from './lifecycle/orderly-stop.ts';
import { TradingEngine } from './lifecycle/trading-engine.ts';
import { RecoveryEntry } from './report/recovery-log.ts';
import { stateView } from './report/state-view.ts';

export interface EngineOptions {
  readonly dataDirectory: string;
  readonly venues: readonly VenueConnection[];
  /** Names this life of the engine. */
  readonly incarnation: string;
  readonly version: string;
  readonly pid: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly disk: Disk;
  /** The one lock of the directory; null while a live peer holds it. */
  readonly lockDirectory: (directory: string) => Promise<{ release(): void } | null>;
  readonly http: HttpTransport;
  readonly connect: SocketTransport;
  readonly cryptography: Cryptography;
  readonly log: Log;
  readonly parts: EngineParts;
}

/** `exit` is one of the statuses in {@link engineExit}. */
export interface EngineEnd {
  readonly exit: number;
  readonly reason: string;
}

export interface RunningEngine {
  /** Resolves once, with how it ended; never rejects. */
  readonly ended: Promise<EngineEnd>;
  /** Orderly stop in cancel mode; the end follows by {@link RunningEngine.ended}. Repeating it changes nothing. */
  stop(): void;
  health(): EngineHealth;
  /** Resolves once what it shows is durable. */
  recovery(): Promise<EngineRecovery>;
  /** As {@link RunningEngine.recovery}; null before the directory was opened, for `resumed` before the first resumption. */
  state(at: 'now' | 'resumed'): Promise<EngineState | null>;
}

/** Starts at once and returns; opening and recovery go on behind the handle. */
export function startEngine(options: EngineOptions): RunningEngine {
  const incarnation = new Incarnation(options);
  incarnation.run();
  return incarnation;
}

interface Live {
  readonly opened: Opened;
  readonly log: FactLog;
  readonly engine: TradingEngine;
  readonly checkpointer: Checkpointer;
  readonly identity: Identity;
}

class Incarnation implements RunningEngine {
  readonly ended: Promise<EngineEnd>;
  readonly #options: EngineOptions;
  readonly #startedMonoNs: string;
  readonly #recovery: RecoveryEntry;
  #end: (end: EngineEnd) => void = () => {};
  #live: Live | null = null;
  #stopping = false;
  #over = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#startedMonoNs = options.clock.monotonicNs().toString();
    const instruments = options.venues.flatMap(({ name, symbols }) =>
      symbols.map((symbol) => ({ venue: name, symbol })),
    );
    this.#recovery = new RecoveryEntry(options.clock, 'start', instruments, null);
    this.#recovery.begin('assess', `taking the lock of ${options.dataDirectory}`, this.#startedMonoNs);
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  run(): void {
    this.#run().catch((error: unknown) => {
      this.#options.log.error({ error: describe(error) }, 'the engine failed');
      this.#finish({ exit: engineExit.failed, reason: describe(error) });
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
    return { status, pid, incarnation, epoch: this.#live?.identity.epoch ?? null, version };
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
    const { dataDirectory, disk, clock, venues, cryptography, log, parts, lockDirectory } = this.#options;
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
      this.#finish({ exit: engineExit.writeFailed, reason: `${operation} of ${file} failed: ${message}` });
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
    live.engine.start();
  }

  #compose(opened: Opened): Live {
    const { state, journal } = opened;
    const { dataDirectory, disk, clock, incarnation, log: diary, parts } = this.#options;
    const log: FactLog = {
      state,
      record: (facts) => {
        if (this.#over || facts.length === 0) return state.head.sequence;
        return journal.append(facts).at(-1)?.sequence ?? state.head.sequence;
      },
      afterDurable: (sequence, effect) => journal.afterDurable(sequence, effect),
    };
    const identity = new Identity(log, clock, incarnation, (epoch) => journal.setEpoch(epoch));
    log.record(alarmsOf(opened));
    this.#recovery.previousEnd = opened.previousEnd;
    this.#recovery.note(
      'recover',
      `${opened.checkpointUsed?.file ?? 'no checkpoint'}, ${opened.replayedEntries} entries replayed`,
    );
    const engine = new TradingEngine({
      ...this.#options,
      diary,
      log,
      identity,
      start: this.#recovery,
      evidence: {
        start: { incarnation, checkpoint: opened.checkpointUsed, replayedEntries: opened.replayedEntries },
        log,
        balanceDifferences: parts.balanceDifferences,
        journalWritable: () => !this.#over,
        durableSequence: () => journal.durableSequence,
      },
    });
    const checkpointer = new Checkpointer({
      disk,
      clock,
      directory: dataDirectory,
      state,
      journal,
      parentChecksum: opened.checkpointChecksum,
      onFailed: (error) => {
        diary.error({ error: error.message }, 'a checkpoint could not be written');
        log.record([{ type: 'alarm', code: 'checkpoint-failed', text: error.message }]);
      },
    });
    return { opened, log, engine, checkpointer, identity };
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
    live.log.record([{ type: 'stopped', mode: 'cancel' }]);
    await live.checkpointer.stop();
    await live.checkpointer.writeNow();
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

async function closeQuietly({ checkpointer, opened }: Live): Promise<void> {
  await checkpointer.stop();
  // After a failed write the file may refuse to close as well; the end is decided already.
  await opened.journal.close().catch(() => {});
}

function alarmsOf(opened: Opened): readonly Fact[] {
  const refused = opened.refused.map(
    ({ file, offset, reason }): Fact => ({
      type: 'alarm',
      code: 'file-refused',
      text: `${file} at ${offset}: ${reason}`,
    }),
  );
  const { checkpointUsed, tornTail } = opened;
  const depth = checkpointUsed?.fallbackDepth ?? 0;
  const fallback: Fact[] =
    depth === 0
      ? []
      : [
          {
            type: 'alarm',
            code: 'checkpoint-fallback',
            text: `fell back by ${depth} to ${checkpointUsed?.file ?? ''}`,
          },
        ];
  const torn: Fact[] =
    tornTail === null
      ? []
      : [
          {
            type: 'alarm',
            code: 'torn-tail',
            text: `${tornTail.bytes} bytes of ${tornTail.file} at ${tornTail.offset} were cut`,
          },
        ];
  return [...refused, ...fallback, ...torn];
}

function describe(error: unknown): string {
  if (error instanceof NotAJournalDirectoryError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
