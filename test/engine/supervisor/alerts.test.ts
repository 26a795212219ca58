import { describe, expect, it } from 'vitest';
import type { EngineLastWords } from '../../../src/contract/engine.ts';
import { defaultSupervisorPolicy as policy } from '../../../src/engine/supervisor/policy.ts';
import type { SupervisorAction } from '../../../src/engine/supervisor/state.ts';
import { supervise } from '../../../src/engine/supervisor/supervise.ts';
import { alertsOf, exited, healthy, killed, play, spawned, start, tick } from './play.ts';

describe('alerts', () => {
  const told = ({ actions }: { readonly actions: readonly SupervisorAction[] }) =>
    actions.flatMap((action) => (action.kind === 'report' ? (action.event.alert ?? []) : []));

  it('are passed on once each, with the code and the time the engine shows', () => {
    const seen = play([0, start], [1, spawned(7)], [2, healthy(7, 1)], [3, healthy(7, 1, 2)], [4, healthy(7, 1, 2)]);
    expect(told(seen)).toEqual([
      { code: 'code-1', noticedMonoNs: '1' },
      { code: 'code-2', noticedMonoNs: '2' },
    ]);
  });

  it('that were no longer shown at the next look are told as a number', () => {
    const seen = play([0, start], [1, spawned(7)], [2, healthy(7, 1)], [3, healthy(7, 5, 6)]);
    expect(told(seen).map(({ code }) => code)).toEqual(['code-1', 'alerts-missed', 'code-5', 'code-6']);
    const details = seen.actions.flatMap((action) => (action.kind === 'report' ? [action.event.detail] : []));
    expect(details).toContain('3 alerts were no longer shown');
  });

  it('of the next life begin at 1 again', () => {
    const seen = play([0, start], [1, spawned(7)], [2, healthy(7, 1)], [3, killed], [3, tick], [4, spawned(8)]);
    const { actions } = supervise(seen.state, healthy(8, 1), 5, policy);
    expect(told({ actions })).toEqual([{ code: 'code-1', noticedMonoNs: '1' }]);
  });

  it.each([
    [20, 'write-failed'],
    [21, 'directory-refused'],
    [22, 'live-peer'],
  ])('are raised by the supervisor itself for exit status %d (row 60)', (exitCode, code) => {
    const seen = play([0, start], [1, spawned(7)], [2, exited(exitCode)]);
    expect(told(seen)).toEqual([{ code, noticedMonoNs: null }]);
  });

  it('that came after the last look are told from the last words of the engine, before its exit', () => {
    const lastWords: EngineLastWords = { type: 'ended', reason: 'no space', alerts: alertsOf(1, 2) };
    for (const exitCode of [0, 1, 20, 21]) {
      const { actions } = supervise(
        play([0, start], [1, spawned(7)], [2, healthy(7, 1)]).state,
        exited(exitCode, lastWords),
        3,
        policy,
      );
      expect(told({ actions })[0]).toEqual({ code: 'code-2', noticedMonoNs: '2' });
      expect(actions[1]).toMatchObject({ event: { event: 'exited', exitCode } });
    }
  });

  it('for an exit that no restart follows give the reason of the engine, where it said one', () => {
    const lastWords: EngineLastWords = { type: 'ended', reason: 'a write to x failed: ENOSPC', alerts: [] };
    const { actions } = play([0, start], [1, spawned(7)], [2, exited(20, lastWords)]);
    const detail = 'exit status 20: a write or sync failed (a write to x failed: ENOSPC)';
    expect(actions).toContainEqual({ kind: 'mark-suspect', reason: detail, pid: 7, exitCode: 20 });
    expect(actions.at(-1)).toMatchObject({ event: { event: 'restart-refused', detail } });
  });

  it('are not raised for an exit that a restart follows', () => {
    expect(told(play([0, start], [1, spawned(7)], [2, killed], [2, tick], [3, spawned(8)], [4, exited(1)]))).toEqual(
      [],
    );
  });
});
