/** The steps of `npm run check` before the tests: each goes over the whole project, and a failed one does not stop the next. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program, say } from './programs.ts';
import { failure, type Tally } from './tally.ts';

type Step = { readonly name: string; readonly command: readonly [string, ...string[]] };

const steps: readonly Step[] = [
  { name: 'format and lint', command: ['biome', 'ci', '--error-on-warnings'] },
  { name: 'types', command: ['tsc'] },
  { name: 'unused code', command: ['knip'] },
];

export async function runSteps(): Promise<Tally[]> {
  const tallies: Tally[] = [];
  for (const step of steps) tallies.push(await runStep(step));
  return [...tallies, ...(await checkPackage())];
}

async function runStep({ name, command: [file, ...args] }: Step): Promise<Tally> {
  say(`\n${name}: ${[file, ...args].join(' ')}`);
  const { exitCode } = await program(file, args);
  return exitCode === 0
    ? { name, passed: 1, failed: 0, skipped: 0, problems: [] }
    : failure(name, `\`${[file, ...args].join(' ')}\` ended with status ${exitCode}.`);
}

/** What a user would install, judged by the tools that know how packages go wrong. */
async function checkPackage(): Promise<Tally[]> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-pack-'));
  try {
    const packed = await runStep({ name: 'pack', command: ['npm', 'pack', '--silent', '--pack-destination', folder] });
    const [tarball] = readdirSync(folder);
    if (tarball === undefined) return [packed];
    const file = join(folder, tarball);
    return [
      packed,
      await runStep({ name: 'package', command: ['publint', 'run', file, '--strict'] }),
      await runStep({ name: 'package types', command: ['attw', file, '--profile', 'esm-only'] }),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
