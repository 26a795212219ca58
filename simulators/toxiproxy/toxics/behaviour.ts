/** What a toxic does to one direction of one connection: the interface that every kind of toxic is written against. */
import type { Random } from '../../../src/ports/random.ts';

/** Bytes on their way, and when they came in: monotonic milliseconds, moved on by whoever delays them. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly atMs: number;
}

/** What a behaviour can do besides looking at what passes. */
export interface Surroundings {
  readonly random: Random;
  nowMs(): number;
  /**
   * Resolves once it is `untilMs`; early, with true, when the toxic was changed or removed meanwhile: look again whether
   * there is still something to wait for.
   */
  wait(untilMs: number): Promise<boolean>;
  /** The toxic was removed: what is held goes on without delay, and nothing is waited for. */
  readonly removed: boolean;
  /** Hands bytes on to the next toxic, or to the other end. */
  pass(chunk: Chunk): void;
  /** Closes the connection in order, behind what was passed on. */
  close(): void;
  /** Resets the connection: RST to both ends. */
  reset(): void;
}

export interface Behaviour {
  /** One chunk after another; the next one comes when this has resolved. */
  chunk(chunk: Chunk, around: Surroundings): Promise<void> | void;
  /** The sender has ended; when this has resolved that is passed on. */
  end?(around: Surroundings): Promise<void> | void;
  /** The connection has this toxic from now on. */
  begin?(around: Surroundings): void;
  /** The toxic is being removed from the connection. */
  remove?(around: Surroundings): void;
}

/** Attributes are read anew at each use, because an update changes them in place. */
export type MakeBehaviour<Attributes> = (attributes: Readonly<Attributes>) => Behaviour;
