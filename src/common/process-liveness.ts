/**
 * Whether a process lives, judged from outside. A process is gone when its pid is absent, a zombie without other
 * threads, or has another start time: `kill(pid, 0)` alone also succeeds for a zombie nobody reaped and for a later
 * process of that number.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** One process for all time: the pid and the kernel's start time of it (Linux: clock ticks since boot; elsewhere a date). */
export interface ProcessIdentity {
  readonly pid: number;
  /** Null where the start time could not be read. */
  readonly startTime: string | null;
}

export interface ProcessReading {
  readonly zombie: boolean;
  /** By a signal. */
  readonly stopped: boolean;
  readonly startTime: string | null;
}

/** What the kernel says about `pid` now; null when it is absent. */
export function readProcess(pid: number): ProcessReading | null {
  return process.platform === 'linux' ? readLinuxProcess(pid) : readProcessByPs(pid);
}

export function identifyProcess(pid: number): ProcessIdentity {
  return { pid, startTime: readProcess(pid)?.startTime ?? null };
}

/** Why the process counts as gone, as a phrase; null while it lives. */
export function goneBecause(identity: ProcessIdentity): string | null {
  const reading = readProcess(identity.pid);
  if (reading === null) return `pid ${identity.pid} is absent`;
  if (reading.zombie) return `pid ${identity.pid} is a zombie`;
  if (identity.startTime !== null && reading.startTime !== null && reading.startTime !== identity.startTime) {
    return `pid ${identity.pid} belongs to a later process`;
  }
  return null;
}

/** Whether the very process is stopped by a signal (SIGSTOP). */
export function isStopped(identity: ProcessIdentity): boolean {
  return goneBecause(identity) === null && readProcess(identity.pid)?.stopped === true;
}

/** Polls about each millisecond. Resolves to the reason it is gone, or to null when it still lives after `timeoutMs`. */
export async function awaitGone(identity: ProcessIdentity, timeoutMs: number): Promise<string | null> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const reason = goneBecause(identity);
    if (reason !== null || performance.now() >= deadline) return reason;
    await delay(1);
  }
}

function readLinuxProcess(pid: number): ProcessReading | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null;
  }
  // The command name, in parentheses, may hold spaces and parentheses itself: fields count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  // The first thread may be a zombie while others still end, one of them in a write, with every file and socket open.
  const threads = Number(fields[17]);
  const zombie = (state === 'Z' || state === 'X') && threads <= 1;
  return { zombie, stopped: state === 'T', startTime: fields[19] ?? null };
}

function readProcessByPs(pid: number): ProcessReading | null {
  let line: string;
  try {
    line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
  const [state = '', ...started] = line.split(/\s+/);
  return state === ''
    ? null
    : { zombie: state.startsWith('Z'), stopped: state.startsWith('T'), startTime: started.join(' ') };
}
