import { describe, expect, it } from 'vitest';
import { assertEntailed, contradictions } from '../../src/record/entailment.ts';
import type { DrillRecord } from '../../src/record/schema.ts';
import { runRecord } from '../../src/record/schema.ts';
import { check, drill, fault, run, steadyState } from './records.ts';

const of = (changes: Partial<DrillRecord>) => contradictions(run([drill(changes)]));
const violated = check({ verdict: 'violated', findings: ['two orders'] });

describe('contradictions', () => {
  it('finds none in a consistent record, which is also a valid one', () => {
    const record = run([drill()]);
    expect(runRecord.parse(record)).toEqual(record);
    expect(contradictions(record)).toEqual([]);
    expect(() => assertEntailed(record)).not.toThrow();
  });

  it.each([
    [
      { kind: 'embedded', version: '0.1.0', sha256: null },
      'links through "Toxiproxy 2.12.0", which is not version 0.1.0',
    ],
    [{ kind: 'toxiproxy', version: '2.12.0', sha256: null }, 'links through toxiproxy, sha256 null'],
    [{ kind: 'embedded', version: '2.12.0', sha256: 'ab' }, 'links through embedded, sha256 ab'],
  ] as const)('finds links through %j where the words say another proxy', (linkProxy, expected) => {
    const { environment } = run([drill()]);
    const record = run([drill()], { environment: { ...environment, proxy: 'Toxiproxy 2.12.0', linkProxy } });
    expect(contradictions(record)).toEqual([`run: ${expected}`]);
  });

  it('finds containers without an image, and an image without containers', () => {
    const { environment } = run([drill()]);
    const image = { name: 'muster:1', id: 'sha256:0', platform: 'linux/amd64' };
    const on = (changes: Partial<typeof environment>) =>
      contradictions(run([drill()], { environment: { ...environment, ...changes } }));
    expect(on({ runtime: 'docker', image })).toEqual([]);
    expect(on({ runtime: 'docker', image: null })).toEqual(['run: runtime docker with image none']);
    expect(on({ runtime: 'process', image })).toEqual(['run: runtime process with image sha256:0']);
  });

  it.each<[string, Partial<DrillRecord>, string]>([
    ['held with a failed check', { checks: [violated] }, 'held, but the record entails violated'],
    ['held with an inconclusive check', { checks: [check({ verdict: 'inconclusive' })] }, 'entails inconclusive'],
    [
      'held without proven fault',
      { faults: [fault({ effect: null, provenMonoNs: null })] },
      'was not proven from outside',
    ],
    ['held without steady state', { steadyState: { ...steadyState, reached: false } }, 'steady state was not reached'],
    ['held with an error', { error: 'boom' }, 'held with an error: boom'],
    ['held with a leak', { leaks: { scanned: ['ports'], found: ['port 1'] } }, 'held with something left behind'],
    ['fewer items checked than there were', { checks: [check({ checked: 2 })] }, 'I1 held on 2 of 3'],
    ['more items checked than there were', { checks: [check({ checked: 4 })] }, 'I1 checked 4 of 3'],
    ['held on nothing', { checks: [check({ checked: 0, population: 0 })] }, 'I1 held without anything to look at'],
    [
      'a guard that reads held',
      { checks: [check(), check({ id: 'I6', role: 'guard' })] },
      'I6 is a guard and reads held',
    ],
    ['held with findings', { checks: [check({ findings: ['x'] })] }, 'I1 is held with 1 findings'],
    ['violated without a finding', { checks: [check({ verdict: 'violated' })] }, 'I1 is violated without a finding'],
    ['a time of proof without proof', { faults: [fault({ effect: null })] }, 'has a time of proof and no proof'],
    ['a proof before its fault', { faults: [fault({ provenMonoNs: '1' })] }, 'was proven before it was requested'],
    [
      'a time of undoing without proof',
      { faults: [fault({ undoneMonoNs: '3' })] },
      'has a time of undoing and no proof of it',
    ],
    ['a recovery time without a fault', { faults: [] }, 'detected is measured without a fault to measure from'],
    [
      'a duration without its times',
      {
        steps: [
          { name: 'detect', startedMonoNs: null, endedMonoNs: null, durationMs: 0, evidence: '', automatic: true },
        ],
      },
      'step detect has a duration without its times',
    ],
    [
      'objectives held without a measured total',
      { rtoMs: { detected: 8, stateRecovered: 300, reconciled: 400, resumed: null } },
      'I7 held with a total (resumed) of null ms',
    ],
    [
      'objectives held past the maximum',
      { rtoMs: { detected: 8, stateRecovered: 300, reconciled: 400, resumed: 2001 } },
      'I7 held with a total (resumed) of 2001 ms',
    ],
    [
      'an age of losses nobody counted',
      {
        rpo: {
          ...drill().rpo,
          beforeReconciliation: {
            intents: null,
            acks: null,
            fills: null,
            cancels: null,
            configChanges: null,
            oldestAgeMs: 0,
          },
        },
      },
      'RPO before reconciliation has an age without counts',
    ],
    [
      'more destroyed items than destroyed entries',
      {
        rpo: {
          ...drill().rpo,
          destroyedByFault: 2,
          destroyedByClass: { intents: 1, acks: 0, fills: 2, cancels: 0, configChanges: 0 },
        },
      },
      'RPO counts 3 destroyed items in 2 destroyed entries',
    ],
    [
      'a reconciliation row that matches with two values',
      {
        reconciliation: [
          { kind: 'position', venue: 'A', item: 'BTC', engine: '1', venueTruth: '2', difference: '-1', matches: true },
        ],
      },
      'position BTC at A matches with 1 against 2',
    ],
    [
      'a check held beside a difference',
      {
        checks: [check({ id: 'I3' })],
        reconciliation: [
          { kind: 'position', venue: 'A', item: 'BTC', engine: '1', venueTruth: '2', difference: '-1', matches: false },
        ],
      },
      'I3 held with a difference in position',
    ],
    ['evidence nobody lists', { checks: [check({ evidence: ['ledger-B.ndjson'] })] }, 'I1 names ledger-B.ndjson'],
    ['an outcome of another verdict', { outcome: 'aborted' }, 'outcome aborted is not verdict held'],
  ])('refuses %s', (_title, changes, sentence) => {
    expect(of(changes).join('\n')).toContain(sentence);
  });

  it('refuses a violated drill without a violated check, and one called by the wrong outcome', () => {
    const held = drill({ verdict: 'violated', outcome: 'integrity violated' });
    expect(contradictions(run([held], { verdict: 'violated', outcome: 'integrity violated' }))).toEqual([
      'application-crash: violated without a violated check',
    ]);
    const wrong = drill({ verdict: 'violated', outcome: 'objective violated', checks: [violated] });
    expect(contradictions(run([wrong], { verdict: 'violated', outcome: 'objective violated' }))).toEqual([
      'application-crash: outcome objective violated, but the record entails integrity violated',
    ]);
  });

  it('accepts a drill that was aborted although its checks held: it may be worse than its parts, never better', () => {
    const aborted = drill({ verdict: 'inconclusive', outcome: 'aborted' });
    expect(contradictions(run([aborted], { verdict: 'inconclusive', outcome: 'aborted' }))).toEqual([]);
  });

  it('refuses a run better than its worst drill, with wrong counts, or held without an expected drill', () => {
    const red = drill({ verdict: 'violated', outcome: 'integrity violated', checks: [violated] });
    expect(contradictions(run([drill(), red])).join('\n')).toContain('run: held, its worst drill is violated');
    const miscounted = run([drill()], { counts: { drills: 2, held: 2, violated: 0, inconclusive: 0 } });
    expect(contradictions(miscounted)).toEqual([
      'run: counts 2 held drills, 1 are there',
      'run: counts 2 drills, 1 are there',
    ]);
    const missing = run([drill()], { expectedDrills: ['application-crash', 'graceful-restart'] });
    expect(contradictions(missing)).toEqual(['run: held without expected graceful-restart']);
    const deviating = drill({ outcome: 'held with deviations' });
    expect(contradictions(run([deviating]))).toEqual(['run: held, its worst drill is held with deviations or worse']);
  });
});
