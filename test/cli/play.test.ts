import { describe, expect, it } from 'vitest';
import { type Moment, play, type Speed } from '../../src/cli/play.ts';
import { ManualClock, settle } from '../engine/manual-clock.ts';

const moments: readonly Moment[] = [0, 400, 60_400].map((ms) => ({
  timeUs: 1_000_000 + ms * 1000,
  lines: [`at ${ms}`],
}));

function playing(speed: Speed) {
  const clock = new ManualClock();
  const abort = new AbortController();
  const lines: string[] = [];
  const told: string[] = [];
  const over = play(moments, {
    speed,
    clock,
    signal: abort.signal,
    show: (more) => lines.push(...more),
    tell: (text) => told.push(text),
  });
  return { clock, abort, lines, told, over };
}

describe('recorded moments (row 67)', () => {
  it('are shown with their recorded distances at speed 1', async () => {
    const { clock, lines, over } = playing(1);
    expect(lines).toEqual(['at 0']);
    await clock.advance(399);
    expect(lines).toEqual(['at 0']);
    await clock.advance(1);
    expect(lines).toEqual(['at 0', 'at 400']);
    await clock.advance(60_000);
    expect(await over).toBe(3);
    expect(lines).toHaveLength(3);
  });

  it('are shown N times as fast at speed N', async () => {
    const { clock, lines } = playing(100);
    await clock.advance(4);
    expect(lines).toEqual(['at 0', 'at 400']);
    await clock.advance(599);
    expect(lines).toHaveLength(2);
    await clock.advance(1);
    expect(lines).toHaveLength(3);
  });

  it('are shown without any wait at max speed', async () => {
    const { lines, over } = playing('max');
    expect(await over).toBe(3);
    expect(lines).toEqual(['at 0', 'at 400', 'at 60400']);
  });

  it('say what a long wait is for', async () => {
    const { clock, told } = playing(1);
    await clock.advance(400);
    expect(told).toEqual([expect.stringContaining('60 s')]);
  });

  it('end in the middle of a wait when they are interrupted, and say how many were shown', async () => {
    const { clock, abort, lines, over } = playing(1);
    await clock.advance(500);
    abort.abort();
    await settle();
    expect(await over).toBe(2);
    expect(lines).toEqual(['at 0', 'at 400']);
  });
});
