import { afterEach, describe, expect, it, vi } from 'vitest';
import { currentRunContext, drillFolder, newRunName, runContextVariable } from '../../src/drill/context.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the context of a run', () => {
  it('names runs so that they sort by time, in UTC', () => {
    expect(newRunName(new Date('2026-11-22T13:05:01.999Z'), () => 0)).toBe('20261122-130501-0000');
    expect(newRunName(new Date('2026-11-22T13:05:01Z'), () => 0.999_999_99)).toBe('20261122-130501-zzzz');
  });

  it('is what muster run hands over', () => {
    const context = {
      run: 'r',
      folder: '/r',
      seed: 3,
      market: null,
      repetitions: 2,
      keep: true,
      engineCommand: ['e'],
      toxiproxy: null,
      image: { name: 'muster:1', id: 'sha256:0', platform: 'linux/amd64' },
    };
    vi.stubEnv(runContextVariable, JSON.stringify(context));
    expect(currentRunContext()).toEqual(context);
    vi.stubEnv(runContextVariable, JSON.stringify({ ...context, repetitions: 0 }));
    expect(() => currentRunContext()).toThrow(/repetitions/);
  });

  it('gives every repetition a folder of its own', () => {
    expect([drillFolder('canary', 1), drillFolder('canary', 2)]).toEqual(['drills/canary', 'drills/canary-2']);
  });
});
