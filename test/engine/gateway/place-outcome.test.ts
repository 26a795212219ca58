import { describe, expect, it } from 'vitest';
import { placeOutcome } from '../../../src/engine/gateway/place-outcome.ts';
import { refused } from '../scripted-venue.ts';

describe('what the answer to a new order means (row 43)', () => {
  it('an acknowledgement is acceptance with the venue order id', () => {
    expect(placeOutcome({ kind: 'ok', value: { orderId: 4 } })).toEqual({ kind: 'accepted', venueOrderId: 4 });
  });

  it.each([
    ['no answer', { kind: 'unknown', cause: 'socket closed' } as const],
    ['503 of any code', refused(-1008, 'overloaded', 503)],
    ['-1006', refused(-1006, 'unexpected response')],
    ['-1007', refused(-1007, 'Timeout waiting for response')],
    ['a duplicate id, because we send an id once', refused(-2010, 'Duplicate order sent.')],
    ['a refusal without an error body', refused(0, 'no error body', 403)],
  ])('%s is unknown, never a rejection', (_name, reply) => {
    expect(placeOutcome(reply).kind).toBe('unknown');
  });

  it.each([
    ['a maker order that would take', refused(-2010, 'Order would immediately match and take.')],
    ['a timestamp outside the window', refused(-1021, 'Timestamp for this request is outside of the recvWindow.')],
    ['too many orders', refused(-1015, 'Too many new orders', 429)],
  ])('%s is a rejection', (_name, reply) => {
    expect(placeOutcome(reply).kind).toBe('rejected');
  });
});
