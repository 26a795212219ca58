import type { AssessedCheck, Judgement } from './check.ts';
import { isBefore, msBetween } from './connections.ts';
import type { DrillEvidence } from './evidence.ts';
import { orderKey, unionOfIntents } from './journals.ts';
import { placingRequests } from './operations.ts';

export const intentDurableBeforeSend: AssessedCheck = {
  id: 'I9',
  title: 'No order before its intent is durable',
  expected: 'A venue receives a new-order request only after the sync that made its intent durable had returned.',
  limits:
    'Means something only while syncs take at least ten times the latency of the link. An intent in the last batch before a kill has no durable time: its request is left out of the population and counted apart.',
  negativeControl: 'send-before-journaling',
  requires: ['ledgers', 'incarnations', 'journals', 'slowed syncs'],
  judge: judgeDurability,
};

function judgeDurability({ ledgers, journals }: DrillEvidence): Judgement {
  const intents = unionOfIntents(journals);
  const findings: string[] = [];
  const lastTimed = lastTimedSequences(journals);
  let timed = 0;
  let untimed = 0;
  let unaccounted = 0;
  for (const ledger of ledgers.values()) {
    for (const { request } of placingRequests(ledger)) {
      const { clientOrderId, monoNs, n } = request;
      const name = `${ledger.venue} received ${clientOrderId} (row ${n})`;
      const intent = intents.get(orderKey({ venue: ledger.venue, clientOrderId: clientOrderId ?? '' }))?.[0];
      if (intent !== undefined && intent.durableMonoNs === null) {
        // Only the last batch of a life may have no durable time: no later frame of it could state one.
        if (BigInt(intent.sequence) > (lastTimed.get(intent.epoch) ?? 0n)) untimed += 1;
        else unaccounted += 1;
        continue;
      }
      timed += 1;
      if (intent === undefined) findings.push(`${name} without an intent in any journal`);
      else if (intent.durableMonoNs !== null && isBefore(monoNs, intent.durableMonoNs)) {
        findings.push(`${name} ${msBetween(monoNs, intent.durableMonoNs).toFixed(3)} ms before its intent was durable`);
      }
    }
  }
  return {
    checked: timed,
    population: timed + unaccounted,
    findings,
    observed: `${timed} requests against the durable time of their intents; ${untimed} more belong to the last batch of a life; ${unaccounted} have no durable time without that reason.`,
    evidence: [...[...ledgers.values()].map(({ file }) => file), ...journals.map(({ file }) => file)],
  };
}

/** By epoch: the highest sequence of which any journal states when it was durable. */
function lastTimedSequences(journals: DrillEvidence['journals']): Map<number, bigint> {
  const last = new Map<number, bigint>();
  for (const { rows } of journals) {
    for (const { epoch, sequence, durableMonoNs } of rows) {
      if (durableMonoNs !== null && BigInt(sequence) > (last.get(epoch) ?? 0n)) last.set(epoch, BigInt(sequence));
    }
  }
  return last;
}
