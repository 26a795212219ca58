/** `npm run bench`: the benchmarks one after another; each prints one JSON line per figure. */
import { join } from 'node:path';
import { program } from './programs.ts';

const benchmarks = [
  'journal',
  'replay',
  'checkpoint',
  'inspect',
  'recovery',
  'memory',
  'kill',
  'faults',
  'proxy',
  'drill',
];

let status = 0;
for (const name of benchmarks) {
  const { exitCode } = await program(process.execPath, [
    '--conditions=muster-source',
    join('test', 'bench', `${name}.ts`),
  ]);
  status = Math.max(status, exitCode);
}
process.exitCode = status;
