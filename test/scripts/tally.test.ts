import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lastLine, summaryOf, sumOf, type Tally, tallyOfReport } from '../../scripts/tally.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-tally-'));
let files = 0;

type Report = Readonly<Record<string, unknown>>;
const file = (status: string, ...tests: string[]) => ({
  name: 'a.test.ts',
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});
const report = (passed: number, failed: number, more: Report = {}): Report => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...more,
});

function written(content: Report | string): string {
  files += 1;
  const path = join(folder, `${files}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const tally = (content: Report | string, exitCode = 0, skipsAllowed = true): Tally =>
  tallyOfReport('unit', written(content), exitCode, skipsAllowed);

describe('the tally of a tier', () => {
  it('is the counts of the report', () => {
    expect(tally(report(7, 2), 1)).toEqual({ name: 'unit', passed: 7, failed: 2, skipped: 0, problems: [] });
  });

  it('fails when the result file is missing', () => {
    const missing = tallyOfReport('unit', join(folder, 'nowhere.json'), 0, true);
    expect(missing).toMatchObject({ passed: 0, failed: 1 });
    expect(missing.problems[0]).toMatch(/nowhere\.json, which cannot be read/);
  });

  it.each(['', '{', '[]', '{"numPassedTests": "7"}'])('fails when the result file contains %o', (content) => {
    expect(tally(content)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('fails when no test ran', () => {
    expect(tally(report(0, 0))).toMatchObject({ failed: 1, problems: ['No test ran.'] });
  });

  it('fails when a file failed outside its tests, as on a syntax error', () => {
    const broken = tally(report(3, 0, { testResults: [file('passed', 'passed'), file('failed')] }), 1);
    expect(broken).toMatchObject({ passed: 3, failed: 1, problems: ['a.test.ts failed outside its tests.'] });
  });

  it('counts a failed test in a failed file once', () => {
    expect(tally(report(3, 1, { testResults: [file('failed', 'failed', 'passed')] }), 1).failed).toBe(1);
  });

  it('fails when vitest failed although its tests passed, as on an unhandled rejection', () => {
    expect(tally(report(3, 0), 1)).toMatchObject({
      failed: 1,
      problems: ['vitest ended with status 1 although no test failed.'],
    });
  });

  it('names skipped tests, and counts them as failed where none may be skipped', () => {
    const skipping = report(3, 0, { numPendingTests: 2, numTodoTests: 1 });
    expect(tally(skipping)).toMatchObject({ passed: 3, failed: 0, skipped: 3 });
    expect(tally(skipping, 0, false)).toMatchObject({ passed: 3, failed: 3 });
  });
});

describe('the sum', () => {
  const part = (passed: number, failed: number): Tally => ({ name: 'x', passed, failed, skipped: 0, problems: [] });

  it('adds the parts up in one plain line', () => {
    expect(lastLine(sumOf([part(3, 0), part(4, 2)]))).toBe('7 passed, 2 failed');
  });

  it('fails when there are no parts at all', () => {
    expect(lastLine(sumOf([]))).toBe('0 passed, 1 failed');
  });

  it('shows each part with its problems below it', () => {
    expect(summaryOf([part(3, 0), { ...part(0, 1), problems: ['No test ran.'] }])).toEqual([
      'passed  x  3 passed, 0 failed',
      'FAILED  x  0 passed, 1 failed',
      '        No test ran.',
    ]);
  });
});
