import { resolve } from 'node:path';
import { usageError } from '../../common/muster-error.ts';
import { engineExit } from '../../contract/engine.ts';
import { runEngineProcess } from '../../node/engine/run-engine.ts';
import { makeFolder } from '../make-folder.ts';
import { printError } from '../output.ts';
import { dieWithParent, tellParent } from '../parent-channel.ts';

/** Runs one incarnation; resolves with its exit status. The supervisor hears why it ended, a person reads it. */
export async function engine(options: { readonly data?: string }): Promise<number> {
  // Not a required option: commander would ask it of the subcommands as well.
  if (options.data === undefined)
    throw usageError(
      'usage',
      "required option '--data <dir>' not specified; muster engine --help shows what is expected.",
    );
  const dataDirectory = resolve(options.data);
  makeFolder('--data', options.data, dataDirectory);
  dieWithParent();
  const { exit, reason, alerts } = await runEngineProcess({ dataDirectory, environment: process.env });
  if (exit !== engineExit.stopped) printError(`muster: ${reason}`);
  await tellParent({ type: 'ended', reason, alerts: [...alerts] });
  return exit;
}
