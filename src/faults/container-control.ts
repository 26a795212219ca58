/** What faults need of a container of the system. Its own engine carries them out; the proofs look past it where they can. */
import type { ProcessIdentity } from '../common/process-liveness.ts';

export interface ContainerControl {
  readonly name: string;
  /** `HOST:PORT` at which its part answers HTTP. */
  readonly address: string;
  /** As this machine's kernel knows it; null while it does not run. */
  firstProcess(): Promise<ProcessIdentity | null>;
  isPaused(): Promise<boolean>;
  pause(): Promise<void>;
  unpause(): Promise<void>;
  isConnected(): Promise<boolean>;
  disconnect(): Promise<void>;
  connect(): Promise<void>;
}

/** Null: the system runs without containers. */
export type PossibleContainer = ContainerControl | null;

export const withoutContainers = 'this runtime has no containers';

/** Any resource will do: an answer of whatever status shows that the part runs and is reached. */
export const probedPath = '/status';
