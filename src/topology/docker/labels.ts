/** The marks on everything made in the Docker engine: whose run it is, and by which process, so that a later one can tell what a dead one left. */
import { goneBecause, identifyProcess, type ProcessIdentity } from '../../common/process-liveness.ts';

export const runLabel = 'muster.run';
const pidLabel = 'muster.harness.pid';
const startLabel = 'muster.harness.start';

export function labelsOf(runId: string): Record<string, string> {
  const { pid, startTime } = identifyProcess(process.pid);
  return { [runLabel]: runId, [pidLabel]: String(pid), [startLabel]: startTime ?? '' };
}

/** Whether the process that made it is gone. Without its name nothing is known, and it is left alone. */
export function isOrphan(labels: Readonly<Record<string, string>>): boolean {
  const pid = Number(labels[pidLabel]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  const harness: ProcessIdentity = { pid, startTime: labels[startLabel] || null };
  return goneBecause(harness) !== null;
}
