import { describe, expect, it } from 'vitest';
import { apply } from '../../../src/core/apply.ts';
import { emptyState } from '../../../src/core/find-or-create.ts';
import type { FactLog } from '../../../src/engine/fact-log.ts';
import { Identity } from '../../../src/engine/lifecycle/identity.ts';
import { ManualClock } from '../manual-clock.ts';

function identity(lastEpoch: number) {
  const state = emptyState();
  const log: FactLog = {
    state,
    record(facts) {
      for (const fact of facts) apply(state, { sequence: state.head.sequence + 1n, epoch: 0, timeUs: 0, fact });
      return state.head.sequence;
    },
    afterDurable: () => {},
  };
  if (lastEpoch > 0) log.record([{ type: 'epoch', epoch: lastEpoch, incarnation: 'before' }]);
  const stamped: number[] = [];
  const made = new Identity(log, new ManualClock(), 'now', (epoch) => stamped.push(epoch));
  return { made, state, stamped };
}

const wallSeconds = Math.floor(new ManualClock().wallMs() / 1000);

describe('the identity of an incarnation (row 13)', () => {
  it('journals its epoch before anything else and stamps it', () => {
    const { made, state, stamped } = identity(0);
    expect(made.epoch).toBe(wallSeconds);
    expect(state.head).toMatchObject({ epoch: wallSeconds, incarnation: 'now', sequence: 1n });
    expect(stamped).toEqual([wallSeconds]);
  });

  it('passes the last known epoch although the wall clock stands before it', () => {
    expect(identity(wallSeconds + 100).made.epoch).toBe(wallSeconds + 101);
  });

  it('takes a higher epoch when a venue knows one of ours that the directory lost', () => {
    const { made, stamped } = identity(0);
    made.idsSeen([`m-${wallSeconds + 7}-3`, 'external']);
    expect(made.epoch).toBe(wallSeconds + 8);
    expect(made.clientOrderId(made.nextNumber())).toBe(`m-${wallSeconds + 8}-1`);
    expect(stamped).toEqual([wallSeconds, wallSeconds + 8]);
  });

  it('does not share an epoch used at a venue before its own first order', () => {
    const { made } = identity(0);
    made.idsSeen([`m-${wallSeconds}-3`]);
    expect(made.epoch).toBe(wallSeconds + 1);
  });

  it('keeps its epoch when a venue shows its own orders', () => {
    const { made } = identity(0);
    made.idsSeen([made.clientOrderId(made.nextNumber())]);
    expect(made.epoch).toBe(wallSeconds);
  });
});
