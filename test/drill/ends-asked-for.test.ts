import { describe, expect, it } from 'vitest';
import { endsAskedFor } from '../../src/drill/ends-asked-for.ts';
import type { Life } from '../../src/drill/lives.ts';
import type { FaultRecord } from '../../src/record/schema.ts';

const life = (changes: Partial<Life>): Life => ({
  pid: 7,
  startedMonoNs: '10',
  startedWallMs: 0,
  goneMonoNs: null,
  exitCode: null,
  signal: null,
  journalExport: null,
  endRequestedMonoNs: null,
  ...changes,
});
const fault = { requestedMonoNs: '100' } as FaultRecord;

describe('the ends of the engine', () => {
  it('violate the drill when one came after the fault and nobody asked for it', () => {
    const died = life({ startedMonoNs: '120', goneMonoNs: '200', exitCode: 21 });
    const [claim] = endsAskedFor([life({ goneMonoNs: '101', endRequestedMonoNs: '100' }), died], [fault], false);
    expect(claim).toMatchObject({ holds: false, observed: 'pid 7 ended by itself (exit status 21)' });
  });

  it('are in order when the drill injected each of them', () => {
    const [claim] = endsAskedFor([life({ goneMonoNs: '101', endRequestedMonoNs: '100' }), life({})], [fault], false);
    expect(claim?.holds).toBe(true);
  });

  it('are nobody’s concern before the fault: then there was no steady state', () => {
    const [claim] = endsAskedFor([life({ goneMonoNs: '50', exitCode: 1 }), life({})], [fault], false);
    expect(claim?.holds).toBe(true);
    expect(endsAskedFor([life({})], [], false)).toEqual([]);
  });
});
