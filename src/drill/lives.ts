/** The lives of the engine process, from the supervisor's events and the faults' own proofs. */
import type { SupervisorEvent } from '../contract/supervisor.ts';
import type { FaultRecord, IncarnationRecord } from '../record/schema.ts';

export interface Life extends IncarnationRecord {
  /** When its end was asked for by a fault; null when it ended by itself or lives. */
  readonly endRequestedMonoNs: string | null;
  /** Wall time of its start, milliseconds. */
  readonly startedWallMs: number;
}

/** Types of the faults that end the engine process. */
const endsEngine: readonly string[] = ['kill-process', 'kill-container', 'stop-engine'];

/** One life per `started` event. It is gone when a fault proved so or the supervisor saw its exit, whichever came first. */
export function livesOf(events: readonly SupervisorEvent[], faults: readonly FaultRecord[]): Life[] {
  const starts = events.filter(({ event }) => event === 'started');
  return starts.map((start, index) => {
    const next = starts[index + 1];
    const during = <Row>(rows: readonly Row[], at: (row: Row) => string) =>
      rows.filter(
        (row) =>
          BigInt(at(row)) >= BigInt(start.monoNs) && (next === undefined || BigInt(at(row)) < BigInt(next.monoNs)),
      );
    const exit = during(events, (event) => event.monoNs).find(
      ({ event, pid }) => event === 'exited' && pid === start.pid,
    );
    const ending = during(faults, (fault) => fault.requestedMonoNs).find(
      ({ type, provenMonoNs }) => endsEngine.includes(type) && provenMonoNs !== null,
    );
    return {
      pid: start.pid ?? 0,
      startedMonoNs: start.monoNs,
      goneMonoNs: earlier(ending?.provenMonoNs ?? null, exit?.monoNs ?? null),
      exitCode: exit?.exitCode ?? null,
      signal: exit?.signal ?? null,
      journalExport: null,
      endRequestedMonoNs: ending?.requestedMonoNs ?? null,
      startedWallMs: start.wallMs,
    };
  });
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return BigInt(a) < BigInt(b) ? a : b;
}
