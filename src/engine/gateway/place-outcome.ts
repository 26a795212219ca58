/**
 * Row 43 for placing an order: which answers are definitive. Everything that is not proven to be a refusal before the
 * book is `unknown`: a wrong "rejected" would leave a live order nobody watches.
 */
import { errorCode, type Reply } from './reply.ts';

export type PlaceOutcome =
  | { readonly kind: 'accepted'; readonly venueOrderId: number }
  | { readonly kind: 'rejected'; readonly code: number; readonly reason: string }
  | { readonly kind: 'unknown'; readonly cause: string };

export function placeOutcome(reply: Reply<{ readonly orderId: number }>): PlaceOutcome {
  if (reply.kind === 'ok') return { kind: 'accepted', venueOrderId: reply.value.orderId };
  if (reply.kind === 'unknown') return { kind: 'unknown', cause: reply.cause };
  const { status, code, message } = reply;
  const answer = `${status} ${code}: ${message}`;
  const leftOpen = code === errorCode.unexpectedResponse || code === errorCode.timeout;
  // We send an id once; that it is taken says that an earlier copy arrived, not that ours was refused.
  const duplicate = code === errorCode.newOrderRejected && /duplicate/i.test(message);
  if (status >= 500 || leftOpen || duplicate || code === 0) return { kind: 'unknown', cause: answer };
  return { kind: 'rejected', code, reason: message };
}
