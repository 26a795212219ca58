import { describe, expect, it } from 'vitest';
import { Timeline } from '../../src/drill/timeline.ts';

describe('the timeline', () => {
  it('prints each line at once and gives times since the first fault, negative before it', () => {
    const lines: string[] = [];
    const timeline = new Timeline((line) => lines.push(line));
    const now = process.hrtime.bigint();
    timeline.addAt(now, 'harness', 'steady');
    timeline.faultAt(now + 1_000_000n);
    timeline.faultAt(now + 9_000_000_000n);
    timeline.addAt(now + 1_501_000_000n, 'engine', 'resumed');
    expect(lines).toEqual(['          harness    steady', ' +1.500s  engine     resumed']);
    expect(timeline.entries().map(({ sinceFaultMs }) => sinceFaultMs)).toEqual([-1, 1500]);
  });

  it('has no time since a fault while none has struck', () => {
    const timeline = new Timeline(() => {});
    timeline.add('harness', 'steady');
    expect(timeline.entries()[0]?.sinceFaultMs).toBeNull();
  });

  it('orders what was learnt late by when it happened', () => {
    const timeline = new Timeline(() => {});
    const now = process.hrtime.bigint();
    timeline.addAt(now, 'harness', 'second');
    timeline.addAt(now - 5n, 'supervisor', 'first');
    expect(timeline.entries().map(({ text }) => text)).toEqual(['first', 'second']);
  });
});
