import { parseAmount } from '../common/amount.ts';
import type { EngineState } from '../contract/engine.ts';
import { shortest } from './amounts.ts';
import { type Comparison, compareAtCursors } from './at-cursors.ts';
import type { AssessedCheck, Judgement } from './check.ts';
import type { DrillEvidence } from './evidence.ts';
import type { OrderRow } from './ledger.ts';
import { isOpen } from './ledger-at.ts';

export const openOrdersEqual: AssessedCheck = {
  id: 'I4',
  title: 'The same open orders as the venue',
  expected:
    "At the cursors of each resumed record the engine's open orders equal the venue's by client id, with side, price, quantity and executed quantity.",
  limits:
    'Orders the engine counts as pending are not open orders; their outcome is judged at the next resumed record.',
  negativeControl: 'reconciliation-skipped',
  requires: ['ledgers', 'resumed states'],
  judge: judgeOpenOrders,
};

/** Every order the venue ever took is an item: it must be open on both sides or on neither. */
function judgeOpenOrders(evidence: DrillEvidence): Judgement {
  const { comparisons, uncompared, stale, evidence: files } = compareAtCursors(evidence);
  const orders = comparisons.reduce((sum, { truth }) => sum + truth.orders.size, 0);
  const open = comparisons.reduce((sum, { truth }) => sum + truth.openOrders.length, 0);
  return {
    checked: orders,
    population: orders + uncompared.length,
    findings: [...stale, ...comparisons.flatMap(orderDifferences)],
    observed: [`${orders} orders compared at ${comparisons.length} cursors, ${open} of them open.`, ...uncompared].join(
      ' ',
    ),
    evidence: files,
  };
}

export function orderDifferences({ label, venue, truth, resumed }: Comparison): string[] {
  const ours = Map.groupBy(
    resumed.state.openOrders.filter((order) => order.venue === venue),
    ({ clientOrderId }) => clientOrderId,
  );
  const findings: string[] = [];
  for (const order of truth.openOrders) {
    const [own, ...more] = ours.get(order.clientOrderId) ?? [];
    ours.delete(order.clientOrderId);
    if (own === undefined) findings.push(`${label}: ${venueText(order)} is open at the venue and not in the engine`);
    else if (more.length > 0)
      findings.push(`${label}: ${order.clientOrderId} stands ${more.length + 1} times in the engine`);
    else if (engineText(own) !== venueText(order)) {
      findings.push(`${label}: the engine has ${engineText(own)}, the venue ${venueText(order)}`);
    }
  }
  const states = new Map([...truth.orders.values()].map((order) => [order.clientOrderId, order]));
  for (const [clientOrderId, [own]] of ours) {
    if (own === undefined) continue;
    const last = states.get(clientOrderId);
    const fate = last === undefined || isOpen(last) ? 'unknown' : last.status;
    findings.push(`${label}: ${engineText(own)} is open in the engine and ${fate} at the venue`);
  }
  return findings;
}

function venueText(order: OrderRow): string {
  return text(order, order.orderId);
}

function engineText(order: EngineState['openOrders'][number]): string {
  return text(order, order.venueOrderId);
}

type Content = Pick<OrderRow, 'clientOrderId' | 'symbol' | 'side' | 'price' | 'quantity' | 'executed'>;

function text(order: Content, orderId: number): string {
  const [price, quantity, executed] = [order.price, order.quantity, order.executed].map((amount) =>
    shortest(parseAmount(amount)),
  );
  return `order ${orderId} (${order.clientOrderId}) ${order.side} ${quantity} ${order.symbol} at ${price}, executed ${executed}`;
}
