import type { Clock } from '../../ports/clock.ts';
import { betweenRoundsMs, type UpkeepOptions, upkeep } from './upkeep.ts';

export interface UpkeepHostOptions extends UpkeepOptions {
  readonly clock: Clock;
  /** The disk refused something; the upkeep goes on with the next round. */
  readonly onFailed: (error: Error) => void;
}

/** Runs the upkeep of a directory on a clock, one piece at a time. */
export class UpkeepHost {
  readonly #options: UpkeepHostOptions;
  readonly #told = new Set<string>();
  #pieces: AsyncGenerator<number, never>;
  #working: Promise<void> = Promise.resolve();
  #cancelTimer: () => void = () => {};
  #stopped = false;

  constructor(options: UpkeepHostOptions) {
    this.#options = options;
    this.#pieces = upkeep(options, this.#told);
  }

  start(): void {
    this.#working = this.#piece();
  }

  /** Resolves once nothing is read or written any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer();
    await this.#working;
    // Closes the file it may stand in.
    await this.#pieces.return(undefined as never);
  }

  async #piece(): Promise<void> {
    const pauseMs = await this.#next();
    if (this.#stopped) return;
    this.#cancelTimer = this.#options.clock.after(pauseMs, () => {
      this.#working = this.#piece();
    });
  }

  async #next(): Promise<number> {
    try {
      return (await this.#pieces.next()).value;
    } catch (error) {
      this.#pieces = upkeep(this.#options, this.#told);
      this.#options.onFailed(error instanceof Error ? error : new Error(String(error)));
      return betweenRoundsMs;
    }
  }
}
