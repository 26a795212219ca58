import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tallyOfJudged } from '../../scripts/drills.ts';

const drill = (id: string, verdict: 'held' | 'violated' | 'inconclusive') => ({ id, verdict, why: `${id} ended so` });
const startedAtMs = Date.parse('2026-01-01T00:00:00Z');
const held = {
  startedWall: '2026-01-01T00:00:01Z',
  expectedDrills: ['a', 'b'],
  verdict: 'held' as const,
  drills: [drill('a', 'held'), drill('b', 'held')],
};

function written(content: unknown): string {
  const file = join(mkdtempSync(join(tmpdir(), 'muster-drills-')), 'record.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

const tally = (record: unknown, exitCode = 0) => tallyOfJudged(written(record), startedAtMs, exitCode);

describe('the tally of the drills', () => {
  it('counts the drills that held', () => {
    expect(tally(held)).toMatchObject({ passed: 2, failed: 0 });
  });

  it.each(['violated', 'inconclusive'] as const)('counts a drill that ended %s as failed, and says why', (verdict) => {
    const red = tally({ ...held, verdict, drills: [drill('a', 'held'), drill('b', verdict)] }, 1);
    expect(red).toMatchObject({ passed: 1, failed: 1, problems: ['b: b ended so'] });
  });

  it('counts an expected drill without a record as failed', () => {
    expect(tally({ ...held, drills: [drill('a', 'held')] })).toMatchObject({ passed: 1, failed: 1 });
  });

  it('fails when no drill was expected and none ran', () => {
    expect(tally({ ...held, expectedDrills: [], drills: [] })).toMatchObject({ passed: 0, failed: 1 });
  });

  it('fails when the command failed although every drill held', () => {
    expect(tally(held, 70)).toMatchObject({ failed: 1 });
  });

  it('fails on the record of an earlier run', () => {
    const earlier = tally({ ...held, startedWall: '2025-12-31T23:59:59Z' });
    expect(earlier).toMatchObject({ passed: 0, failed: 1 });
    expect(earlier.problems[0]).toMatch(/is of an earlier run/);
  });

  it('fails when there is no record', () => {
    expect(tallyOfJudged(join(tmpdir(), 'nowhere', 'record.json'), startedAtMs, 0)).toMatchObject({ failed: 1 });
  });
});
