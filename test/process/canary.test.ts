/** The canary must end violated, and everything that shows a run must show it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contradictions } from '../../src/record/entailment.ts';
import { type RunDocument, renderSummary, runDocument } from '../../src/report/index.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { type MusterRun, readRecord, readReport, startMuster } from './muster-run.ts';

let folder: TemporaryFolder;
let run: MusterRun;
let ended: Awaited<MusterRun['ended']>;
let document: RunDocument;
beforeAll(async () => {
  folder = await temporaryFolder();
  run = startMuster(['run', 'canary', '--repeat', '2', '--out', 'reports', '--json'], { cwd: folder.path });
  ended = await run.ended;
  document = runDocument.parse(JSON.parse(ended.stdout));
}, 120_000);
afterAll(() => folder[Symbol.asyncDispose]());

const out = () => `${folder.path}/reports`;

describe('the canary, run twice with --json', () => {
  it('ends with exit status 1 and leaves no process', () => {
    expect(ended.exitCode, ended.stderr).toBe(1);
    expect(run.living()).toEqual([]);
  });

  it('prints one document in which I7 has turned both repetitions to violated', () => {
    expect(document).toMatchObject({
      verdict: 'violated',
      outcome: 'objective violated',
      counts: { drills: 2, held: 0, violated: 2, inconclusive: 0 },
    });
    expect(document.drills.map(({ id, repetition, verdict }) => [id, repetition, verdict])).toEqual([
      ['canary', 1, 'violated'],
      ['canary', 2, 'violated'],
    ]);
    for (const { checks } of document.drills) {
      expect(checks.filter(({ verdict }) => verdict === 'violated')).toEqual([
        { id: 'I7', role: 'exercised', verdict: 'violated' },
      ]);
    }
  });

  it('gives each repetition a seed of its own in the record, which agrees with itself', () => {
    const record = readRecord(out());
    expect(record).toMatchObject({ run: document.run, verdict: 'violated', outcome: 'objective violated' });
    expect(record.why).toContain('C0 canary: I7: total (resumed) took');
    expect(contradictions(record)).toEqual([]);
    expect(record.drills.map(({ seed }) => seed)).toEqual([1, 2]);
  });

  it('is red in the page, in JUnit and in the table of the terminal', () => {
    const page = readReport(out(), 'report.html');
    expect(page).toContain('objective violated');
    expect(page).not.toMatch(/<title>[^<]*\bheld\b/);
    const junit = readReport(out(), 'junit.xml');
    expect(junit.match(/<failure message="objective violated: I7: /g)).toHaveLength(2);
    expect(junit).toMatch(/<testsuites [^>]*failures="4"/);
    const summary = renderSummary(readRecord(out()), { columns: 100, colour: false });
    expect(summary.match(/✗ objective violated/g)).toHaveLength(3);
    expect(summary).not.toContain('✓');
  });

  it('says on standard error how to run it again and which log to read', () => {
    expect(ended.stderr).toContain('Again:  npx muster run canary --repeat 2 --seed 1');
    expect(ended.stderr).toMatch(/Read: {3}reports\/.+\/drills\/canary\/system\/logs\/engine\.log/);
  });
});
