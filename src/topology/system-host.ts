/** What a system's parts run on: all that differs between processes of this machine and containers. */
import type { ProcessIdentity } from '../common/process-liveness.ts';
import type { LeakScan } from './leaks.ts';

export interface NamedProcess extends ProcessIdentity {
  readonly name: string;
}

/** How a command beside the engine ended. */
export interface BesideEngine {
  /** Null when it did not exit by itself. */
  readonly exitCode: number | null;
  /** Standard output and error. */
  readonly output: string;
}

/** One container of a system, as faults strike it. */
export interface StruckContainer {
  /** `engine`, `venue-A`. */
  readonly name: string;
  /** `HOST:PORT` where its part answers HTTP. */
  readonly address: string;
  /** Its first process as this machine's kernel knows it; null while it does not run. */
  firstProcess(): Promise<ProcessIdentity | null>;
  isPaused(): Promise<boolean>;
  pause(): Promise<void>;
  unpause(): Promise<void>;
  isConnected(): Promise<boolean>;
  /** Takes it off the network its part is reached by. */
  disconnect(): Promise<void>;
  /** Puts it back, at the same address. */
  connect(): Promise<void>;
}

export interface Containers {
  /** @throws RangeError for a name the system has no container of. */
  get(name: string): StruckContainer;
}

export interface SystemHost {
  /** Every process known of its parts so far, the engine's incarnations apart; the supervisor's first. */
  processes(): readonly NamedProcess[];
  readonly containers: Containers | null;
  /** With it the engine. Resolves when the supervisor is proven gone. May be called again. */
  stopSupervisor(): Promise<void>;
  /** All other parts and what they stood on. May be called again. */
  stopOthers(): Promise<void>;
  /** What is left beyond processes, ports, proxies and files; and removes it. */
  scanForLeaks(): Promise<LeakScan>;
  besideEngine(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<BesideEngine>;
  saveLogs(): Promise<void>;
}
