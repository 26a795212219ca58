import { awaitGone } from '../common/process-liveness.ts';
import type { NamedProcess } from './system-host.ts';

/** Its part has ended it, unless that was killed itself. */
export async function killUnlessGone({ name, ...identity }: NamedProcess): Promise<void> {
  if ((await awaitGone(identity, 500)) !== null) return;
  process.kill(identity.pid, 'SIGKILL');
  if ((await awaitGone(identity, 5000)) === null) throw new Error(`the ${name} (pid ${identity.pid}) survived SIGKILL`);
}
