/** Muster's default objectives, to be replaced by the firm's own. Where one figure stands it is target and maximum alike. */
import type { Objectives } from '../record/schema.ts';

const second = 1000;
const minute = 60 * second;

function figure(ms: number, source: string) {
  return { targetMs: ms, maximumMs: ms, source };
}

/** RPO: zero data loss (synchronous persistence). */
const nothingLost = {
  items: 0,
  source: "default of this drill: zero loss of trading data; to be replaced by the firm's own",
};

const scenario = (words: string) => `default of this drill: ${words}; to be replaced by the firm's own`;
const timeline = (words: string) => `default of this step: ${words}; to be replaced by the firm's own`;

export const defaultObjectives = {
  /** S2 and every drill that recovers from a crash by automatic restart. */
  crash: {
    steps: {
      detect: figure(30 * second, timeline('detect failure < 30 s')),
      assess: figure(minute, timeline('assess situation < 1 min')),
      recover: figure(2 * minute, timeline('recover state from checkpoint < 2 min')),
      reconcile: figure(2 * minute, timeline('reconcile positions < 2 min')),
      validate: figure(minute, timeline('validate system health < 1 min')),
    },
    total: {
      targetMs: 5 * minute,
      maximumMs: 15 * minute,
      source: scenario('total about 5 min, maximum RTO 15 min'),
    },
    judged: 'resumed',
    rpo: nothingLost,
  },
  /** S1: stop 30 s and restart 2 min; the maintenance window is subtracted by name. */
  gracefulRestart: {
    steps: {},
    total: figure(30 * second + 2 * minute, scenario('shutdown 30 s + restart 2 min, without the window')),
    judged: 'resumed',
    stop: figure(30 * second, scenario('shutdown 30 s')),
    restart: figure(2 * minute, scenario('restart 2 min')),
    rpo: nothingLost,
  },
  /** S4: judged at the venue that was cut off. */
  exchangeDisconnect: {
    steps: {
      detect: figure(second, scenario('detection immediate, judged as ≤ 1 s')),
      recover: figure(10 * second, scenario('reconnect 5-10 s')),
      reconcile: figure(30 * second, scenario('reconciliation 30 s')),
    },
    total: figure(minute, scenario('resume < 1 min')),
    judged: 'resumed',
    rpo: nothingLost,
  },
} as const satisfies Record<string, Objectives>;
