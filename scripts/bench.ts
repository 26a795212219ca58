/** `npm run bench`: every program in test/bench, one after another; each prints one JSON line per figure. */
import { globSync } from 'node:fs';
import { program, root } from './programs.ts';

let status = 0;
for (const file of globSync('test/bench/*.bench.ts', { cwd: root }).toSorted()) {
  const { exitCode } = await program(process.execPath, ['--conditions=muster-source', file, ...process.argv.slice(2)]);
  status = Math.max(status, exitCode);
}
process.exitCode = status;
