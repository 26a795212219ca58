/**
 * A process of a container as this machine's kernel knows it. Inside it has another pid; its start time is the same,
 * because both count from the machine's boot.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { type ProcessIdentity, readProcess } from '../../common/process-liveness.ts';
import { runVariable } from '../leaks.ts';

/** @param inside as the container tells it. @returns null when no such process of the run lives. */
export function hostProcess(runId: string, inside: ProcessIdentity): ProcessIdentity | null {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const pid = Number(name);
    if (pidInside(pid) !== inside.pid || !belongsTo(pid, runId)) continue;
    const startTime = readProcess(pid)?.startTime ?? null;
    if (startTime === inside.startTime) return { pid, startTime };
  }
  return null;
}

/** Whether the process carries the run's mark in its environment. */
export function belongsTo(pid: number, runId: string): boolean {
  return `\0${read(`/proc/${pid}/environ`)}`.includes(`\0${runVariable}=${runId}\0`);
}

/** Null for a process of this machine's own namespace. */
function pidInside(pid: number): number | null {
  const pids = /^NSpid:\t(.*)$/m.exec(read(`/proc/${pid}/status`))?.[1]?.split('\t') ?? [];
  return pids.length < 2 ? null : Number(pids.at(-1));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
