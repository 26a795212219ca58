import type { AssessedCheck } from './check.ts';
import { isBefore, msBetween } from './connections.ts';
import type { DrillEvidence, DueAlert } from './evidence.ts';

/** From the detection to the operator, in milliseconds (row 60). */
export const alertWithinMs = 5000;

export const nothingLeaked: AssessedCheck = {
  id: 'I12',
  title: 'Alerted in time, nothing leaked',
  expected:
    'Each alert the drill demands is a supervisor event within 5 s of its detection; after the drill no process, proxy, port or file of it is left.',
  limits:
    'An alert counts as delivered when the supervisor has it; no pager is drilled. When the engine noticed is its own word, bounded by the fault and the event. Where a drill demands no alert, that half is not assessed.',
  negativeControl: 'venue-watermark-ignored',
  requires: ['leak scan'],
  judge: (evidence) => {
    const { leaks, dueAlerts } = evidence;
    const scanned = leaks?.scanned.length ?? 0;
    const alerts = dueAlerts.map((due) => judgeAlert(due, evidence));
    return {
      checked: scanned + alerts.length,
      population: scanned + alerts.length,
      findings: [
        ...alerts.flatMap(({ finding }) => finding ?? []),
        ...(leaks?.found ?? []).map((one) => `left behind: ${one}`),
      ],
      observed: [
        ...alerts.map(({ observed }) => observed),
        `${scanned} kinds of leftovers looked for, ${leaks?.found.length ?? 0} found.`,
      ].join(' '),
      evidence: [],
    };
  },
};

interface AlertFound {
  readonly observed: string;
  readonly finding: string | null;
}

function judgeAlert(
  { codes, sinceMonoNs, lookedUntilMonoNs }: DueAlert,
  { supervisorEvents }: DrillEvidence,
): AlertFound {
  const wanted = codes.join(' or ');
  const after = supervisorEvents.filter(({ monoNs }) => isBefore(sinceMonoNs, monoNs));
  const event = after.find(({ alert }) => alert !== undefined && codes.includes(alert.code));
  if (event?.alert === undefined) {
    const lookedMs = msBetween(sinceMonoNs, lookedUntilMonoNs).toFixed(0);
    return { observed: `No alert ${wanted}.`, finding: `no alert ${wanted} came within ${lookedMs} ms` };
  }
  const { code, noticedMonoNs } = event.alert;
  // An alert of the supervisor's own is about an exit, which it noticed.
  const exit = after.findLast((one) => one.event === 'exited' && !isBefore(event.monoNs, one.monoNs));
  const noticed = noticedMonoNs ?? exit?.monoNs ?? sinceMonoNs;
  const tookMs = msBetween(noticed, event.monoNs);
  const observed = `Alert ${code} ${tookMs.toFixed(0)} ms after it was noticed.`;
  if (isBefore(noticed, sinceMonoNs) || tookMs < 0)
    return { observed, finding: `alert ${code} says it was noticed before its cause, or after it was told` };
  return tookMs > alertWithinMs
    ? {
        observed,
        finding: `alert ${code} came ${tookMs.toFixed(0)} ms after it was noticed, the budget is ${alertWithinMs} ms`,
      }
    : { observed, finding: null };
}
