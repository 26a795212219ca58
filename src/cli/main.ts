/** The `muster` command. Commands are loaded when they run, so that a part starts fast. */
import { CommanderError } from 'commander';
import { exitStatus, MusterError } from '../common/muster-error.ts';
import { print, printError, watchOutput } from './output.ts';
import { buildProgram } from './program.ts';

/** Runs one command line (without `node` and the script) and gives its exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  let status: number = exitStatus.held;
  watchOutput();
  const program = buildProgram((value) => {
    status = value;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    return explain(error, wantsJson(argv));
  } finally {
    // An open channel to a parent would keep a part alive that has ended by itself.
    process.removeAllListeners('disconnect');
    if (process.connected) process.disconnect();
  }
}

/** What follows `--` belongs to the supervised engine. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? undefined : end).includes('--json');
}

function explain(error: unknown, json: boolean): number {
  // Help and version, which commander has written; without a command the help stands in for a sentence.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.held : exitStatus.usage;
  const known = error instanceof MusterError;
  const exit = known ? error.exit : exitStatus.bug;
  const message = error instanceof Error ? error.message : String(error);
  if (json) print(JSON.stringify({ error: { code: known ? error.code : 'bug', exit, message } }));
  printError(known ? `muster: ${message}` : `muster: this is a bug in Muster: ${describe(error)}`);
  return exit;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
