/**
 * Counting what ran. A result that is missing, unreadable or empty is a failure: what was not run has not passed.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** One part of a run: a tier, a step, the drills. */
export type Tally = {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** One sentence each, beyond what the part printed itself. */
  readonly problems: readonly string[];
};

const vitestReport = z.object({
  numPassedTests: z.number().int(),
  numFailedTests: z.number().int(),
  numPendingTests: z.number().int(),
  numTodoTests: z.number().int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

export const failure = (name: string, problem: string): Tally => ({
  name,
  passed: 0,
  failed: 1,
  skipped: 0,
  problems: [problem],
});

/**
 * @param file what vitest's json reporter wrote
 * @param exitCode vitest's own status, which also tells of errors outside any test
 * @param skipsAllowed false: a skipped test counts as failed
 */
export function tallyOfReport(name: string, file: string, exitCode: number, skipsAllowed: boolean): Tally {
  const report = readReport(file);
  if (typeof report === 'string') return failure(name, report);
  const skipped = report.numPendingTests + report.numTodoTests;
  const problems: string[] = [];
  let failed = report.numFailedTests;
  for (const { name: testFile, status, assertionResults } of report.testResults) {
    if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed')) {
      failed += 1;
      problems.push(`${testFile} failed outside its tests.`);
    }
  }
  if (skipped > 0 && !skipsAllowed) {
    failed += skipped;
    problems.push(`${skipped} tests were skipped, and none may be.`);
  }
  if (report.numPassedTests + report.numFailedTests === 0) {
    failed += 1;
    problems.push('No test ran.');
  }
  if (exitCode !== 0 && failed === 0) {
    failed = 1;
    problems.push(`vitest ended with status ${exitCode} although no test failed.`);
  }
  return { name, passed: report.numPassedTests, failed, skipped: skipsAllowed ? skipped : 0, problems };
}

function readReport(file: string): z.infer<typeof vitestReport> | string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return `Expected the results in ${file}, which cannot be read.`;
  }
  try {
    return vitestReport.parse(JSON.parse(text));
  } catch {
    return `Expected vitest's results in ${file}, found ${text.length} characters that are not.`;
  }
}

export type Sum = { readonly passed: number; readonly failed: number };

/** Nothing at all is a failure too. */
export function sumOf(tallies: readonly Tally[]): Sum {
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
  return passed + failed === 0 ? { passed, failed: 1 } : { passed, failed };
}

/** The plain last line. */
export const lastLine = ({ passed, failed }: Sum): string => `${passed} passed, ${failed} failed`;

/** One line per part, problems below it. */
export function summaryOf(tallies: readonly Tally[]): string[] {
  const width = Math.max(0, ...tallies.map((tally) => tally.name.length));
  return tallies.flatMap((tally) => {
    const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : '';
    const line = `${tally.failed === 0 ? 'passed' : 'FAILED'}  ${tally.name.padEnd(width)}  ${lastLine(tally)}${skipped}`;
    return [line, ...tally.problems.map((problem) => `        ${problem}`)];
  });
}
