import type { AssessedCheck, Judgement } from './check.ts';
import { isBefore } from './connections.ts';
import { judgeAnswer } from './damage-answers.ts';
import type { DrillEvidence } from './evidence.ts';
import { operationKind } from './operations.ts';
import { gatePosition, type Succession, successions } from './successions.ts';

export const damageNamed: AssessedCheck = {
  id: 'I11',
  title: 'Damage is detected and named, nothing damaged is used',
  expected:
    'The engine names the damaged file and does with it what the damage calls for (another generation, a full replay, a cut, a refusal, a retired segment), and sends queries and cancels only until it is reconciled.',
  limits: 'Shows that this damage at this place was found, not that any damage would be.',
  negativeControl: 'checkpoint-checksum-ignored',
  requires: ['ledgers', 'incarnations', 'proven faults', 'damage'],
  judge: judgeDamage,
};

function judgeDamage(evidence: DrillEvidence): Judgement {
  const { damage, faults, incarnations } = evidence;
  const struck = faults[0]?.requestedMonoNs;
  const next = incarnations.findIndex(({ startedMonoNs }) => struck !== undefined && isBefore(struck, startedMonoNs));
  const answers = damage.map((one) => judgeAnswer(one, next, evidence));
  const unseen = answers.flatMap((answer) => answer.unseen ?? []);
  const traffic = successions(evidence).filter(({ kind, incarnation }) => kind === 'start' && incarnation === next);
  return {
    checked: damage.length - unseen.length + traffic.length,
    population: damage.length + traffic.length,
    findings: [...answers.flatMap(({ findings }) => findings), ...traffic.flatMap(beforeGreen)],
    observed: [
      ...answers.map(({ observed }, index) => `Damaged: ${placeOf(damage[index])}; ${observed}.`),
      ...new Set(unseen),
      `Traffic of ${traffic.length} venues looked at.`,
    ].join(' '),
    evidence: [...answers.flatMap((answer) => answer.evidence), ...traffic.map(({ ledger }) => ledger.file)],
  };
}

function placeOf(damage: DrillEvidence['damage'][number] | undefined): string {
  if (damage === undefined) return 'nothing';
  return damage.offset === null ? `${damage.file}, removed` : `${damage.file} at offset ${damage.offset}`;
}

/** Until an instrument is green (I5's rows of the ledger), only queries and cancels on it. */
function beforeGreen(succession: Succession): string[] {
  const { ledger, isNew, label } = succession;
  const green = new Map<string | null, number>(
    ledger.opening.symbols.map(({ symbol }) => [symbol, gatePosition(succession, symbol) ?? Number.POSITIVE_INFINITY]),
  );
  return ledger.requests.flatMap(({ request }) => {
    const kind = operationKind(request.operation);
    if (!isNew(request) || kind === 'query' || kind === 'cancel') return [];
    const early = request.n < (green.get(request.symbol) ?? Number.POSITIVE_INFINITY);
    return early ? [`${label}: ${request.operation} (row ${request.n}) before it was green`] : [];
  });
}
