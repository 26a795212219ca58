import { join } from 'node:path';
import { packageRoot, runsFromSource } from './package-root.ts';

/** The command line of `muster` without arguments, on the Node that runs now: how one part starts another, in a clone and installed alike. */
export function musterCommand(): string[] {
  const conditions = runsFromSource() ? ['--conditions=muster-source'] : [];
  return [process.execPath, ...conditions, join(packageRoot(), 'bin', 'muster.js')];
}
