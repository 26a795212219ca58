import { spawnSync } from 'node:child_process';

let prefix: readonly string[] | null = null;

/**
 * What to put before a command so that the kernel kills it with the process that started it: Linux's `setpriv`, where it
 * is at hand; elsewhere nothing. It also ends a program that hangs or knows nothing of channels.
 */
export function endingWithParent(): readonly string[] {
  if (prefix === null) {
    const setpriv = ['setpriv', '--pdeathsig', 'KILL', '--'];
    const works = process.platform === 'linux' && spawnSync('setpriv', [...setpriv.slice(1), 'true']).status === 0;
    prefix = works ? setpriv : [];
  }
  return prefix;
}
