/**
 * `/ws-api/v3`. Events and replies are written to the socket in the very moment of their ledger row, so their order
 * there is the ledger's order: a reply is a barrier for every event before it.
 */
import type { WebSocket } from 'ws';
import type { UserSubscription } from '../accounts/user-streams.ts';
import { wireErrors } from '../dialect/errors.ts';
import { limits } from '../dialect/limits.ts';
import type { Operation } from '../dialect/operation.ts';
import { operations } from '../dialect/operations/table.ts';
import { integerOf, type Params } from '../dialect/parameters.ts';
import { type Answer, processRequest } from '../dialect/process-request.ts';
import { sortedPayload } from '../dialect/security.ts';
import type { Venue } from '../venue.ts';

type RequestId = string | number | null;

/** Operations of the WebSocket API have no path in front; a REST name must not pass as a method. */
const methods = new Map([...operations].filter(([name]) => !name.includes(' ')));

export function serveWebSocketApi(socket: WebSocket, connection: number, venue: Venue): void {
  const session = userStreamSession(socket, connection, venue);
  socket.on('message', (data) => {
    const message = readMessage(String(data));
    if (message === null) {
      const error = { code: -1135, msg: 'JSON Request sent is not valid JSON or not a request object.' };
      socket.send(JSON.stringify({ id: null, status: 400, error }));
      return;
    }
    const { id, method, params: all } = message;
    const { signature, ...params } = all;
    const received = {
      id: String(id),
      connection,
      transport: 'ws-api' as const,
      operation: method,
      params,
      apiKey: params['apiKey'] ?? null,
      signature: signature ?? null,
      payload: sortedPayload(params),
    };
    processRequest(venue, received, session.operations.get(method) ?? methods.get(method) ?? null, {
      gone: () => socket.readyState !== socket.OPEN,
      send: (answer) => socket.send(replyText(venue, id, answer, params['returnRateLimits'] !== 'false')),
    });
  });
  socket.on('close', session.end);
}

/** The subscriptions of one connection, and the operations that change them. */
function userStreamSession(socket: WebSocket, connection: number, venue: Venue) {
  const subscriptions = new Map<number, UserSubscription>();
  let nextSubscriptionId = 0;
  const subscribe: Operation = {
    signed: true,
    parameters: [],
    weight: 2,
    answer(_venue, { key }) {
      const account = key.account.name;
      if ([...subscriptions.values()].some((active) => active.account === account))
        throw wireErrors.subscriptionActive();
      const subscriptionId = nextSubscriptionId;
      nextSubscriptionId += 1;
      const send = (event: unknown) => socket.send(JSON.stringify({ subscriptionId, event }));
      const subscription = { connection, account, send };
      subscriptions.set(subscriptionId, subscription);
      venue.userStreams.add(subscription);
      return { subscriptionId };
    },
  };
  const unsubscribe: Operation = {
    signed: false,
    parameters: ['subscriptionId'],
    weight: 2,
    answer(_venue, { params }) {
      const only = integerOf(params, 'subscriptionId');
      const ids = only === null ? [...subscriptions.keys()] : [only];
      for (const id of ids) {
        const subscription = subscriptions.get(id);
        if (subscription === undefined) throw wireErrors.noSubscription();
        subscriptions.delete(id);
        venue.userStreams.remove(subscription);
      }
      return {};
    },
  };
  const list: Operation = {
    signed: false,
    parameters: [],
    weight: 2,
    answer: () => [...subscriptions.keys()].map((subscriptionId) => ({ subscriptionId })),
  };
  return {
    operations: new Map<string, Operation>([
      ['userDataStream.subscribe.signature', subscribe],
      ['userDataStream.unsubscribe', unsubscribe],
      ['session.subscriptions', list],
    ]),
    end: () => {
      for (const subscription of subscriptions.values()) venue.userStreams.remove(subscription);
    },
  };
}

function replyText(venue: Venue, id: RequestId, answer: Answer, withLimits: boolean): string {
  const content = `"${answer.status === 200 ? 'result' : 'error'}":${answer.body}`;
  const head = `{"id":${JSON.stringify(id)},"status":${answer.status},${content}`;
  if (!withLimits) return `${head}}`;
  const count = venue.rateLimits.usedWeight(venue.clock.wallMs());
  const weight = {
    rateLimitType: 'REQUEST_WEIGHT',
    interval: 'MINUTE',
    intervalNum: 1,
    limit: limits.weightPerMinute,
    count,
  };
  return `${head},"rateLimits":${JSON.stringify([weight])}}`;
}

function readMessage(
  text: string,
): { readonly id: RequestId; readonly method: string; readonly params: Params } | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(message) || typeof message['method'] !== 'string') return null;
  const { id = null, method, params = {} } = message;
  if (id !== null && typeof id !== 'string' && typeof id !== 'number') return null;
  if (!isObject(params)) return null;
  return {
    id,
    method,
    params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)])),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
