import { parseAmount } from '../common/amount.ts';
import type { IntentRow } from '../contract/journal-export.ts';
import type { AssessedCheck, Judgement } from './check.ts';
import type { DrillEvidence } from './evidence.ts';
import { isOf, isSettling, orderKey, rowsOf, unionOfIntents } from './journals.ts';
import type { Ledger, OrderRow } from './ledger.ts';
import { placingRequests } from './operations.ts';

export const oneOrderPerIntent: AssessedCheck = {
  id: 'I1',
  title: 'One order for one intent, and no client id sent twice',
  expected:
    'Every order at a venue maps to exactly one journaled intent and each intent to at most one order; no client order id is sent twice over all incarnations; no decision has a second intent while the outcome of its first is unknown.',
  limits:
    'Intents are the union of the journals copied before each restart and at the end; a decision is told by the number the engine gave it.',
  negativeControl: null,
  requires: ['ledgers', 'incarnations', 'journals'],
  judge: judgeOrders,
};

function judgeOrders({ ledgers, journals }: DrillEvidence): Judgement {
  const intents = unionOfIntents(journals);
  const findings: string[] = [];
  let orders = 0;
  let requests = 0;
  for (const ledger of ledgers.values()) {
    const accepted = ledger.orders.filter(({ change }) => change === 'accepted');
    orders += accepted.length;
    requests += placingRequests(ledger).length;
    findings.push(...idsSentTwice(ledger), ...ordersOfOneId(ledger.venue, accepted));
    findings.push(...accepted.flatMap((order) => mismatch(order, ledger.venue, intents)));
  }
  findings.push(...[...intents.values()].filter((same) => same.length > 1).map(intentTwice));
  findings.push(...secondIntentsWhileUnknown(journals));
  return {
    checked: orders,
    population: orders,
    findings,
    observed: `${orders} orders from ${requests} requests against ${intents.size} intents at ${ledgers.size} venues.`,
    evidence: [...[...ledgers.values()].map(({ file }) => file), ...journals.map(({ file }) => file)],
  };
}

function idsSentTwice(ledger: Ledger): string[] {
  const sent = new Map<string, number>();
  for (const { request } of placingRequests(ledger)) {
    const id = request.clientOrderId ?? '';
    sent.set(id, (sent.get(id) ?? 0) + 1);
  }
  const without = sent.get('') ?? 0;
  sent.delete('');
  const twice = [...sent].filter(([, times]) => times > 1);
  return [
    ...twice.map(([id, times]) => `${ledger.venue} received client id ${id} ${times} times`),
    ...(without === 0 ? [] : [`${ledger.venue} received ${without} new-order requests without a client id`]),
  ];
}

function ordersOfOneId(venue: string, accepted: readonly OrderRow[]): string[] {
  const ids = Map.groupBy(accepted, ({ clientOrderId }) => clientOrderId);
  return [...ids]
    .filter(([, orders]) => orders.length > 1)
    .map(
      ([id, orders]) =>
        `${venue} holds ${orders.length} orders of client id ${id}: ${orders.map((o) => o.orderId).join(', ')}`,
    );
}

function mismatch(order: OrderRow, venue: string, intents: ReadonlyMap<string, readonly IntentRow[]>): string[] {
  const name = `${venue} order ${order.orderId} (${order.clientOrderId})`;
  const intent = intents.get(orderKey({ venue, clientOrderId: order.clientOrderId }))?.[0];
  if (intent === undefined) return [`${name} has no intent in any journal`];
  const same =
    intent.symbol === order.symbol &&
    intent.side === order.side &&
    parseAmount(intent.price) === parseAmount(order.price) &&
    parseAmount(intent.quantity) === parseAmount(order.quantity);
  if (same) return [];
  return [`${name} is ${contentOf(order)}, its intent says ${contentOf(intent)}`];
}

function contentOf({
  symbol,
  side,
  price,
  quantity,
}: Pick<OrderRow, 'symbol' | 'side' | 'price' | 'quantity'>): string {
  return `${side} ${quantity} ${symbol} at ${price}`;
}

function intentTwice(same: readonly IntentRow[]): string {
  const [first] = same;
  return `client id ${first?.clientOrderId} at ${first?.venue} stands in ${same.length} different intents (sequences ${same.map(({ sequence }) => sequence).join(', ')})`;
}

/** Within one decision, an intent equal to an earlier one that had been journaled `unknown` and was not settled yet. */
function secondIntentsWhileUnknown(journals: DrillEvidence['journals']): string[] {
  const findings = new Set<string>();
  for (const journal of journals) {
    if (rowsOf(journal, 'unknown').length === 0) continue;
    const latest = new Map<string, IntentRow>();
    const unknown = new Set<string>();
    for (const row of journal.rows) {
      if (isSettling(row)) unknown.delete(orderKey(row));
      else if (isOf(row, 'unknown')) unknown.add(orderKey(row));
      else if (isOf(row, 'intent')) {
        const decision = [row.epoch, row.decision, row.venue, contentOf(row)].join(' ');
        const first = latest.get(decision);
        if (first !== undefined && unknown.has(orderKey(first))) {
          findings.add(
            `decision ${row.decision} at ${row.venue} sent ${row.clientOrderId} while the outcome of ${first.clientOrderId} was unknown`,
          );
        }
        latest.set(decision, row);
      }
    }
  }
  return [...findings];
}
