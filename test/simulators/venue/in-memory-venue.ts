import { createVenue } from '../../../simulators/venue/create-venue.ts';
import type { UserEvent } from '../../../simulators/venue/dialect/events.ts';
import { operations } from '../../../simulators/venue/dialect/operations/table.ts';
import { type Answer, processRequest } from '../../../simulators/venue/dialect/process-request.ts';
import { restPayload, sign } from '../../../simulators/venue/dialect/security.ts';
import type { Side } from '../../../simulators/venue/matching/order.ts';
import type { Venue } from '../../../simulators/venue/venue.ts';
import { parseAmount } from '../../../src/common/amount.ts';
import { type LedgerRow, ledgerRow } from '../../../src/contract/ledger.ts';
import type { Clock } from '../../../src/ports/clock.ts';

/** A clock that moves only when told; nothing is ever called back. */
export interface ManualClock extends Clock {
  nowMs: number;
}

export function manualClock(startMs = 1_700_000_000_000): ManualClock {
  const clock: ManualClock = {
    nowMs: startMs,
    wallMs: () => clock.nowMs,
    monotonicNs: () => BigInt(clock.nowMs) * 1_000_000n,
    after: () => () => {},
  };
  return clock;
}

export interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A venue without sockets, files or a market of its own, and ways to talk to it. */
export function inMemoryVenue(seed = 3) {
  const clock = manualClock();
  const lines: string[] = [];
  const venue: Venue = createVenue('binance', seed, clock, { write: (line) => lines.push(line) });
  const [key] = venue.keys.values();
  if (key === undefined) throw new Error('Expected a key');
  const events: UserEvent[] = [];
  venue.userStreams.add({ connection: 1, account: 'trader', send: (event) => events.push(event) });
  let marketOrders = 0;

  /** Signs and sends; the reply arrives through the returned list once it is sent. */
  function send(operation: string, params: Readonly<Record<string, string>> = {}): { id: string; replies: Reply[] } {
    const sent = { timestamp: String(clock.nowMs), ...params };
    const payload = restPayload(new URLSearchParams(sent).toString(), '');
    const replies: Reply[] = [];
    const id = venue.ids.requestId();
    processRequest(
      venue,
      {
        id,
        connection: 1,
        transport: 'rest',
        operation,
        params: sent,
        apiKey: key?.apiKey ?? null,
        signature: sign(payload, key?.apiSecret ?? ''),
        payload,
      },
      operations.get(operation) ?? null,
      {
        gone: () => false,
        send: (answer: Answer) => replies.push({ status: answer.status, body: JSON.parse(answer.body) }),
      },
    );
    return { id, replies };
  }

  function call(operation: string, params: Readonly<Record<string, string>> = {}): Reply {
    const [reply] = send(operation, params).replies;
    if (reply === undefined) throw new Error(`Expected a reply to ${operation} at once`);
    return reply;
  }

  return {
    venue,
    clock,
    events,
    send,
    call,
    limit: (side: Side, price: string, quantity: string, more: Readonly<Record<string, string>> = {}) =>
      call('POST /api/v3/order', {
        symbol: 'BTCUSDT',
        side,
        type: 'LIMIT',
        timeInForce: 'GTC',
        price,
        quantity,
        ...more,
      }),
    /** An order of the account `market`. */
    market: (side: Side, price: string, quantity: string) => {
      marketOrders += 1;
      return venue.exchange.place({
        account: venue.market,
        symbol: 'BTCUSDT',
        side,
        type: 'LIMIT',
        timeInForce: 'GTC',
        price: parseAmount(price),
        quantity: parseAmount(quantity),
        clientOrderId: `m-${marketOrders}`,
        sender: 'market',
        requestId: 'market',
        operation: 'market',
        selfTradePrevention: 'NONE',
      });
    },
    /** Every row so far, checked against the contract. */
    rows: (): LedgerRow[] => lines.map((line) => ledgerRow.parse(JSON.parse(line))),
  };
}
