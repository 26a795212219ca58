import { describe, expect, it } from 'vitest';
import { renderJson, runDocument } from '../../src/report/index.ts';
import { drills, fixtureRun, runOf } from './fixture.ts';

describe('the --json document', () => {
  it('is one JSON document that its own schema accepts', () => {
    const document = runDocument.parse(JSON.parse(renderJson(fixtureRun)));
    expect(document.verdict).toBe('violated');
    expect(document.counts).toEqual({ drills: 6, held: 3, violated: 1, inconclusive: 2 });
    expect(document.drills.map((drill) => drill.code)).toEqual(['S2', 'S1', 'S4', 'D07', 'D27', 'D13']);
  });

  it('has exactly the fields of the design, so that programs can rely on them', () => {
    const document = JSON.parse(renderJson(runOf(drills.violated)));
    expect(Object.keys(document)).toEqual(['run', 'verdict', 'outcome', 'counts', 'drills']);
    const [drill] = document.drills;
    expect(Object.keys(drill)).toEqual([
      'id',
      'code',
      'repetition',
      'verdict',
      'outcome',
      'rtoMs',
      'steps',
      'rpo',
      'checks',
      'report',
    ]);
    expect(Object.keys(drill.steps)).toEqual(['detect', 'assess', 'recover', 'reconcile', 'validate', 'resume']);
    expect(drill.checks[2]).toEqual({ id: 'I3', role: 'exercised', verdict: 'violated' });
  });

  it('writes null for what was not measured, also for steps without a record', () => {
    const [drill] = JSON.parse(renderJson(runOf(drills.aborted))).drills;
    expect(drill.steps).toEqual({
      detect: null,
      assess: null,
      recover: null,
      reconcile: null,
      validate: null,
      resume: null,
    });
    expect(drill.rtoMs.resumed).toBeNull();
    expect(drill.rpo.afterReconciliation.fills).toBeNull();
  });
});
