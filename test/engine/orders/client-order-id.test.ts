import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clientOrderId,
  epochOfClientOrderId,
  highestEpoch,
  nextEpoch,
} from '../../../src/engine/orders/client-order-id.ts';

const natural = fc.integer({ min: 1, max: 2 ** 40 });

describe('epochs and client order ids (row 13)', () => {
  it('a new epoch is above the last known one, the wall clock in seconds, and every epoch at the venues', () => {
    fc.assert(
      fc.property(natural, natural, natural, (last, seconds, atVenues) => {
        const epoch = nextEpoch(last, seconds * 1000 + 999, atVenues);
        expect(epoch).toBeGreaterThan(last);
        expect(epoch).toBeGreaterThanOrEqual(seconds);
        expect(epoch).toBeGreaterThan(atVenues);
      }),
    );
  });

  it('an id names its epoch, and fits the 36 characters a venue allows', () => {
    fc.assert(
      fc.property(natural, natural, (epoch, number) => {
        const id = clientOrderId(epoch, number);
        expect(epochOfClientOrderId(id)).toBe(epoch);
        expect(id.length).toBeLessThanOrEqual(36);
      }),
    );
  });

  it('ids of others have no epoch and do not raise ours', () => {
    expect(['x', 'm-1', 'm-1-2-3', 'web_m-9-1'].map(epochOfClientOrderId)).toEqual([null, null, null, null]);
    expect(highestEpoch(['m-3-9', 'other', 'm-12-1'])).toBe(12);
  });
});
