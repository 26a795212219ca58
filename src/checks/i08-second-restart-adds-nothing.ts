import type { AssessedCheck, Judgement } from './check.ts';
import { incarnationOfConnection, isBefore } from './connections.ts';
import type { DrillEvidence, JournalEvidence, SecondRestart } from './evidence.ts';
import { type JournalRow, rowsOf } from './journals.ts';
import type { Ledger } from './ledger.ts';

export const secondRestartAddsNothing: AssessedCheck = {
  id: 'I8',
  title: 'A second restart adds nothing',
  expected:
    'With matching paused, a second SIGKILL and recovery adds no fill, order or adjustment before its own resumed record, and the economic hash there equals the one durable before the kill.',
  limits: 'Quotes after resumed do not count. The hashes are the engine’s own; the orders and trades are the ledger’s.',
  negativeControl: null,
  requires: ['ledgers', 'incarnations', 'journals', 'second restart', 'resumed states'],
  judge: judgeSecondRestart,
};

function judgeSecondRestart(evidence: DrillEvidence): Judgement {
  const { secondRestart: restart, ledgers } = evidence;
  if (restart === null) return unusable('The drill has no second restart.');
  const before = evidence.journals.find(({ label }) => label === restart.journalBefore);
  const after = evidence.journals.find(({ label }) => label === restart.journalAfter);
  const resumed = evidence.resumedStates.find(
    ({ incarnation, scope }) => incarnation === restart.incarnation && scope === 'start',
  );
  if (before === undefined || after === undefined || resumed === undefined) {
    const missing =
      before === undefined ? restart.journalBefore : after === undefined ? restart.journalAfter : 'its resumed state';
    return unusable(`The second restart cannot be judged without ${missing}.`);
  }
  const resumedMonoNs = resumed.state.monoNs;
  const broken = whyNotPaused(restart, resumedMonoNs, ledgers.values());
  if (broken !== null) return unusable(broken);
  const journaled = judgeJournal(before, after);
  const ordered = [...ledgers.values()].flatMap((ledger) =>
    ordersAdded(evidence, ledger, restart.incarnation, resumedMonoNs),
  );
  const population = 1 + ledgers.size;
  return {
    checked: journaled === null ? ledgers.size : population,
    population,
    findings: [...(journaled ?? []), ...ordered],
    observed:
      journaled === null
        ? `No resumed record follows sequence ${before.end.sequence} in ${after.file}.`
        : `Economic hash before the kill ${before.end.economicHash}; ${ledgers.size} ledgers and the journal looked at up to resumed.`,
    evidence: [before.file, after.file, resumed.file, ...[...ledgers.values()].map(({ file }) => file)],
  };
}

function unusable(observed: string): Judgement {
  return { checked: 0, population: 0, findings: [], observed, evidence: [] };
}

/** The assumption of this check: nothing could trade from before the kill until after `resumed`. */
function whyNotPaused(restart: SecondRestart, resumedMonoNs: string, ledgers: Iterable<Ledger>): string | null {
  const { matchingPausedMonoNs, matchingResumedMonoNs, killMonoNs } = restart;
  if (!isBefore(matchingPausedMonoNs, killMonoNs)) return 'Skipped: matching was not paused before the second kill.';
  if (matchingResumedMonoNs !== null && isBefore(matchingResumedMonoNs, resumedMonoNs)) {
    return 'Skipped: matching went on before the second restart had resumed.';
  }
  for (const { venue, trades } of ledgers) {
    const trade = trades.find(({ monoNs }) => !isBefore(monoNs, killMonoNs) && isBefore(monoNs, resumedMonoNs));
    if (trade !== undefined) return `Skipped: ${venue} traded (row ${trade.n}) although its matching was paused.`;
  }
  return null;
}

function ordersAdded(evidence: DrillEvidence, ledger: Ledger, incarnation: number, resumedMonoNs: string): string[] {
  const byRequest = new Map(ledger.requests.map(({ request }) => [request.id, request.connection]));
  return ledger.orders.flatMap((order) => {
    if (order.change !== 'accepted' || !isBefore(order.monoNs, resumedMonoNs)) return [];
    const connection = byRequest.get(order.requestId);
    if (connection === undefined || incarnationOfConnection(evidence, ledger, connection) !== incarnation) return [];
    return [
      `${ledger.venue} accepted order ${order.orderId} (${order.clientOrderId}) from it before its resumed (row ${order.n})`,
    ];
  });
}

/** Null when the journal has no `resumed` record of the second restart. */
function judgeJournal(before: JournalEvidence, after: JournalEvidence): string[] | null {
  const head = BigInt(before.end.sequence);
  const resumed = rowsOf(after, 'resumed').find(({ sequence, scope }) => scope === 'start' && BigInt(sequence) > head);
  if (resumed === undefined) return null;
  const known = new Set(rowsOf(before, 'fill').map(fillKey));
  const last = BigInt(resumed.sequence);
  const within = ({ sequence }: JournalRow) => BigInt(sequence) > head && BigInt(sequence) <= last;
  const fills = rowsOf(after, 'fill').filter((row) => within(row) && !known.has(fillKey(row)));
  const adjustments = rowsOf(after, 'adjustment').filter(within);
  const intents = rowsOf(after, 'intent').filter(within);
  const hash = before.end.economicHash === resumed.economicHash;
  return [
    ...fills.map((fill) => `the journal gained the fill ${fillKey(fill)} (sequence ${fill.sequence})`),
    ...intents.map((row) => `the journal gained the intent ${row.clientOrderId} (sequence ${row.sequence})`),
    ...adjustments.map(
      (row) => `the journal gained an adjustment of ${row.delta} ${row.asset} at ${row.venue}: ${row.reason}`,
    ),
    ...(hash
      ? []
      : [`the economic hash is ${resumed.economicHash} at resumed and was ${before.end.economicHash} before the kill`]),
  ];
}

function fillKey({ venue, symbol, tradeId }: { venue: string; symbol: string; tradeId: number }): string {
  return `${venue} ${symbol} ${tradeId}`;
}
