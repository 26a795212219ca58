/**
 * The outcome of a record must follow from the rest of it. A record that contradicts itself is refused, whoever wrote
 * it: a held drill with a failed check, a check that held on fewer items than there were, a time that was never
 * measured standing as a number.
 */
import { drillVerdict, isProven, objectiveCheck, verdictOfOutcome, worstOutcome, worstVerdict } from './outcomes.ts';
import type { CheckResult, DrillRecord, FaultRecord, RunRecord } from './schema.ts';

/** Every contradiction in the record, one sentence each naming its place; empty when the record is consistent. */
export function contradictions(run: RunRecord): string[] {
  return [...run.drills.flatMap(ofDrill), ...ofRun(run)];
}

/** @throws Error listing the contradictions, when there are any. */
export function assertEntailed(run: RunRecord): void {
  const found = contradictions(run);
  if (found.length > 0) throw new Error(`The record of ${run.run} contradicts itself: ${found.join('; ')}`);
}

function ofRun(run: RunRecord): string[] {
  const { drills, counts } = run;
  const found: string[] = [];
  if (verdictOfOutcome[run.outcome] !== run.verdict)
    found.push(`run: outcome ${run.outcome} is not verdict ${run.verdict}`);
  for (const verdict of ['held', 'violated', 'inconclusive'] as const) {
    const there = drills.filter((drill) => drill.verdict === verdict).length;
    if (counts[verdict] !== there) found.push(`run: counts ${counts[verdict]} ${verdict} drills, ${there} are there`);
  }
  const { proxy, linkProxy, runtime, image } = run.environment;
  if (runtime === 'docker' ? image === null : image !== null)
    found.push(`run: runtime ${runtime} with image ${image?.id ?? 'none'}`);
  if (linkProxy !== null) {
    if (!proxy.includes(linkProxy.version)) {
      found.push(`run: links through ${JSON.stringify(proxy)}, which is not version ${linkProxy.version}`);
    }
    if ((linkProxy.kind === 'toxiproxy') !== (linkProxy.sha256 !== null)) {
      found.push(`run: links through ${linkProxy.kind}, sha256 ${linkProxy.sha256}`);
    }
  }
  if (counts.drills !== drills.length) found.push(`run: counts ${counts.drills} drills, ${drills.length} are there`);
  const missing = run.expectedDrills.filter((id) => !drills.some((drill) => drill.id === id));
  if (run.verdict === 'held' && missing.length > 0) found.push(`run: held without expected ${missing.join(', ')}`);
  const worst = worstVerdict(drills.map(({ verdict }) => verdict));
  if (isBetter(run.verdict, worst)) found.push(`run: ${run.verdict}, its worst drill is ${worst}`);
  if (run.outcome === 'held' && worstOutcome(drills.map(({ outcome }) => outcome)) !== 'held') {
    found.push('run: held, its worst drill is held with deviations or worse');
  }
  return found;
}

function isBetter(verdict: RunRecord['verdict'], than: RunRecord['verdict']): boolean {
  return verdict !== than && worstVerdict([verdict, than]) === than;
}

function ofDrill(drill: DrillRecord): string[] {
  const found = [
    ...ofVerdict(drill),
    ...drill.checks.flatMap(ofCheck),
    ...drill.faults.flatMap(ofFault),
    ...ofMeasures(drill),
    ...ofReconciliation(drill),
    ...ofEvidence(drill),
  ];
  return found.map((sentence) => `${drill.id}: ${sentence}`);
}

/** A worse outcome than its parts show may have a reason of its own (a crash, an interrupt); a better one never. */
function ofVerdict(drill: DrillRecord): string[] {
  const { verdict, outcome, checks, faults, steadyState, error } = drill;
  const found: string[] = [];
  if (verdictOfOutcome[outcome] !== verdict) found.push(`outcome ${outcome} is not verdict ${verdict}`);
  const entailed = drillVerdict({ checks, faults, steadyState, deviations: [] });
  if (isBetter(verdict, entailed.verdict))
    found.push(`${verdict}, but the record entails ${entailed.verdict}: ${entailed.why}`);
  if (verdict === 'violated' && entailed.verdict !== 'violated') found.push('violated without a violated check');
  if (verdict === 'violated' && entailed.verdict === 'violated' && outcome !== entailed.outcome) {
    found.push(`outcome ${outcome}, but the record entails ${entailed.outcome}`);
  }
  if (verdict === 'held' && error !== null) found.push(`held with an error: ${error}`);
  if (verdict === 'held' && (drill.leaks?.found.length ?? 0) > 0) found.push('held with something left behind');
  return found;
}

function ofCheck({ id, role, verdict, checked, population, findings }: CheckResult): string[] {
  const found: string[] = [];
  if (checked > population) found.push(`${id} checked ${checked} of ${population}`);
  if (verdict === 'held') {
    if (checked !== population) found.push(`${id} held on ${checked} of ${population}`);
    if (population === 0) found.push(`${id} held without anything to look at`);
    if (role === 'guard') found.push(`${id} is a guard and reads held`);
  }
  if (verdict !== 'violated' && findings.length > 0) found.push(`${id} is ${verdict} with ${findings.length} findings`);
  if (verdict === 'violated' && findings.length === 0) found.push(`${id} is violated without a finding`);
  if (verdict === 'not exercised' && role === 'exercised') found.push(`${id} is exercised and reads not exercised`);
  return found;
}

function ofFault(fault: FaultRecord): string[] {
  const found: string[] = [];
  if (fault.provenMonoNs !== null && !isProven(fault)) found.push(`fault ${fault.id} has a time of proof and no proof`);
  if (fault.provenMonoNs !== null && BigInt(fault.provenMonoNs) < BigInt(fault.requestedMonoNs)) {
    found.push(`fault ${fault.id} was proven before it was requested`);
  }
  if (fault.undoneMonoNs !== null && fault.undo?.holds !== true)
    found.push(`fault ${fault.id} has a time of undoing and no proof of it`);
  return found;
}

/** A duration follows from a start and an end, a recovery time from a fault; where those are missing it must be null. */
function ofMeasures({ steps, rtoMs, faults, checks, objectives, rpo }: DrillRecord): string[] {
  const found: string[] = [];
  for (const { name, startedMonoNs, endedMonoNs, durationMs } of steps) {
    const measured = startedMonoNs !== null && endedMonoNs !== null;
    if (measured !== (durationMs !== null))
      found.push(`step ${name} has ${measured ? 'times and no duration' : 'a duration without its times'}`);
    if (durationMs !== null && durationMs < 0) found.push(`step ${name} ended before it started`);
  }
  const times = Object.entries(rtoMs).filter(([, ms]) => ms !== null);
  const struck = faults.length > 0;
  if (!struck) found.push(...times.map(([name]) => `${name} is measured without a fault to measure from`));
  found.push(...times.filter(([, ms]) => ms !== null && ms < 0).map(([name]) => `${name} lies before the fault`));
  const judged = rtoMs[objectives.judged];
  const heldTimes = checks.some(({ id, verdict }) => id === objectiveCheck && verdict === 'held');
  if (heldTimes && (judged === null || judged > objectives.total.maximumMs)) {
    found.push(
      `${objectiveCheck} held with a total (${objectives.judged}) of ${judged ?? 'null'} ms against a maximum of ${objectives.total.maximumMs} ms`,
    );
  }
  const { beforeReconciliation: before, afterReconciliation: after, destroyedByFault, destroyedByClass } = rpo;
  if (destroyedByClass !== null) {
    const { intents, acks, fills, cancels, configChanges } = destroyedByClass;
    // Each item takes an entry of its own; an order that ended is an acknowledgement as well.
    const entries = Math.max(intents + acks + fills + configChanges, cancels);
    if (destroyedByFault === null || entries > destroyedByFault)
      found.push(`RPO counts ${entries} destroyed items in ${destroyedByFault ?? 'null'} destroyed entries`);
  }
  for (const [name, counts] of Object.entries({ before, after })) {
    const nothing = [counts.intents, counts.acks, counts.fills, counts.cancels].every((count) => count === null);
    if (nothing && counts.oldestAgeMs !== null) found.push(`RPO ${name} reconciliation has an age without counts`);
  }
  return found;
}

function ofReconciliation({ reconciliation, checks }: DrillRecord): string[] {
  const found: string[] = [];
  for (const { kind, venue, item, engine, venueTruth, matches } of reconciliation) {
    if (matches && engine !== venueTruth)
      found.push(`${kind} ${item} at ${venue} matches with ${engine} against ${venueTruth}`);
  }
  const judges = { position: 'I3', balance: 'I3', 'open orders': 'I4', fills: 'I2' } as const;
  for (const [kind, id] of Object.entries(judges)) {
    const differs = reconciliation.some((row) => row.kind === kind && !row.matches);
    if (differs && checks.some((check) => check.id === id && check.verdict === 'held')) {
      found.push(`${id} held with a difference in ${kind}`);
    }
  }
  return found;
}

function ofEvidence({ checks, evidence }: DrillRecord): string[] {
  const listed = new Set(evidence.map(({ path }) => path));
  return checks.flatMap(({ id, evidence: read }) =>
    read.filter((file) => !listed.has(file)).map((file) => `${id} names ${file}, which is not in the evidence`),
  );
}
