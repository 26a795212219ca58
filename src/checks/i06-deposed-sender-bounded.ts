import type { AssessedCheck, Judgement } from './check.ts';
import { incarnationOfConnection, isBefore } from './connections.ts';
import type { DrillEvidence } from './evidence.ts';
import { rowsOf } from './journals.ts';
import type { AnsweredRequest, Ledger } from './ledger.ts';
import { placingRequests } from './operations.ts';

export const deposedSenderBounded: AssessedCheck = {
  id: 'I6',
  title: 'A deposed sender is bounded by its intents',
  expected:
    "An order accepted from an old incarnation after the takeover belongs to an intent durable before it and arrived before that intent's expiry.",
  limits:
    'A takeover is the start of the next incarnation; without a late request of the old one there is nothing to judge.',
  negativeControl: null,
  requires: ['ledgers', 'incarnations', 'journals'],
  judge: judgeDeposed,
};

interface LateRequest extends AnsweredRequest {
  readonly from: number;
}

function judgeDeposed(evidence: DrillEvidence): Judgement {
  const ledgers = [...evidence.ledgers.values()];
  let refused = 0;
  let late = 0;
  const findings: string[] = [];
  for (const ledger of ledgers) {
    for (const request of lateRequests(evidence, ledger)) {
      late += 1;
      if (wasAccepted(ledger, request)) findings.push(...judgeAccepted(evidence, ledger, request));
      else refused += 1;
    }
  }
  return {
    checked: late,
    population: late,
    findings,
    observed: `${late} new-order requests of a deposed sender after the takeover, ${refused} of them refused.`,
    evidence: [...ledgers.map(({ file }) => file), ...evidence.journals.map(({ file }) => file)],
  };
}

function lateRequests(evidence: DrillEvidence, ledger: Ledger): LateRequest[] {
  return placingRequests(ledger).flatMap((one) => {
    const from = incarnationOfConnection(evidence, ledger, one.request.connection);
    const successor = from === null ? undefined : evidence.incarnations[from + 1];
    if (from === null || successor === undefined || isBefore(one.request.monoNs, successor.startedMonoNs)) return [];
    return [{ ...one, from }];
  });
}

function wasAccepted(ledger: Ledger, { request }: AnsweredRequest): boolean {
  return ledger.orders.some(
    ({ change, requestId, n }) => change === 'accepted' && requestId === request.id && n > request.n,
  );
}

function judgeAccepted({ journals, incarnations }: DrillEvidence, ledger: Ledger, late: LateRequest): string[] {
  const { request, from } = late;
  const name = `${ledger.venue} accepted ${request.clientOrderId} from deposed incarnation ${from + 1} (row ${request.n})`;
  const copied = journals.find(({ afterIncarnation }) => afterIncarnation === from);
  const takeover = incarnations[from + 1]?.startedMonoNs ?? '0';
  const intent = rowsOf(copied ?? { rows: [] }, 'intent').find(
    ({ venue, clientOrderId }) => venue === ledger.venue && clientOrderId === request.clientOrderId,
  );
  if (intent === undefined) return [`${name} without an intent in the journal copied at the takeover`];
  if (intent.durableMonoNs !== null && !isBefore(intent.durableMonoNs, takeover)) {
    return [`${name} whose intent became durable only after the takeover`];
  }
  const lateMs = request.wallMs - (intent.timestampMs + intent.recvWindowMs);
  return lateMs > 0 ? [`${name} ${lateMs} ms after its intent's expiry`] : [];
}
