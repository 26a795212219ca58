import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nothingCollected } from '../../src/drill/collect.ts';
import { defaultObjectives } from '../../src/drill/default-objectives.ts';
import { type DrillRun, drillRecordOf } from '../../src/drill/drill-record.ts';
import { EvidenceFolder } from '../../src/drill/evidence-folder.ts';
import { type Claim, noObservations } from '../../src/drill/observations.ts';
import { Timeline } from '../../src/drill/timeline.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/temporary-folder.ts';
import { fault, steadyState } from '../record/records.ts';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

/** A drill without evidence files, so that its claims alone are judged. */
function record(claims: readonly Claim[], changes: Partial<DrillRun> = {}) {
  const observations = noObservations();
  observations.steadyState = steadyState;
  observations.faults.push(fault());
  observations.claims.push(...claims);
  return drillRecordOf({
    definition: {
      id: 'one',
      code: 'X1',
      title: 'One',
      revision: 3,
      proves: '',
      doesNotProve: '',
      exercises: [],
      objectives: defaultObjectives.crash,
      judgedVenues: ['A'],
      notAssessed: ['the weather'],
      deadlineMs: 1000,
    },
    context: {
      run: 'r',
      folder: folder.path,
      seed: 5,
      market: null,
      repetitions: 1,
      keep: false,
      engineCommand: null,
      image: null,
      toxiproxy: null,
    },
    repetition: 2,
    startedMonoNs: process.hrtime.bigint(),
    evidence: new EvidenceFolder(folder.path, 'drills/one'),
    timeline: new Timeline(() => {}),
    observations,
    collected: nothingCollected,
    stopped: null,
    leaks: { scanned: [], found: [] },
    ...changes,
  });
}

const claim = (holds: boolean | null): Claim => ({
  id: 'C',
  title: 'Fills meanwhile',
  expected: '1',
  observed: '0',
  holds,
});

describe('the record of a drill', () => {
  it('is held by a claim that holds, and by that alone', () => {
    expect(record([claim(true)])).toMatchObject({ verdict: 'held', revision: 3, repetition: 2, seed: 6 });
    expect(record([claim(true)]).notAssessed).toContain('the weather');
  });

  it('is violated by a claim that does not hold, which says what was found', () => {
    const { verdict, checks } = record([claim(true), claim(false)]);
    expect(verdict).toBe('violated');
    expect(checks[1]).toMatchObject({ role: 'exercised', verdict: 'violated', findings: ['expected 1, found 0'] });
  });

  it('is inconclusive by a claim that could not be seen: 0 of 1 looked at', () => {
    const { verdict, checks } = record([claim(true), claim(null)]);
    expect(verdict).toBe('inconclusive');
    expect(checks[1]).toMatchObject({ verdict: 'inconclusive', checked: 0, population: 1, findings: [] });
  });

  it('of which nothing was collected measures nothing: null, never 0', () => {
    const { rtoMs, rpo, reconciliation, incarnations } = record([]);
    expect(Object.values(rtoMs)).toEqual([null, null, null, null]);
    expect(Object.values(rpo.afterReconciliation)).toEqual([null, null, null, null, null, null]);
    expect([reconciliation, incarnations]).toEqual([[], []]);
  });

  it('that was interrupted is aborted, unless something was violated before', () => {
    const stopped = { outcome: 'aborted', why: 'Interrupted.', error: null } as const;
    expect(record([claim(true)], { stopped })).toMatchObject({
      verdict: 'inconclusive',
      outcome: 'aborted',
      why: 'Interrupted.',
    });
    expect(record([claim(false)], { stopped })).toMatchObject({ verdict: 'violated' });
  });
});
