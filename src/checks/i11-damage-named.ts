import type { AssessedCheck, Judgement } from './check.ts';
import { isBefore } from './connections.ts';
import type { Damage, DrillEvidence, RecoveryEvidence } from './evidence.ts';
import { operationKind } from './operations.ts';
import { gatePosition, type Succession, successions } from './successions.ts';

export const damageNamed: AssessedCheck = {
  id: 'I11',
  title: 'Damage is detected and named, nothing damaged is used',
  expected:
    'The engine refuses the damaged file by its checksum and names it, recovers from another generation, and sends queries and cancels only until it is reconciled.',
  limits: 'Shows that this damage at this place was found, not that any damage would be.',
  negativeControl: 'checkpoint-checksum-ignored',
  requires: ['ledgers', 'incarnations', 'proven faults', 'damage', 'recoveries'],
  judge: judgeDamage,
};

function judgeDamage(evidence: DrillEvidence): Judgement {
  const { damage, recoveries, faults, incarnations } = evidence;
  const struck = faults[0]?.requestedMonoNs;
  const next = incarnations.findIndex(({ startedMonoNs }) => struck !== undefined && isBefore(struck, startedMonoNs));
  const recovery = recoveries.find(({ incarnation }) => incarnation === next);
  if (damage === null || recovery === undefined) {
    const observed = 'No account of a recovery after the damage was captured.';
    return { checked: 0, population: 0, findings: [], observed, evidence: [] };
  }
  const traffic = successions(evidence).filter(({ kind, incarnation }) => kind === 'start' && incarnation === next);
  const findings = [...judgeRefusal(damage, recovery), ...traffic.flatMap(beforeGreen)];
  const { checkpointUsed } = recovery.recovery;
  const population = 2 + traffic.length;
  return {
    checked: population,
    population,
    findings,
    observed: `Damaged: ${damage.file} at offset ${damage.offset}; used: ${checkpointUsed?.file ?? 'no checkpoint'}, fallback depth ${checkpointUsed?.fallbackDepth ?? 'none'}; traffic of ${traffic.length} venues looked at.`,
    evidence: [recovery.file, ...traffic.map(({ ledger }) => ledger.file)],
  };
}

function judgeRefusal(damage: Damage, { recovery: { refused, checkpointUsed } }: RecoveryEvidence): string[] {
  const findings: string[] = [];
  const named = refused.find(({ file }) => isSameFile(file, damage.file));
  if (named === undefined) {
    const others = refused.map(({ file }) => file).join(', ') || 'nothing';
    findings.push(`${damage.file} was damaged, the engine refused ${others}`);
  } else if (!/checksum/i.test(named.reason)) {
    findings.push(`${named.file} was refused for "${named.reason}", not for its checksum`);
  }
  if (checkpointUsed === null) findings.push('no other generation was used');
  else if (isSameFile(checkpointUsed.file, damage.file)) findings.push(`the damaged ${checkpointUsed.file} was used`);
  else if (checkpointUsed.fallbackDepth < 1) {
    findings.push(
      `${checkpointUsed.file} was used with fallback depth ${checkpointUsed.fallbackDepth}, expected at least 1`,
    );
  }
  return findings;
}

/** File names are compared without their folders: an engine may name them from its own root. */
function isSameFile(a: string, b: string): boolean {
  return a.split('/').at(-1) === b.split('/').at(-1);
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
