import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderSummary } from '../../src/report/index.ts';
import { drills, fixtureRun, runOf } from './fixture.ts';

const escapeCode = '\u001b[';

describe('the summary that ends a run', () => {
  it('has one row per drill with verdict, RTO against target, RPO and exercised checks', () => {
    const lines = renderSummary(fixtureRun, { columns: 120, colour: false }).split('\n');
    expect(lines.find((line) => line.startsWith('S2'))).toMatch(
      /S2 application-crash +✓ held +1\.312 s \/ 5 min +0 lost +8 \/ 8$/,
    );
    expect(lines.find((line) => line.startsWith('D07'))).toMatch(
      /✗ integrity violated +not measured \/ 5 min +1 lost +1 \/ 4$/,
    );
    expect(lines.find((line) => line.startsWith('D13'))).toMatch(
      /\? aborted +not measured \/ 5 min +not measured +none judged$/,
    );
  });

  it('fits any terminal of 40 columns or more and keeps every verdict word', () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 200 }), fc.boolean(), (columns, colour) => {
        const text = stripVTControlCharacters(renderSummary(fixtureRun, { columns, colour }));
        expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
        for (const drill of fixtureRun.drills) expect(text).toContain(drill.outcome);
      }),
    );
  });

  it('writes escape codes only when colour is wanted, and the same words either way', () => {
    const plain = renderSummary(fixtureRun, { columns: 100, colour: false });
    const coloured = renderSummary(fixtureRun, { columns: 100, colour: true });
    expect(plain).not.toContain(escapeCode);
    expect(coloured).toContain(escapeCode);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });

  it('names a drill that left no record as inconclusive', () => {
    const record = { ...runOf(drills.held), expectedDrills: ['application-crash', 'exchange-disconnect'] };
    expect(renderSummary(record, { columns: 100, colour: false })).toMatch(
      /exchange-disconnect no record +\? inconclusive/,
    );
  });
});
