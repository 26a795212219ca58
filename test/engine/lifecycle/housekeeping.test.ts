import { describe, expect, it } from 'vitest';
import { Housekeeping, retentionMs } from '../../../src/engine/lifecycle/housekeeping.ts';
import { Meter } from '../../../src/engine/lifecycle/meter.ts';
import { ManualClock } from '../manual-clock.ts';
import { memoryLog } from './fact-log-rig.ts';

const minuteMs = 60_000;

function running() {
  const clock = new ManualClock();
  const memory = memoryLog();
  const meter = new Meter(clock);
  const log = meter.metered(memory.log);
  const start = () => {
    const housekeeping = new Housekeeping(log, clock, meter);
    housekeeping.start();
    return housekeeping;
  };
  return { ...memory, log, clock, start };
}

const prunes = (facts: ReturnType<typeof memoryLog>['recorded']) => facts.filter(({ type }) => type === 'prune');

describe('housekeeping (rows 4, 11)', () => {
  it('forgets once an hour what is older than a day', async () => {
    const { clock, recorded, start } = running();
    const startedMs = clock.wallMs();
    start();
    await clock.advance(150 * minuteMs);
    expect(prunes(recorded)).toEqual(
      [0, 60, 120].map((minutes) => ({ type: 'prune', beforeMs: startedMs + minutes * minuteMs - retentionMs })),
    );
  });

  it('forgets by the state and not by the start of a life: restarts neither add nor skip a prune', async () => {
    const { clock, recorded, start } = running();
    for (let life = 0; life < 240; life++) {
      const housekeeping = start();
      await clock.advance(minuteMs / 2);
      housekeeping.stop();
    }
    expect(prunes(recorded)).toHaveLength(2);
  });

  it('journals once a minute what was counted since, and the longest wait for the disk', async () => {
    const { clock, recorded, log, sync, start } = running();
    start();
    sync();
    log.record([{ type: 'alarm', code: 'test', text: '' }]);
    log.record([{ type: 'alarm', code: 'test', text: '' }]);
    await clock.advance(5);
    sync();
    await clock.advance(2 * minuteMs);
    const metrics = recorded.filter((fact) => fact.type === 'metrics').map(({ json }) => JSON.parse(json));
    expect(metrics).toEqual([
      { counts: { alarm: 2, prune: 1 }, durableWaitUsMax: 5000 },
      { counts: { metrics: 1 }, durableWaitUsMax: 0 },
    ]);
  });

  it('does nothing any more once stopped', async () => {
    const { clock, recorded, start } = running();
    start().stop();
    const before = recorded.length;
    await clock.advance(90 * minuteMs);
    expect(recorded).toHaveLength(before);
  });
});
