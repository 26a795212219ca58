/** What faults on files share: they strike the files of a stopped engine only, and prove themselves by bytes. */
import { createHash } from 'node:crypto';
import { goneBecause, type ProcessIdentity } from '../common/process-liveness.ts';

/** The engine that owns the file, or null while none runs. */
export type Owner = () => Promise<ProcessIdentity | null>;

/** Why a fault on a file cannot strike now, as a sentence; null when no engine lives on it. */
export async function livingOwner(owner: Owner): Promise<string | null> {
  const process = await owner();
  if (process === null || goneBecause(process) !== null) return null;
  return `the engine lives (pid ${process.pid}): faults on files strike a stopped engine`;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
