/**
 * The way of a request through the venue: its row, then limits, signature and window, a hold on receipt, the window
 * again, the operation, the answer's row, a hold before the reply, the reply. Between the window's second check and
 * matching nothing waits, and an answer's content is made at its row's place in the ledger.
 */
import type { ApiKey } from '../accounts/keys.ts';
import type { HeldRequest } from '../holds.ts';
import type { Venue } from '../venue.ts';
import { WireError, wireErrors } from './errors.ts';
import type { Operation, ReceivedRequest, SignedRequest } from './operation.ts';
import { checkAllKnown } from './parameters.ts';
import { checkSignature, checkWindow } from './security.ts';

export interface Answer {
  readonly status: number;
  /** JSON text of the reply's content, or of `{code,msg}`. */
  readonly body: string;
  readonly retryAfterSeconds: number | null;
}

/** The sender's side of a connection. */
export interface ReplyPath {
  readonly gone: () => boolean;
  readonly send: (answer: Answer) => void;
}

/** `operation` is null for a path or method this venue does not have. */
export function processRequest(
  venue: Venue,
  request: ReceivedRequest,
  operation: Operation | null,
  reply: ReplyPath,
): void {
  appendRequest(venue, request);
  const described = describe(request);
  let answerOf: () => unknown;
  try {
    answerOf = admit(venue, request, operation);
  } catch (error) {
    finish(
      venue,
      described,
      reply,
      answerFor(() => raise(error)),
    );
    return;
  }
  const proceed = () => finish(venue, described, reply, answerFor(answerOf));
  const hold = venue.holds.reach('on-receipt', described);
  if (hold === null) proceed();
  else venue.holds.wait(hold, proceed);
}

/** Checks on arrival; what it returns checks the window again and performs the operation. */
function admit(venue: Venue, request: ReceivedRequest, operation: Operation | null): () => unknown {
  if (operation === null) throw wireErrors.unknownMethod();
  venue.rateLimits.useWeight(operation.weight, venue.clock.wallMs());
  const common = request.transport === 'ws-api' ? ['apiKey', 'returnRateLimits'] : [];
  if (!operation.signed) {
    checkAllKnown(request.params, [...operation.parameters, ...common]);
    return () => operation.answer(venue, request);
  }
  const signed: SignedRequest = { ...request, key: authenticate(venue, request) };
  checkAllKnown(request.params, [...operation.parameters, ...common, 'timestamp', 'recvWindow']);
  checkWindow(request.params, venue.clock.wallMs());
  return () => {
    checkWindow(request.params, venue.clock.wallMs());
    return operation.answer(venue, signed);
  };
}

function authenticate(venue: Venue, request: ReceivedRequest): ApiKey {
  if (request.apiKey === null || !/^[A-Za-z0-9]{64}$/.test(request.apiKey)) throw wireErrors.keyFormat();
  const key = venue.keys.get(request.apiKey);
  if (key === undefined) throw wireErrors.key();
  checkSignature(request.payload, request.signature, key);
  return key;
}

interface Outcome extends Answer {
  readonly code: number | null;
}

function answerFor(produce: () => unknown): Outcome {
  try {
    return { status: 200, code: null, body: JSON.stringify(produce()), retryAfterSeconds: null };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const { code, message, status, retryAfterSeconds } = error;
    return { status, code, body: JSON.stringify({ code, msg: message }), retryAfterSeconds };
  }
}

function finish(venue: Venue, request: HeldRequest, reply: ReplyPath, outcome: Outcome): void {
  const hold = venue.holds.afterFillOf(request.request) ?? venue.holds.reach('before-reply', request);
  const delivered = hold !== null ? 'withheld' : reply.gone() ? 'connection-gone' : 'sent';
  const { status, code } = outcome;
  const { request: id, operation, symbol } = request;
  venue.ledger.append({ kind: 'answer', id, operation, symbol, status, code, delivered });
  if (hold === null) {
    reply.send(outcome);
    return;
  }
  venue.holds.wait(hold, () => {
    const late = reply.gone() ? 'connection-gone' : 'sent';
    venue.ledger.append({ kind: 'control', action: 'withheld reply', detail: { request: id, delivered: late } });
    reply.send(outcome);
  });
}

function appendRequest(venue: Venue, request: ReceivedRequest): void {
  const { id, connection, transport, operation, params, apiKey } = request;
  venue.ledger.append({
    kind: 'request',
    id,
    connection,
    transport,
    operation,
    sender: apiKey,
    account: apiKey === null ? null : (venue.keys.get(apiKey)?.account.name ?? null),
    symbol: params['symbol'] ?? null,
    clientOrderId: clientOrderIdOf(params),
    params,
  });
}

function describe(request: ReceivedRequest): HeldRequest {
  const { id, operation, params } = request;
  return { request: id, operation, symbol: params['symbol'] ?? null, clientOrderId: clientOrderIdOf(params) };
}

/** Which order a request is about: a cancel's own new id is not it. */
function clientOrderIdOf(params: ReceivedRequest['params']): string | null {
  return params['origClientOrderId'] ?? params['newClientOrderId'] ?? null;
}

function raise(error: unknown): never {
  throw error;
}
