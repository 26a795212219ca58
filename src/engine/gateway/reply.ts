/** What came of one request. `unknown` means: it may have had its effect (design rule 2), never "no". */
export type Reply<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | { readonly kind: 'refused'; readonly status: number; readonly code: number; readonly message: string }
  | { readonly kind: 'unknown'; readonly cause: string };

/** Error codes the engine acts on, in the words of the Binance documentation. */
export const errorCode = {
  unexpectedResponse: -1006,
  timeout: -1007,
  newOrderRejected: -2010,
  cancelRejected: -2011,
  noSuchOrder: -2013,
} as const;

/** A refused or unanswered query: ends the attempt it belongs to, which is made again later. */
export class QueryFailed extends Error {
  override readonly name = 'QueryFailed';
}

/** The value of a query, or the error that ends the attempt. @throws QueryFailed */
export function valueOrThrow<Value>(reply: Reply<Value>, what: string): Value {
  if (reply.kind === 'ok') return reply.value;
  throw new QueryFailed(
    reply.kind === 'refused'
      ? `${what} was refused with ${reply.status} ${reply.code}: ${reply.message}`
      : `${what} got no answer: ${reply.cause}`,
  );
}
