import { expect, it } from 'vitest';
import { AlertBoard } from '../../../src/engine/report/alert-board.ts';
import { ManualClock } from '../manual-clock.ts';

const alarm = (code: string) => ({ type: 'alarm', code, text: `why ${code}` }) as const;

function board() {
  const logged: string[] = [];
  const clock = new ManualClock();
  const diary = {
    info() {},
    warn() {},
    error(fields: Readonly<Record<string, unknown>>, message: string) {
      logged.push(`${fields['alert']}: ${message}`);
    },
  };
  return { clock, logged, alerts: new AlertBoard(clock, diary) };
}

it('shows and logs an alarm only once it is durable, with the time it was noticed', async () => {
  const { clock, logged, alerts } = board();
  const waiting: (() => void)[] = [];
  const noticed = clock.monotonicNs().toString();
  alerts.watch([alarm('torn-tail'), { type: 'stopped', mode: 'cancel' }], (effect) => waiting.push(effect));
  await clock.advance(70);
  expect([alerts.newest(), logged]).toEqual([[], []]);
  for (const effect of waiting) effect();
  expect(alerts.newest()).toEqual([{ number: 1, code: 'torn-tail', text: 'why torn-tail', monoNs: noticed }]);
  expect(logged).toEqual(['torn-tail: why torn-tail']);
});

it('shows the newest 50, and their numbers tell how many there were', () => {
  const { alerts } = board();
  for (let index = 1; index <= 60; index += 1) alerts.watch([alarm(`c${index}`)], (effect) => effect());
  const shown = alerts.newest();
  expect(shown).toHaveLength(50);
  expect([shown[0]?.number, shown.at(-1)?.number, shown.at(-1)?.code]).toEqual([11, 60, 'c60']);
});
