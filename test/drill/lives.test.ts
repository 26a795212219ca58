import { describe, expect, it } from 'vitest';
import type { SupervisorEvent } from '../../src/contract/supervisor.ts';
import { livesOf } from '../../src/drill/lives.ts';
import type { FaultRecord } from '../../src/record/schema.ts';

function event(
  name: SupervisorEvent['event'],
  monoNs: string,
  pid: number,
  signal: string | null = null,
): SupervisorEvent {
  return { monoNs, wallMs: 0, event: name, pid, pidStartTime: '1', exitCode: null, signal, detail: '' };
}

function kill(requestedMonoNs: string, provenMonoNs: string | null): FaultRecord {
  return {
    id: 'kill',
    type: 'kill-process',
    target: 'engine',
    parameters: {},
    requestedMonoNs,
    requestedWall: '',
    provenMonoNs,
    undoneMonoNs: null,
    effect: null,
    undo: null,
    doesNotTest: '',
  };
}

describe('the lives of the engine', () => {
  it('are one per start, each ended by the proof of the fault that struck it', () => {
    const events = [event('started', '10', 1), event('exited', '25', 1, 'SIGKILL'), event('started', '30', 2)];
    const lives = livesOf(events, [kill('20', '22')]);
    expect(
      lives.map(({ pid, goneMonoNs, endRequestedMonoNs, signal }) => [pid, goneMonoNs, endRequestedMonoNs, signal]),
    ).toEqual([
      [1, '22', '20', 'SIGKILL'],
      [2, null, null, null],
    ]);
  });

  it('end with the exit the supervisor saw when no fault was proven', () => {
    const events = [event('started', '10', 1), event('exited', '25', 1)];
    expect(livesOf(events, [kill('20', null)])[0]?.goneMonoNs).toBe('25');
  });
});
