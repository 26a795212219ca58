import type { AssessedCheck, Judgement } from './check.ts';
import type { DrillEvidence } from './evidence.ts';
import { placingRequests } from './operations.ts';
import { gatePosition, type Succession, successions, wasShown } from './successions.ts';

export const nothingBeforeTheGates: AssessedCheck = {
  id: 'I5',
  title: 'No new order before the gates',
  expected:
    "After a start or a reconnect no new order is sent on an instrument before the venue answered its account, open orders and trades, nor, where an intent on it was left without an outcome, before that intent's expiry plus the venue's bounds (after a reconnect: or the venue's own word on it).",
  limits:
    'Judged by what the venue received and answered; gates inside the engine that leave no trace at the venue are not seen.',
  negativeControl: 'trade-before-gates',
  requires: ['ledgers', 'incarnations', 'journals'],
  judge: judgeGates,
};

function judgeGates(evidence: DrillEvidence): Judgement {
  const judged = successions(evidence).map(judgeSuccession);
  const requests = judged.reduce((sum, one) => sum + one.requests, 0);
  const unresolved = judged.reduce((sum, one) => sum + one.unresolved, 0);
  const { ledgers, journals } = evidence;
  return {
    checked: requests,
    population: requests,
    findings: judged.flatMap(({ findings }) => findings),
    observed: `${requests} new-order requests after ${judged.length} starts and reconnects, ${unresolved} intents left without an outcome.`,
    evidence: [...[...ledgers.values()].map(({ file }) => file), ...journals.map(({ file }) => file)],
  };
}

function judgeSuccession(succession: Succession): { requests: number; unresolved: number; findings: string[] } {
  const { ledger, isNew, label, unresolved } = succession;
  const { clockSkewMs, matchingDelayMs, readLagMs } = ledger.opening.bounds;
  const requests = placingRequests(ledger).filter(({ request }) => isNew(request));
  const gates = new Map<string | null, number | null>();
  const findings: string[] = [];
  for (const { request } of requests) {
    const { symbol, n } = request;
    if (!gates.has(symbol)) gates.set(symbol, symbol === null ? null : gatePosition(succession, symbol));
    const gate = gates.get(symbol) ?? null;
    const name = `${label}: new order ${request.clientOrderId} on ${symbol} (row ${n})`;
    if (gate === null || n < gate) {
      findings.push(
        `${name} came before the venue had answered account, open orders and trades${gate === null ? '' : ` (row ${gate})`}`,
      );
    }
    for (const intent of unresolved) {
      if (intent.symbol !== symbol) continue;
      const notBeforeMs = intent.timestampMs + intent.recvWindowMs + clockSkewMs + matchingDelayMs + readLagMs;
      if (request.wallMs >= notBeforeMs) continue;
      // The same life knows what it sent: there the venue's own word on the order is enough.
      if (succession.kind === 'session' && wasShown(succession, intent, n)) continue;
      findings.push(
        `${name} came ${notBeforeMs - request.wallMs} ms before ${intent.clientOrderId}, left without an outcome, could be ruled out`,
      );
    }
  }
  return { requests: requests.length, unresolved: unresolved.length, findings };
}
