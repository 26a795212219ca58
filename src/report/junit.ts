/**
 * JUnit XML in the subset Jenkins reads: one suite per drill, one test case per check and one for the drill's outcome,
 * which carries its wall time. Times are seconds. Violated → failure; inconclusive, aborted, refused → error;
 * not exercised, not assessed → skipped.
 */
import { create } from 'xmlbuilder2';
import type { CheckResult, DrillRecord, RunRecord } from '../record/schema.ts';
import { drillLabel, drillsWithoutRecord, exercisedWords, rpoWords, rtoAgainstTarget } from './ratings.ts';

type Kind = 'passed' | 'failure' | 'error' | 'skipped';
type TestCase = {
  readonly name: string;
  readonly kind: Kind;
  readonly type: string;
  readonly message: string;
  readonly text: string;
  readonly seconds: number;
};
type Suite = {
  readonly name: string;
  readonly classname: string;
  readonly timestamp: string;
  readonly cases: readonly TestCase[];
};

const checkKinds: Readonly<Record<CheckResult['verdict'], Kind>> = {
  held: 'passed',
  violated: 'failure',
  inconclusive: 'error',
  'not exercised': 'skipped',
  'not assessed': 'skipped',
};
const drillKinds: Readonly<Record<DrillRecord['verdict'], Kind>> = {
  held: 'passed',
  violated: 'failure',
  inconclusive: 'error',
};

export function renderJunit(record: RunRecord): string {
  const suites = [
    ...record.drills.map((drill) => drillSuite(record, drill)),
    ...drillsWithoutRecord(record).map((id) => missingSuite(record, id)),
  ];
  const everyCase = suites.flatMap((suite) => suite.cases);
  const root = create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\ufffd' }).ele('testsuites', {
    name: `muster ${record.run}`,
    ...totals(everyCase),
  });
  for (const suite of suites) {
    const element = root.ele('testsuite', { name: suite.name, timestamp: suite.timestamp, ...totals(suite.cases) });
    for (const testCase of suite.cases) {
      const node = element.ele('testcase', {
        classname: suite.classname,
        name: testCase.name,
        time: testCase.seconds.toFixed(3),
      });
      if (testCase.kind === 'passed') continue;
      const result = node.ele(testCase.kind, { message: testCase.message, type: testCase.type });
      if (testCase.kind !== 'skipped') result.txt(testCase.text);
    }
  }
  return `${root.end({ prettyPrint: true })}\n`;
}

function totals(cases: readonly TestCase[]): Record<string, string> {
  const of = (kind: Kind) => String(cases.filter((testCase) => testCase.kind === kind).length);
  return {
    tests: String(cases.length),
    failures: of('failure'),
    errors: of('error'),
    skipped: of('skipped'),
    time: cases.reduce((sum, testCase) => sum + testCase.seconds, 0).toFixed(3),
  };
}

function drillSuite(record: RunRecord, drill: DrillRecord): Suite {
  const label = drillLabel(record, drill);
  const suffix = label === drill.code ? '' : ` (repetition ${drill.repetition})`;
  return {
    name: `${label} ${drill.title}`,
    classname: `muster.${drill.id}`,
    // Jenkins' schema has no zone designator here; the record's wall times are UTC.
    timestamp: drill.startedWall.replace(/(\.\d+)?Z$/, ''),
    cases: [outcomeCase(drill, suffix), ...drill.checks.map((check) => checkCase(check, suffix))],
  };
}

function outcomeCase(drill: DrillRecord, suffix: string): TestCase {
  const lines = [
    drill.why,
    ...(drill.error === null ? [] : [`error: ${drill.error}`]),
    `RTO (${drill.objectives.judged}): ${rtoAgainstTarget(drill)}`,
    `RPO: ${rpoWords(drill)}`,
    `exercised checks held: ${exercisedWords(drill)}`,
    `report: ${drill.report}`,
  ];
  return {
    name: `outcome${suffix}`,
    kind: drill.verdict === 'held' && drill.error !== null ? 'error' : drillKinds[drill.verdict],
    type: drill.outcome,
    message: `${drill.outcome}: ${drill.why}`,
    text: lines.join('\n'),
    seconds: drill.harness.wallMs / 1000,
  };
}

function checkCase(check: CheckResult, suffix: string): TestCase {
  const lines = [
    `expected: ${check.expected}`,
    `observed: ${check.observed}`,
    `checked ${check.checked} of ${check.population}`,
    ...check.findings.map((finding) => `finding: ${finding}`),
    ...check.evidence.map((path) => `evidence: ${path}`),
  ];
  return {
    name: `${check.id} ${check.title}${suffix}`,
    kind: checkKinds[check.verdict],
    type: check.verdict,
    message: `${check.verdict} (${check.role}): ${check.observed}`,
    text: lines.join('\n'),
    seconds: 0,
  };
}

function missingSuite(record: RunRecord, id: string): Suite {
  const message = `Drill ${id} was expected in this run and left no record, so nothing is known about it.`;
  const outcome = { name: 'outcome', kind: 'error', type: 'inconclusive', message, text: message, seconds: 0 } as const;
  return {
    name: id,
    classname: `muster.${id}`,
    timestamp: record.startedWall.replace(/(\.\d+)?Z$/, ''),
    cases: [outcome],
  };
}
