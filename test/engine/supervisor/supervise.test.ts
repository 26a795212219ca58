import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineExitsWithoutRestart } from '../../../src/contract/engine.ts';
import { backoff, defaultSupervisorPolicy as policy } from '../../../src/engine/supervisor/policy.ts';
import { initialSupervisorState, type SupervisorInput } from '../../../src/engine/supervisor/state.ts';
import { supervise } from '../../../src/engine/supervisor/supervise.ts';
import { exited, healthy, killed, missed, play, spawned, start, tick } from './play.ts';

describe('restart', () => {
  it('follows an exit at once the first time (row 60)', () => {
    const { names, state } = play([0, start], [1, spawned(7)], [2, healthy(7)], [100, killed], [100, tick]);
    expect(names).toEqual(['do start', 'started', 'healthy', 'exited', 'restart-scheduled', 'do start']);
    expect(state.restarts).toBe(1);
  });

  it('follows an orderly exit that nobody asked for', () => {
    expect(play([0, start], [1, spawned(7)], [2, exited(0)]).names).toContain('restart-scheduled');
  });

  it('is asked for once while the process is being made', () => {
    expect(play([0, start], [1, start], [2, { kind: 'release' }]).names).toEqual(['do start', 'released']);
  });

  it('pauses longer after each short life, up to a bound', () => {
    const pauses = [1, 2, 3, 4, 20].map((lives) => backoff(policy, lives));
    expect(pauses).toEqual([0, 100, 200, 400, 5000]);
  });

  it('is immediate again after a long life', () => {
    const short = play([0, start], [0, spawned(7)], [1, killed], [1, tick], [1, spawned(8)], [2, killed]);
    expect(short.state.restartAtMs).toBe(102);
    const long = play([0, start], [0, spawned(7)], [1, killed], [1, tick], [1, spawned(8)], [20_000, killed]);
    expect(long.state.restartAtMs).toBe(20_000);
  });

  it.each(engineExitsWithoutRestart)('never follows exit status %d', (exitCode) => {
    const { names, engine } = play([0, start], [1, spawned(7)], [2, exited(exitCode)], [60_000, tick]);
    expect(names.filter((name) => name === 'do start')).toHaveLength(1);
    expect(names).toContain('restart-refused');
    expect(engine).toBe('refused');
  });

  it('marks the directory suspect after a failed write and after nothing else (row 22)', () => {
    const marks = [0, 1, 20, 21, 22].filter((exitCode) =>
      play([0, start], [1, spawned(7)], [2, exited(exitCode)]).names.includes('do mark-suspect'),
    );
    expect(marks).toEqual([20]);
  });

  it('is refused while the directory is suspect, also to an operator', () => {
    const suspect: SupervisorInput = { kind: 'suspect', reason: 'marked' };
    const { names, engine } = play([0, start], [0, suspect], [1, { kind: 'release' }], [1, suspect]);
    expect(names.filter((name) => name === 'directory-suspect')).toHaveLength(2);
    expect(engine).toBe('refused');
  });

  it('is tried when an operator asks for it after a refused directory', () => {
    const { names, engine } = play([0, start], [1, spawned(7)], [2, exited(21)], [3, start], [4, spawned(8)]);
    expect(names.at(-1)).toBe('started');
    expect(engine).toBe('running');
  });

  it('is tried again when the command could not be run', () => {
    const failed: SupervisorInput = { kind: 'spawn-failed', reason: 'ENOENT' };
    expect(play([0, start], [0, failed]).names).toEqual(['do start', 'restart-scheduled']);
  });
});

describe('hold', () => {
  it('leaves a running engine alone and keeps a dead one down until released', () => {
    const held = play([0, start], [1, spawned(7)], [2, { kind: 'hold' }]);
    expect(held.engine).toBe('running');
    const dead = play([0, start], [1, spawned(7)], [2, { kind: 'hold' }], [3, killed], [60_000, tick]);
    expect(dead.engine).toBe('held');
    expect(dead.names.filter((name) => name === 'do start')).toHaveLength(1);
    const released = play([0, start], [1, spawned(7)], [2, { kind: 'hold' }], [3, killed], [4, { kind: 'release' }]);
    expect(released.names.slice(-2)).toEqual(['released', 'do start']);
  });

  it('takes back a restart that was scheduled', () => {
    const inputs = [
      [0, start],
      [0, spawned(7)],
      [1, killed],
      [1, tick],
      [1, spawned(8)],
      [2, killed],
    ] as const;
    expect(play(...inputs, [3, { kind: 'hold' }], [60_000, tick]).engine).toBe('held');
  });

  it('released while the engine runs starts no second one', () => {
    const { names } = play([0, start], [1, spawned(7)], [2, { kind: 'hold' }], [3, { kind: 'release' }]);
    expect(names.filter((name) => name === 'do start')).toHaveLength(1);
  });
});

describe('stop', () => {
  it('sends SIGTERM, kills at the deadline and restarts nothing (row 53)', () => {
    const { names, engine } = play(
      [0, start],
      [1, spawned(7)],
      [10, { kind: 'stop' }],
      [30_009, tick],
      [30_010, tick],
      [30_011, killed],
    );
    expect(names.slice(2)).toEqual(['stopping', 'do terminate', 'stop-deadline', 'do kill', 'killed', 'exited']);
    expect(engine).toBe('stopped');
  });

  it('reaches an engine that was being started', () => {
    expect(play([0, start], [1, { kind: 'stop' }], [2, spawned(7)]).names).toEqual([
      'do start',
      'started',
      'stopping',
      'do terminate',
    ]);
  });

  it('followed by a start while the engine still ends restarts it when it has ended', () => {
    const { names } = play([0, start], [1, spawned(7)], [2, { kind: 'stop' }], [3, start], [4, exited(0)], [4, tick]);
    expect(names.slice(-3)).toEqual(['exited', 'restart-scheduled', 'do start']);
  });
});

describe('hang', () => {
  const polls = (pid: number, from: number, count: number, everyMs = 500) =>
    Array.from({ length: count }, (_, index) => [from + index * everyMs, missed(pid)] as const);

  it('is five seconds of nothing but misses from an engine that was healthy; it is killed and restarted', () => {
    const { names } = play(
      [0, start],
      [1, spawned(7)],
      [100, healthy(7)],
      ...polls(7, 600, 10),
      [5110, killed],
      [5110, tick],
    );
    expect(names.slice(3)).toEqual(['hung', 'do kill', 'killed', 'exited', 'restart-scheduled', 'do start']);
  });

  it('is not one long silence: a supervisor that was itself held up asks again first', () => {
    expect(play([0, start], [1, spawned(7)], [100, healthy(7)], [60_000, missed(7)]).names).not.toContain('hung');
  });

  it('is not a silence that ends in time', () => {
    const { names } = play(
      [0, start],
      [1, spawned(7)],
      [100, healthy(7)],
      ...polls(7, 600, 9),
      [5099, healthy(7)],
      [5600, missed(7)],
    );
    expect(names).not.toContain('hung');
  });

  it('waits for the start-up grace of an engine that was never healthy', () => {
    const starting = play([0, start], [0, spawned(7)], ...polls(7, 500, 29));
    expect(starting.names).not.toContain('hung');
    expect(play([0, start], [0, spawned(7)], ...polls(7, 500, 30)).names).toContain('hung');
  });

  it('is not judged while the engine stops, which has a deadline of its own', () => {
    expect(
      play([0, start], [0, spawned(7)], [1, healthy(7)], [2, { kind: 'stop' }], ...polls(7, 500, 20)).names,
    ).not.toContain('hung');
  });

  it('of one incarnation is not proven by answers meant for another', () => {
    expect(play([0, start], [0, spawned(8)], [1, healthy(8)], ...polls(7, 500, 20)).names).not.toContain('hung');
  });
});

it('never starts a second engine beside a living one, whatever happens', () => {
  const input = fc.oneof(
    fc.constantFrom<SupervisorInput[]>(start, tick, killed, { kind: 'hold' }, { kind: 'release' }, { kind: 'stop' }),
    fc.constantFrom(0, 1, 20, 21, 22).map((exitCode) => exited(exitCode)),
    fc.boolean().map((up) => (up ? healthy(1) : missed(1))),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3000), input)), (inputs) => {
      let state = initialSupervisorState;
      let nowMs = 0;
      let living = false;
      for (const [laterMs, given] of inputs) {
        nowMs += laterMs;
        // The outside reports an exit only of an engine that lives.
        if (given.kind === 'exited' && !living) continue;
        if (given.kind === 'exited') living = false;
        const step = supervise(state, given, nowMs, policy);
        state = step.state;
        for (const action of step.actions) {
          if (action.kind !== 'start') continue;
          expect(living).toBe(false);
          living = true;
          state = supervise(state, spawned(1), nowMs, policy).state;
        }
      }
    }),
  );
});
