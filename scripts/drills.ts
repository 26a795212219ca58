/** The newcomer's command, run and counted: `npm run drill`, judged by the record it leaves. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { drillRecord, runRecord } from '../src/record/schema.ts';
import { program, root, say } from './programs.ts';
import { failure, type Tally } from './tally.ts';

const NAME = 'npm run drill';
/** A newcomer is promised 90 s after installation on 2 cores; a shared machine gets twice that before it is stopped. */
const PROMISED_MS = 90_000;
const LIMIT_MS = 2 * PROMISED_MS;

export async function runDrillsAsUser(): Promise<Tally> {
  say(`\nDrills, as a user runs them: ${NAME}`);
  const startedAtMs = Date.now();
  const { exitCode, timedOut } = await program('npm', ['run', 'drill'], { timeoutMs: LIMIT_MS });
  const wallMs = Date.now() - startedAtMs;
  say(`${NAME} took ${(wallMs / 1000).toFixed(1)} s of the ${PROMISED_MS / 1000} s promised.`);
  if (timedOut) return failure(NAME, `It was stopped after ${LIMIT_MS / 1000} s.`);
  return tallyOfJudged(join(root, 'reports', 'latest', 'record.json'), startedAtMs, exitCode);
}

const judged = runRecord
  .pick({ startedWall: true, expectedDrills: true, verdict: true })
  .extend({ drills: z.array(drillRecord.pick({ id: true, verdict: true, why: true })) });

/**
 * @param file the record that the run should have left
 * @param startedAtMs Unix time; an older record is of another run
 * @param exitCode the command's own status
 */
export function tallyOfJudged(file: string, startedAtMs: number, exitCode: number): Tally {
  let record: z.infer<typeof judged>;
  try {
    record = judged.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return failure(NAME, `Expected a record in ${file}, found none that can be read (exit status ${exitCode}).`);
  }
  const { drills, expectedDrills, verdict } = record;
  if (Date.parse(record.startedWall) < startedAtMs) return failure(NAME, `${file} is of an earlier run.`);
  const passed = drills.filter((drill) => drill.verdict === 'held').length;
  const failed = Math.max(expectedDrills.length, drills.length) - passed;
  const problems = drills.filter((drill) => drill.verdict !== 'held').map(({ id, why }) => `${id}: ${why}`);
  if (drills.length < expectedDrills.length) {
    problems.push(`Expected records of ${expectedDrills.join(', ')}, found ${drills.length}.`);
  }
  if (failed === 0 && (exitCode !== 0 || passed === 0 || verdict !== 'held')) {
    return failure(NAME, `It ended with status ${exitCode} and verdict ${verdict} over ${drills.length} drills.`);
  }
  return { name: NAME, passed, failed, skipped: 0, problems };
}
