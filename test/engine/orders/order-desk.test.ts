import { describe, expect, it } from 'vitest';
import { apply } from '../../../src/core/apply.ts';
import { emptyState } from '../../../src/core/find-or-create.ts';
import type { Fact, IntentRecord } from '../../../src/core/records.ts';
import { engineParts } from '../../../src/engine/engine-parts.ts';
import type { FactLog } from '../../../src/engine/fact-log.ts';
import type { Reply } from '../../../src/engine/gateway/reply.ts';
import { OrderDesk } from '../../../src/engine/orders/order-desk.ts';
import { settle } from '../manual-clock.ts';

const intent: IntentRecord = {
  type: 'intent',
  venue: 'A',
  symbol: 'BTCUSDT',
  clientOrderId: 'm-7-1',
  side: 'BUY',
  orderType: 'LIMIT_MAKER',
  price: 100n,
  quantity: 1n,
  timestampMs: 10_000,
  recvWindowMs: 1000,
  decision: 1,
};

/** A journal whose sync returns when told, and a venue that answers as told. */
function rig(reply: Reply<{ orderId: number }> = { kind: 'ok', value: { orderId: 3 } }) {
  const state = emptyState();
  const recorded: Fact[] = [];
  const sent: string[] = [];
  const unknown: string[] = [];
  let effects: (() => void)[] = [];
  const log: FactLog = {
    state,
    record(facts) {
      for (const fact of facts) apply(state, { sequence: state.head.sequence + 1n, epoch: 7, timeUs: 0, fact });
      recorded.push(...facts);
      return state.head.sequence;
    },
    afterDurable: (_sequence, effect) => effects.push(effect),
  };
  const clock = { nowMs: 10_000 };
  const desk = new OrderDesk({
    rest: {
      place: async ({ clientOrderId }) => {
        sent.push(`place ${clientOrderId}`);
        return reply;
      },
      cancel: async (_symbol, id) => {
        sent.push(`cancel ${id}`);
        return { kind: 'ok', value: {} };
      },
    },
    log,
    releaseEffects: engineParts.releaseEffects,
    venueNowMs: () => clock.nowMs,
    outcomeUnknown: ({ clientOrderId }) => unknown.push(clientOrderId),
    unanswered: () => {},
  });
  const sync = async () => {
    const due = effects;
    effects = [];
    for (const effect of due) effect();
    await settle();
  };
  return { desk, recorded, sent, unknown, clock, sync };
}

const types = (facts: readonly Fact[]) => facts.map((fact) => fact.type);

describe('the order desk', () => {
  it('sends nothing before the intent is durable (row 15, I9)', async () => {
    const { desk, sent, recorded, sync } = rig();
    desk.place([intent], []);
    await settle();
    expect(types(recorded)).toEqual(['intent']);
    expect(sent).toEqual([]);
    await sync();
    expect(sent).toEqual(['place m-7-1']);
  });

  it('records the acceptance and sends the order once', async () => {
    const { desk, sent, recorded, sync } = rig();
    desk.place([intent], []);
    await sync();
    await sync();
    expect(types(recorded)).toEqual(['intent', 'accepted']);
    expect(sent).toHaveLength(1);
    expect(desk.isInFlight('m-7-1')).toBe(false);
  });

  it('sends a cancel at once, while the journal still syncs', async () => {
    const { desk, sent } = rig();
    desk.place([intent], []);
    desk.cancel('BTCUSDT', 'm-6-1');
    await settle();
    expect(sent).toEqual(['cancel m-6-1']);
    expect(desk.isCanceling('m-6-1')).toBe(true);
  });

  it('does not send an intent that expired while the journal synced, and says so definitively', async () => {
    const { desk, sent, recorded, clock, sync } = rig();
    desk.place([intent], []);
    clock.nowMs = 11_001;
    await sync();
    expect(sent).toEqual([]);
    expect(recorded.at(-1)).toMatchObject({ type: 'rejected', code: 0, reason: 'expired before it was sent' });
  });

  it('leaves an order without an answer unknown and hands it to rule 2', async () => {
    const { desk, recorded, unknown, sync } = rig({ kind: 'unknown', cause: 'socket closed' });
    desk.place([intent], []);
    await sync();
    expect(types(recorded)).toEqual(['intent', 'unknown']);
    expect(unknown).toEqual(['m-7-1']);
  });

  it('sends nothing once it was stopped, although the batch becomes durable later (row 22)', async () => {
    const { desk, sent, sync } = rig();
    desk.place([intent], []);
    desk.stop();
    await sync();
    expect(sent).toEqual([]);
  });
});
