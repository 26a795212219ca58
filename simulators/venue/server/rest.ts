import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { operations } from '../dialect/operations/table.ts';
import { type Answer, processRequest } from '../dialect/process-request.ts';
import { restPayload } from '../dialect/security.ts';
import type { Venue } from '../venue.ts';

/** The REST side. Every path goes one way, so that each request is in the ledger before anything judges it. */
export function createRest(venue: Venue, connectionOf: (socket: object) => number): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true, exposeHeadRoutes: false });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.all('*', (request, reply) => {
    const connection = connectionOf(request.raw.socket);
    handle(venue, connection, request, reply);
  });
  return app;
}

function handle(venue: Venue, connection: number, request: FastifyRequest, reply: FastifyReply): void {
  const [path = '', query = ''] = splitOnce(request.url, '?');
  const body = typeof request.body === 'string' ? request.body : '';
  const all = { ...Object.fromEntries(new URLSearchParams(body)), ...Object.fromEntries(new URLSearchParams(query)) };
  const { signature, ...params } = all;
  const header = request.headers['x-mbx-apikey'];
  const apiKey = typeof header === 'string' ? header : null;
  const id = venue.ids.requestId();
  const operation = `${request.method} ${path}`;
  const received = {
    id,
    connection,
    transport: 'rest' as const,
    operation,
    params,
    apiKey,
    signature: signature ?? null,
    payload: restPayload(query, body),
  };
  processRequest(venue, received, operations.get(operation) ?? null, {
    gone: () => request.raw.socket.destroyed,
    send: (answer) => void send(venue, reply, id, apiKey, answer),
  });
}

function send(venue: Venue, reply: FastifyReply, id: string, apiKey: string | null, answer: Answer): void {
  const nowMs = venue.clock.wallMs();
  reply
    .code(answer.status)
    .header('content-type', 'application/json;charset=UTF-8')
    .header('x-mbx-uuid', id)
    .header('x-mbx-used-weight', String(venue.rateLimits.usedWeight(nowMs)))
    .header('x-mbx-used-weight-1m', String(venue.rateLimits.usedWeight(nowMs)));
  const account = apiKey === null ? undefined : venue.keys.get(apiKey)?.account;
  if (account !== undefined) {
    reply.header('x-mbx-order-count-10s', String(venue.rateLimits.orderCount(account.name, nowMs)));
  }
  if (answer.retryAfterSeconds !== null) reply.header('retry-after', String(answer.retryAfterSeconds));
  reply.send(answer.body);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
