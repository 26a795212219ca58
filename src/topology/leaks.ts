/** What a run may have left behind: processes, listening ports, proxies, temporary files. */
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { goneBecause, type ProcessIdentity } from '../common/process-liveness.ts';
import { tryConnect } from '../common/tcp-probe.ts';

/** Every child of a run carries this variable with the run's id; grandchildren inherit it. */
export const runVariable = 'MUSTER_RUN';

export interface LeakScan {
  /** What was looked at, with how many of each. */
  readonly scanned: string[];
  /** One sentence for each thing left behind. */
  readonly found: string[];
}

export interface LeakSuspects {
  readonly runId: string;
  readonly processes: readonly ProcessIdentity[];
  readonly ports: readonly number[];
  /** Proxies the run made, and those among them that could not be removed. */
  readonly proxies: { readonly made: readonly string[]; readonly left: readonly string[] };
}

export async function scanForLeaks(suspects: LeakSuspects): Promise<LeakScan> {
  const parts = [
    scanProcesses(suspects),
    await scanPorts(suspects.ports),
    {
      scanned: [`${suspects.proxies.made.length} proxies`],
      found: suspects.proxies.left.map((name) => `the proxy ${name} still exists`),
    },
    scanTemporaryFiles(suspects.runId),
  ];
  return { scanned: parts.flatMap(({ scanned }) => scanned), found: parts.flatMap(({ found }) => found) };
}

function scanProcesses({ runId, processes }: LeakSuspects): LeakScan {
  const tracked = processes.filter((identity) => goneBecause(identity) === null).map(({ pid }) => pid);
  const { seen, marked } = markedProcesses(runId);
  const found = [...new Set([...tracked, ...marked])].map((pid) => `process ${pid} of this run still lives`);
  const scanned = [`${processes.length} processes of this run by pid and start time`];
  if (seen > 0) scanned.push(`${seen} processes of this machine for ${runVariable}`);
  return { scanned, found };
}

/** Ends what a run has left behind: it was found and is in the record, and the next run must not meet it. */
export function endMarkedProcesses(runId: string): void {
  for (const pid of markedProcesses(runId).marked) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Linux: whose environment names the run. Elsewhere environments cannot be read and only known pids are looked at. */
function markedProcesses(runId: string): { seen: number; marked: number[] } {
  if (process.platform !== 'linux') return { seen: 0, marked: [] };
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const mark = `\0${runVariable}=${runId}\0`;
  const marked = pids.filter((pid) => pid !== process.pid && `\0${environmentOf(pid)}`.includes(mark));
  return { seen: pids.length, marked };
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

async function scanPorts(ports: readonly number[]): Promise<LeakScan> {
  const results = await Promise.all(
    ports.map(async (port) => ({ port, result: await tryConnect(`127.0.0.1:${port}`) })),
  );
  const found = results
    .filter(({ result }) => result !== 'refused')
    .map(({ port, result }) => `a connection to port ${port} of 127.0.0.1 was ${result}`);
  return { scanned: [`${ports.length} ports of 127.0.0.1`], found };
}

function scanTemporaryFiles(runId: string): LeakScan {
  const names = readdirSync(tmpdir());
  const found = names.filter((name) => name.includes(runId)).map((name) => `the temporary file ${name} still exists`);
  return { scanned: [`${names.length} entries of the temporary folder`], found };
}
