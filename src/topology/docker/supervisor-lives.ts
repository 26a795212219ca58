/**
 * The supervisor in its container, as the harness reads it: with the pids of this machine, and with what its earlier
 * lives told, because a container that is killed takes its supervisor's memory along. That end nobody inside could
 * report: what is told of it is the container engine's word, by its own clock.
 */
import type { ProcessIdentity } from '../../common/process-liveness.ts';
import type { SupervisorEvent, SupervisorStatus } from '../../contract/supervisor.ts';
import type { SupervisorClient } from '../clients.ts';
import { hostProcess } from './host-process.ts';

interface Life {
  /** How the container's life before it ended. */
  readonly before: readonly SupervisorEvent[];
  events: readonly SupervisorEvent[];
}

/** @param lastEnd wall time in milliseconds of the container's newest end; null when it never ended. */
export function supervisorLives(
  runId: string,
  client: SupervisorClient,
  lastEnd: () => Promise<number | null>,
): SupervisorClient {
  /** By the time of the first event. */
  const lives = new Map<string, Life>();
  /** Pids on this machine. Null: it was gone before it was ever looked for. */
  const seen = new Map<string, number | null>();

  return {
    ...client,
    async status() {
      const told = await client.status();
      if (told === null) return null;
      const status = { ...told, pid: hostPid(told, told), events: told.events.map((event) => translated(event, told)) };
      await remember(status);
      return { ...status, events: [...lives.values()].flatMap(({ before, events }) => [...before, ...events]) };
    },
  };

  /** What was asked twice at once may be answered in either order: a life only grows. */
  async function remember({ events }: SupervisorStatus): Promise<void> {
    const [first] = events;
    if (first === undefined) return;
    const known = lives.get(first.monoNs);
    if (known !== undefined) {
      if (events.length > known.events.length) known.events = events;
      return;
    }
    const previous = [...lives.values()].at(-1)?.events ?? [];
    const before = previous.length === 0 ? [] : endOf(previous, first, await lastEnd());
    if (!lives.has(first.monoNs)) lives.set(first.monoNs, { before, events });
  }

  function translated(event: SupervisorEvent, status: SupervisorStatus): SupervisorEvent {
    return event.pid === null ? event : { ...event, pid: hostPid(event, status) };
  }

  function hostPid(of: Pick<SupervisorEvent, 'pid' | 'pidStartTime'>, status: SupervisorStatus): number | null {
    if (of.pid === null) return null;
    const inside: ProcessIdentity = { pid: of.pid, startTime: of.pidStartTime };
    const key = `${inside.pid} ${inside.startTime}`;
    const known = seen.get(key);
    if (known !== undefined) return known ?? inside.pid;
    const pid = hostProcess(runId, inside)?.pid ?? null;
    // The one that runs now is looked for again.
    if (pid !== null || inside.startTime !== status.pidStartTime) seen.set(key, pid);
    return pid ?? inside.pid;
  }
}

/** Nothing where the engine had ended before, or where the end's time does not fit between the two lives. */
function endOf(
  previous: readonly SupervisorEvent[],
  next: SupervisorEvent,
  endedWallMs: number | null,
): readonly SupervisorEvent[] {
  const engine = previous.findLast(({ event }) => event === 'started' || event === 'exited');
  if (endedWallMs === null || engine?.event !== 'started') return [];
  const agoNs = BigInt(Math.round((Date.now() - endedWallMs) * 1e6));
  const monoNs = process.hrtime.bigint() - agoNs;
  if (monoNs <= BigInt(previous.at(-1)?.monoNs ?? 0) || monoNs >= BigInt(next.monoNs)) return [];
  const { pid, pidStartTime } = engine;
  const detail = 'its container was killed, by the word of the container engine';
  const end = { event: 'exited', pid, pidStartTime, exitCode: null, signal: 'SIGKILL', detail } as const;
  return [{ ...end, monoNs: monoNs.toString(), wallMs: endedWallMs }];
}
