/** The `muster` command. Commands are loaded when they run, so that a part starts fast. */
import { CommanderError } from 'commander';
import { exitStatus, MusterError } from '../common/muster-error.ts';
import { print, printError } from './output.ts';
import { buildProgram } from './program.ts';

/** Runs one command line (without `node` and the script) and gives its exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  let status: number = exitStatus.held;
  const program = buildProgram((value) => {
    status = value;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    return explain(error, argv.includes('--json'));
  } finally {
    // An open channel to a parent would keep a part alive that has ended by itself.
    process.removeAllListeners('disconnect');
    if (process.connected) process.disconnect();
  }
}

function explain(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) {
    // Help and version end this way too; commander has already written its sentence.
    if (error.exitCode === 0) return exitStatus.held;
    if (json) print(errorDocument('usage', exitStatus.usage, error.message));
    return exitStatus.usage;
  }
  const known = error instanceof MusterError;
  const exit = known ? error.exit : exitStatus.bug;
  const message = error instanceof Error ? error.message : String(error);
  if (json) print(errorDocument(known ? error.code : 'bug', exit, message));
  printError(known ? `muster: ${message}` : `muster: this is a bug in Muster: ${describe(error)}`);
  return exit;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function errorDocument(code: string, exit: number, message: string): string {
  return JSON.stringify({ error: { code, exit, message } });
}
