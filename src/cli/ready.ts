/** Turns the failures of starting a part into sentences with the right exit status. */
import { environmentError, usageError } from '../common/muster-error.ts';

/** Runs `start`; a port that is taken becomes exit 4. */
export async function listening<T>(part: string, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
    if (code !== 'EADDRINUSE') throw error;
    throw environmentError(
      'port-in-use',
      `${part} needs port ${port ?? '(see below)'} on 127.0.0.1 and another process has it; name a free one, or 0 for any. (${message})`,
    );
  }
}

/** Reads recorded trades; a file that is not what it should be becomes exit 3. */
export function readableMarket<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw usageError('market-file', error instanceof Error ? error.message : String(error));
  }
}
