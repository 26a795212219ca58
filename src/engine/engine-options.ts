/** What one incarnation is given, and what it shows of itself. */
import type { EngineHealth, EngineRecovery, EngineState, VenueConnection } from '../contract/engine.ts';
import type { StartCheckpointWriter } from '../durability/checkpoint/checkpoint-writer.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cryptography } from '../ports/cryptography.ts';
import type { Disk } from '../ports/disk.ts';
import type { Log } from '../ports/log.ts';
import type { Random } from '../ports/random.ts';
import type { HttpTransport, SocketTransport } from '../ports/transport.ts';
import type { EngineParts } from './engine-parts.ts';

export interface EngineOptions {
  readonly dataDirectory: string;
  readonly venues: readonly VenueConnection[];
  /** Size of a journal segment in bytes; left out: the journal's default. */
  readonly segmentBytes?: number;
  /** Names this life of the engine. */
  readonly incarnation: string;
  readonly version: string;
  readonly pid: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly disk: Disk;
  /** Who makes checkpoints beside the trading loop, on the same disk and with the same parts. */
  readonly startCheckpointWriter: StartCheckpointWriter;
  /** The one lock of the directory; null while a live peer holds it. */
  readonly lockDirectory: (directory: string) => Promise<{ release(): void } | null>;
  readonly http: HttpTransport;
  readonly connect: SocketTransport;
  readonly cryptography: Cryptography;
  readonly log: Log;
  readonly parts: EngineParts;
}

/** `exit` is one of the statuses in `engineExit` of the contract. */
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
